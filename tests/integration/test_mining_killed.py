"""A run of mining that is killed is gone on with, and ends as one that was left alone does."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.learn.mining.folders import mining_folder
from bot.learn.whole_files import read_json
from tests.conftest import ROOT
from tests.unit.learn.mining.small import row, write_file

MINE = "tests.integration.mining_process"
QUESTIONS = ("这个多少钱", "几点能走货", "你家招不招代理", "价钱咋算的", "谢谢老板了", "人在不在")


def write_log(log: Path) -> None:
    """Forty parts of a log."""
    for part in range(40):
        rows: list[dict[str, Any]] = []
        for number in range(200):
            text = f"{QUESTIONS[(part + number) % len(QUESTIONS)]}{number % 50}"
            band = "clarify" if number % 3 else "answer"
            buyer = f"b{part}-{number}"
            rows.append(row(text, buyer=buyer, band=band, id=200 * part + number, before=buyer))
        write_file(log, f"2026-11-{1 + part % 28:02}", f"chats-{part:02}", rows)


def started(learn_dir: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-m", MINE, str(learn_dir), *more]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def end(learn_dir: Path, *more: str) -> dict[str, Any]:
    assert started(learn_dir, *more).wait(timeout=300) == 0
    told: dict[str, Any] = read_json(learn_dir / "told.json")
    return told


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    write_log(folder / "log")
    end(folder)
    return folder


def test_a_killed_run_is_gone_on_with(undisturbed: Path, tmp_path: Path) -> None:
    shutil.copytree(undisturbed / "log", tmp_path / "log")
    process = started(tmp_path)
    tree = psutil.Process(process.pid)
    counts = mining_folder(tmp_path) / "counts"
    until = time.monotonic() + 120
    while len(list(counts.glob("*.parquet"))) < 5:
        assert time.monotonic() < until
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    workers = tree.children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive, "workers outlive the process that started them"
    again = end(tmp_path)
    whole = read_json(undisturbed / "told.json")
    assert again["kept"] >= 5
    assert again["found"] == whole["found"] != []


def test_on_a_cluster_it_finds_the_same(undisturbed: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    shutil.copytree(undisturbed / "log", tmp_path / "log")
    whole = read_json(undisturbed / "told.json")
    assert end(tmp_path, "local")["found"] == whole["found"]
