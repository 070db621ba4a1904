"""A day of chats on both engines, one after the other, in one run.

    python -m bench.day --buyers 1000 --spike 300 --seconds 300 --rasa 2

Stock Rasa has 100 buyers, ours a thousand with the same pauses for thought, and in the middle the
minute in which a promotion starts and more of them come. Needs Locust (`uv sync --group load`).
Exits with 1 when our 95th percentile is not below their median, or a message of ours got no answer.
"""

from __future__ import annotations

import typer
from rich.progress import Progress

from bench.command import MARKDOWN, OURS, SERVER, WORKSHOP, databases_of, progress_bar, run, save
from bench.day.living import Lived, Load, latency_row, live
from bench.our_server import Xiaoer, train
from bench.printing import show
from bench.rival_project import RivalProject
from bench.rival_server import Rival
from bot.load.driver import percentile
from bot.serving.layout import Copies

HEADER = ("", "buyers", "messages", "a second", "p50 ms", "p95 ms", "p99 ms", "failed")
PROCESS_HEADER = ("", "process", "memory MiB", "CPU ms/turn")

_BUYERS = typer.Option(1000, min=1, help="who chat with ours at once")
_THEIRS = typer.Option(100, min=1, help="who chat with stock Rasa at once")
_SPIKE = typer.Option(300, min=0, help="who come when the promotion starts")
_SECONDS = typer.Option(300.0, min=90, help="how long is measured")
_RAMP = typer.Option(60.0, min=5, help="in which the buyers come in")
_RASA = typer.Option(2, min=1, help="Rasa processes of ours")
_EPOCHS = typer.Option(1, min=1, help="of the rival's training; they change no cost of a turn")


def main(
    buyers: int = _BUYERS,
    theirs: int = _THEIRS,
    spike: int = _SPIKE,
    seconds: float = _SECONDS,
    ramp: float = _RAMP,
    rasa: int = _RASA,
    epochs: int = _EPOCHS,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Both days, and what compares."""
    databases = databases_of("postgresql", postgresql)
    project = RivalProject(WORKSHOP / "rival/project", epochs)
    with progress_bar() as progress:
        _prepare(project, progress)
        train(databases, OURS, progress)
        progress.add_task("chats", total=None)
        with Rival(project, databases).running() as running:
            stock = live("stock Rasa", running, Load(theirs, seconds, ramp))
        with Xiaoer(databases, OURS, copies=Copies(rasa=rasa)).running() as running:
            ours = live("Xiaoer", running, Load(buyers, seconds, ramp, spike=spike))
    rows = [
        latency_row(stock, phase="", seconds=seconds, buyers=theirs),
        latency_row(ours, phase="", seconds=seconds, buyers=buyers),
    ]
    if spike:
        at_start = ours.load.spike_seconds
        rows.append(latency_row(ours, phase="spike", seconds=at_start, buyers=buyers + spike))
    show("A day of chats", HEADER, rows, as_markdown=as_markdown)
    processes = _process_rows(stock, ours)
    show("Processes", PROCESS_HEADER, processes, as_markdown=as_markdown)
    save("day", {"rows": rows, "processes": processes})
    if percentile(ours.latencies(), 95) >= percentile(stock.latencies(), 50) or ours.failures():
        raise typer.Exit(code=1)


def _prepare(project: RivalProject, progress: Progress) -> None:
    """Put the rival together, and train it where it never was."""
    project.assemble()
    if not project.trained:
        training = progress.add_task("stock Rasa: training", total=None)
        project.train()
        progress.update(training, visible=False)


def _process_rows(*days: Lived) -> list[tuple[str, ...]]:
    return [
        (day.name, process.name, f"{process.rss_mb:.0f}", f"{process.cpu_ms_per_turn:.2f}")
        for day in days
        for process in day.processes
    ]


if __name__ == "__main__":
    run(main)
