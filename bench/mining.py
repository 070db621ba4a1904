"""Mining of long logs: how long it takes, and the most memory that all its processes hold together.

    python -m bench.mining --messages 1000000 --kill
    nice python -m bench.mining --messages 1000000,5000000,20000000 --folder /tmp/big

Makes a log up from a seed (bench/mining_data.py), longer each time, runs `xiaoer learn mine` on it
and looks at the process and all its children four times a second (PSS: shared pages count once).
With --kill the run is killed (SIGKILL) with all its workers after half of its reading, and started
again.
Exits with 1 where more than 2 GB were held, or where what is hidden in the log was not found.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import typer

from bench.command import MARKDOWN, WORKSHOP, progress_bar, run, save
from bench.mining_data import Question, questions_of, write_log
from bench.printing import show
from bot.errors import EngineError
from bot.settings import settings
from bot.text.questions import key_of

MOST_BYTES = 2_000_000_000
LOOK_SECONDS = 0.25
# Of the questions hidden in the log the commonest, which are worth most.
HIDDEN, LEAST_FOUND = 10, 0.9
HEADER = "messages|log MB|questions|read|seconds|CPU s|peak MB|hidden found|tasks".split("|")

_MESSAGES = typer.Option("1000000", help="how many; several by comma")
_FOLDER = typer.Option(WORKSHOP / "mining", help="where the log is made, and deleted afterwards")
_WORKERS = typer.Option(2, min=1)
_CLUSTER = typer.Option("", help="local, or tcp://host:port of a Dask scheduler")
_KILL = typer.Option(False, "--kill", help="kill the run in the middle and go on with it")
_KEEP = typer.Option(False, "--keep", help="leave the log there")


@dataclass(frozen=True)
class Taken:
    """What one run took: seconds, CPU seconds and bytes of all its processes, and what it printed.

    output: empty where it was killed.
    """

    seconds: float
    cpu: float
    peak: int
    output: str


def main(
    messages: str = _MESSAGES,
    folder: Path = _FOLDER,
    workers: int = _WORKERS,
    cluster: str = _CLUSTER,
    kill: bool = _KILL,
    keep: bool = _KEEP,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Make logs, mine them, and tell."""
    nlu = settings().nlu_dir
    hidden = [question for question in questions_of(nlu, seed=0) if question.misread][:HIDDEN]
    rows, good = [], True
    with progress_bar() as bar:
        for size in sorted(map(int, messages.split(","))):
            task = bar.add_task(f"{size} messages: made up", total=size)
            for done in write_log(folder / "log", messages=size, nlu=nlu):
                bar.advance(task, done)
            shutil.rmtree(folder / "mining", ignore_errors=True)
            bar.update(task, description=f"{size} messages: mined")
            command = _command(workers=workers, cluster=cluster)
            runs = [_taken(command, folder, until=_half_read)] if kill else []
            runs.append(_taken(command, folder))
            data = json.loads(runs[-1].output)
            found = sum(_is_found(question, data["candidates"]) for question in hidden)
            peak = max(each.peak for each in runs)
            good = good and peak <= MOST_BYTES and found >= LEAST_FOUND * len(hidden)
            rows.append(_row(size, folder, data, runs, f"{found} of {len(hidden)}"))
            print(*rows[-1], sep="  ", flush=True)
    if not keep:
        shutil.rmtree(folder)
    show("Mining", HEADER, rows, as_markdown=as_markdown)
    save("mining", rows)
    if not good:
        raise typer.Exit(code=1)


def _command(*, workers: int, cluster: str) -> list[str]:
    xiaoer = str(Path(sys.executable).with_name("xiaoer"))
    return [
        xiaoer, "learn", "mine", "--dry-run", "--json",
        "--workers", str(workers), "--cluster", cluster,
    ]  # fmt: skip


def _taken(
    command: list[str], learn_dir: Path, *, until: Callable[[Path], bool] | None = None
) -> Taken:
    """Run the command to its end, or kill it and its children when `until` says so."""
    environment = {**os.environ, "XIAOER_LEARN_DIR": str(learn_dir.resolve())}
    begun, peak, cpu = time.monotonic(), 0, 0.0
    told = learn_dir / "told.json"
    with told.open("w", encoding="utf-8") as output:
        started = subprocess.Popen(command, env=environment, stdout=output)
        tree = psutil.Process(started.pid)
        while started.poll() is None:
            held, spent = _held_by(tree)
            peak, cpu = max(peak, held), max(cpu, spent)
            if until is not None and until(learn_dir):
                for process in [tree, *tree.children(recursive=True)]:
                    process.send_signal(signal.SIGKILL)
                started.wait()
                return Taken(time.monotonic() - begun, cpu, peak, "")
            time.sleep(LOOK_SECONDS)
    if started.returncode != 0:
        raise EngineError(f"{command[1:3]} failed.", hint="What it said stands above.")
    return Taken(time.monotonic() - begun, cpu, peak, told.read_text(encoding="utf-8"))


def _held_by(tree: psutil.Process) -> tuple[int, float]:
    """Bytes and CPU seconds of a process and all its children."""
    held, spent = 0, 0.0
    for process in [tree, *tree.children(recursive=True)]:
        try:
            held += process.memory_full_info().pss
            times = process.cpu_times()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        spent += times.user + times.system
    return held, spent


def _half_read(learn_dir: Path) -> bool:
    from bot.learn.mining.counting import BUCKETS

    return len(list((learn_dir / "mining").glob("run-*/sifted-*.json"))) >= BUCKETS // 2


def _is_found(question: Question, candidates: list[dict[str, Any]]) -> bool:
    """Whether it is asked, with the right meaning suggested."""
    key = key_of(question.text)
    asked = (c for c in candidates if key == c["key"] or key in c["evidence"].get("merged", ()))
    return any(set(c["suggested"].split("+")) == {question.means} for c in asked)


def _row(
    size: int, learn_dir: Path, data: dict[str, Any], runs: list[Taken], found: str
) -> tuple[str, ...]:
    log = sum(path.stat().st_size for path in (learn_dir / "log").rglob("*.parquet"))
    tasks = f"{data['done_before']} of {data['tasks']} done before" if len(runs) > 1 else ""
    return (
        f"{size:,}",
        f"{log / 1e6:.0f}",
        f"{data['questions']:,}",
        f"{data['read']:,}",
        " + ".join(f"{each.seconds:.0f}" for each in runs),
        f"{sum(each.cpu for each in runs):.0f}",
        f"{max(each.peak for each in runs) / 1e6:.0f}",
        found,
        tasks,
    )


if __name__ == "__main__":
    run(main)
