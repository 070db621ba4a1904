"""How messages a second grow with the number of Rasa processes, and what the limit is.

    python -m bench.scaling --most 4 --buyers 32

Buyers here say the next thing at once. Gateway, action servers and database stay one each beside
one, two, three and four Rasa processes on PostgreSQL and Redis; the CPU that all processes of ours
used, as cores, tells what holds the growth up on this machine.
"""

from __future__ import annotations

import os

import typer

from bench.command import MARKDOWN, MIX, OURS, SERVER, databases_of, progress_bar, run, save
from bench.contender import Measured, measure
from bench.our_server import Xiaoer, train
from bench.printing import show
from bot.load.driver import Plan
from bot.load.mix import read_mix
from bot.serving.layout import Copies

HEADER = ("Rasa processes", "messages a second", "p50 ms", "p95 ms", "cores used", "failed")

_MOST = typer.Option(4, min=1, help="Rasa processes at most")
_ACTIONS = typer.Option(1, min=1, help="action servers")
_BUYERS = typer.Option(32, min=1, help="buyers who chat at once")
_SECONDS = typer.Option(30.0, min=1, help="how long each is measured")


def main(
    most: int = _MOST,
    actions: int = _ACTIONS,
    buyers: int = _BUYERS,
    seconds: float = _SECONDS,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Measure each number of processes in turn."""
    databases = databases_of("postgresql", postgresql)
    mix, plan = read_mix(MIX), Plan(buyers, seconds)
    rows = []
    with progress_bar() as progress:
        train(databases, OURS, progress)
        for number in range(1, most + 1):
            copies = Copies(rasa=number, actions=actions)
            engine = Xiaoer(databases, OURS, name=f"{number} Rasa", copies=copies)
            rows.append(_row(number, measure(engine, mix, plan, progress)))
    title = f"{buyers} buyers without a pause, {os.cpu_count()} cores, the driver on them too"
    show(title, HEADER, rows, as_markdown=as_markdown)
    save("scaling", rows)


def _row(number: int, measured: Measured) -> tuple[str, ...]:
    result = measured.run
    cores = result.per_second * result.cpu_ms_per_turn / 1000
    return (
        str(number),
        f"{result.per_second:.0f}",
        f"{result.p50_ms:.0f}",
        f"{result.p95_ms:.0f}",
        f"{cores:.2f}",
        str(result.errors),
    )


if __name__ == "__main__":
    run(main)
