"""Runs Locust against an engine that is running, and reads what its buyers went through."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.command import WORKSHOP
from bench.contender import Running, first_answer
from bot.errors import EngineError
from bot.load.driver import percentile
from bot.load.processes import ProcessCost, Reading, costs, read_usage
from bot.load.rest_target import RestTarget
from bot.load.target import Target
from bot.load.xiaoer_target import XiaoerTarget

CHATS = Path(__file__).with_name("chats.py")
LOCUST = Path(sys.executable).with_name("locust")
MEASURED = ("day", "spike")
_STOP_SECONDS = 30.0


@dataclass(frozen=True)
class Load:
    """Who chats for how long; all times in seconds."""

    buyers: int
    seconds: float
    ramp_seconds: float
    spike: int = 0
    spike_seconds: float = 60.0


@dataclass(frozen=True)
class Lived:
    """What a day was like: latencies (ms) of answered messages by phase, failures, processes."""

    name: str
    load: Load
    answered: Mapping[str, Sequence[float]]
    failed: Mapping[str, Sequence[str]]
    processes: Sequence[ProcessCost]

    def latencies(self, *phases: str) -> list[float]:
        """The latencies of these phases (default: of all that is measured), sorted."""
        return sorted(ms for phase in phases or MEASURED for ms in self.answered.get(phase, ()))

    def failures(self, *phases: str) -> int:
        """How many messages got no answer."""
        return sum(len(self.failed.get(phase, ())) for phase in phases or MEASURED)


def live(
    name: str,
    running: Running,
    load: Load,
    *,
    on_look: Callable[[float, Reading], None] = lambda gone, reading: None,
    look_seconds: float = 10.0,
) -> Lived:
    """Let Locust's buyers chat; `on_look` is told the seconds gone and what the processes use.

    Raises EngineError where Locust is missing or measured nothing.
    """
    asyncio.run(first_answer(running.target))
    result = WORKSHOP / f"day-{name.replace(' ', '-')}.json"
    result.unlink(missing_ok=True)
    before, began = read_usage(running.pids), time.monotonic()
    told = {**_told(load), **_address(running.target), "DAY_RESULT": str(result.resolve())}
    with _locust(told, result.with_suffix(".log")) as locust:
        while True:
            try:
                locust.wait(look_seconds)
                break
            except subprocess.TimeoutExpired:
                on_look(time.monotonic() - began, read_usage(running.pids))
    after = read_usage(running.pids)
    if not result.exists():
        raise EngineError("Locust measured nothing.", hint=f"See {result.with_suffix('.log')}.")
    lived = json.loads(result.read_text(encoding="utf-8"))
    turns = sum(map(len, lived["answered"].values()))
    processes = costs(before, after, turns=turns)
    return Lived(name, load, lived["answered"], lived["failed"], processes)


def latency_row(lived: Lived, *, phase: str, seconds: float, buyers: int) -> tuple[str, ...]:
    """Name and phase, buyers, messages, messages a second, three percentiles (ms), failed."""
    phases = (phase,) if phase else ()
    latencies = lived.latencies(*phases)
    return (
        f"{lived.name}{f' ({phase})' if phase else ''}",
        str(buyers),
        str(len(latencies)),
        f"{len(latencies) / seconds:.1f}",
        *(f"{percentile(latencies, percent):.0f}" for percent in (50, 95, 99)),
        str(lived.failures(*phases)),
    )


def _told(load: Load) -> dict[str, str]:
    return {
        "DAY_BUYERS": str(load.buyers),
        "DAY_SPIKE": str(load.spike),
        "DAY_SECONDS": str(load.seconds),
        "DAY_RAMP_SECONDS": str(load.ramp_seconds),
        "DAY_SPIKE_SECONDS": str(load.spike_seconds if load.spike else 0),
        "PYTHONPATH": str(Path.cwd()),
    }


def _address(target: Target) -> dict[str, str]:
    if isinstance(target, RestTarget):
        return {"DAY_TARGET": "stock", "DAY_ADDRESSES": target.server_url}
    if isinstance(target, XiaoerTarget):
        return {
            "DAY_TARGET": "xiaoer",
            "DAY_ADDRESSES": ",".join(target.config.gateway_addresses),
            "DAY_TOKEN": target.config.secret("internal_token"),
        }
    raise EngineError("Locust's buyers do not know this kind of engine.")


@contextmanager
def _locust(told: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    if not LOCUST.exists():
        raise EngineError("Locust is not installed.", hint="uv sync --frozen --group load")
    command = [str(LOCUST), "--headless", "--skip-log", "-f", str(CHATS)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        locust = subprocess.Popen(command, env={**os.environ, **told}, stdout=output, stderr=output)
    try:
        yield locust
    finally:
        locust.terminate()
        locust.wait(_STOP_SECONDS)
