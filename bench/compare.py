"""Our engine against a stock Rasa project, on the same machine, examples, shop and buyers.

    python -m bench.compare --database sqlite --buyers 8 --seconds 30

Exits with 1 when a target is missed or a turn failed.
"""

from __future__ import annotations

from dataclasses import asdict

import typer
from rich.progress import Progress

from bench.command import (
    DATABASE,
    MARKDOWN,
    MIX,
    OURS,
    SERVER,
    WORKSHOP,
    databases_of,
    progress_bar,
    run,
    save,
)  # fmt: skip
from bench.contender import Measured, measure
from bench.our_server import Xiaoer, train
from bench.printing import show
from bench.rival_project import RASAS_EPOCHS, RivalProject
from bench.rival_server import Rival
from bench.verdict import HEADER, PROCESS_HEADER, compare, process_rows
from bot.load.driver import Plan
from bot.load.mix import read_mix
from bot.load.report import as_json

_BUYERS = typer.Option(8, min=1, help="buyers who chat at once")
_SECONDS = typer.Option(30.0, min=1, help="how long is measured")
_WARM_UP = typer.Option(5.0, min=0, help="how long they chat before")
_EPOCHS = typer.Option(RASAS_EPOCHS, min=1, help="of the rival's training")
_KEEP = typer.Option(False, "--keep-rival-model", help="even if our examples changed since")


def main(
    database: str = DATABASE,
    buyers: int = _BUYERS,
    seconds: float = _SECONDS,
    warm_up: float = _WARM_UP,
    postgresql: str = SERVER,
    rival_epochs: int = _EPOCHS,
    keep_rival_model: bool = _KEEP,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Measure both in turn and print what compares."""
    databases = databases_of(database, postgresql)
    project = RivalProject(WORKSHOP / "rival/project", rival_epochs)
    plan = Plan(buyers, seconds, warm_up_seconds=warm_up)
    mix = read_mix(MIX)
    with progress_bar() as progress:
        _prepare_rival(project, keep_model=keep_rival_model, progress=progress)
        train(databases, OURS, progress)
        theirs = measure(Rival(project, databases), mix, plan, progress)
        ours = measure(Xiaoer(databases, OURS), mix, plan, progress)
    compared = compare(theirs, ours)
    title = f"{buyers} buyers, {database}, {seconds:.0f} s"
    show(title, HEADER, [one.row() for one in compared], as_markdown=as_markdown)
    processes = process_rows(theirs, ours)
    show(f"Processes ({title})", PROCESS_HEADER, processes, as_markdown=as_markdown)
    save(f"compare-{database}-{buyers}", [_json(theirs), _json(ours)])
    failed = any(one.run.errors or one.run.silences for one in (theirs, ours))
    if failed or not all(one.met for one in compared):
        raise typer.Exit(code=1)


def _prepare_rival(project: RivalProject, *, keep_model: bool, progress: Progress) -> None:
    """Train the rival unless its model is of the same examples, or is to be kept."""
    project.assemble()
    if project.up_to_date or (keep_model and project.trained):
        return
    training = progress.add_task("stock Rasa: training, for many minutes", total=None)
    project.train()
    progress.update(training, visible=False)


def _json(measured: Measured) -> dict[str, object]:
    return {**asdict(measured), "run": as_json(measured.run)}


if __name__ == "__main__":
    run(main)
