"""Results of load runs as rows: for a terminal's table, a Markdown page and a JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.load.driver import RunResult

Rows = list[tuple[str, ...]]


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def run_rows(results: Iterable[RunResult]) -> Rows:
    """A row a run: buyers, p50, p95, p99, messages per second, failures, CPU per turn."""
    return [
        (
            str(result.buyers),
            *(f"{value:.1f}" for value in (result.p50_ms, result.p95_ms, result.p99_ms)),
            f"{result.per_second:.1f}",
            f"{result.errors}/{result.silences}",
            f"{result.cpu_ms_per_turn:.1f}",
        )
        for result in results
    ]


def process_rows(results: Iterable[RunResult]) -> Rows:
    """A row a run and process: buyers, process, memory in MiB, CPU in ms for each turn."""
    return [
        (
            str(result.buyers),
            process.name,
            f"{process.rss_mb:.0f}",
            f"{process.cpu_ms_per_turn:.2f}",
        )
        for result in results
        for process in result.processes
    ]


def as_json(result: RunResult) -> dict[str, Any]:
    """A run as a JSON object, with the CPU of all processes together."""
    return {**asdict(result), "cpu_ms_per_turn": result.cpu_ms_per_turn}


def write_json(path: Path, value: Any) -> None:
    """Write `value` as an indented JSON file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
