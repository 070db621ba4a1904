"""Whether memory stays flat: buyers chat for an hour, and each process is looked at.

    python -m bench.memory --minutes 60 --buyers 150

Exits with 1 when a process grows by more than 5 % an hour after the first ten minutes, by a
straight line through what it held (least squares).
"""

from __future__ import annotations

from statistics import linear_regression

import typer

from bench.command import MARKDOWN, OURS, SERVER, databases_of, progress_bar, run, save
from bench.day.living import Load, latency_row, live
from bench.our_server import Xiaoer, train
from bench.printing import show
from bot.load.processes import MEBIBYTE, Reading
from bot.serving.layout import Copies

GROWTH_AN_HOUR = 0.05
SETTLED_SECONDS = 600.0
HEADER = ("process", "MiB after 10 min", "at the end", "most", "growth an hour")

_MINUTES = typer.Option(60.0, min=15, help="how long the buyers chat")
_BUYERS = typer.Option(150, min=1, help="who chat at once")
_COPIES = typer.Option(1, min=1, help="gateways, Rasa processes and action servers, each")


def main(
    minutes: float = _MINUTES,
    buyers: int = _BUYERS,
    copies: int = _COPIES,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Chat, look, and tell."""
    databases = databases_of("postgresql", postgresql)
    seen: list[tuple[float, Reading]] = []
    each = Copies(gateways=copies, rasa=copies, actions=copies)
    with progress_bar() as progress:
        train(databases, OURS, progress)
        chatting = progress.add_task(f"{buyers} buyers chat", total=minutes * 60)

        def look(gone: float, reading: Reading) -> None:
            seen.append((gone, reading))
            progress.update(chatting, completed=gone)

        with Xiaoer(databases, OURS, copies=each).running() as running:
            load = Load(buyers, minutes * 60 - 30, ramp_seconds=30)
            lived = live("Xiaoer, long", running, load, on_look=look, look_seconds=30)
    settled = [(gone, reading) for gone, reading in seen if gone >= SETTLED_SECONDS]
    rows, flat = [], True
    for name in settled[0][1]:
        held = [reading[name].rss_bytes / MEBIBYTE for _, reading in settled]
        growth = linear_regression([gone / 3600 for gone, _ in settled], held).slope / held[0]
        flat = flat and growth <= GROWTH_AN_HOUR
        sizes = (f"{held[0]:.0f}", f"{held[-1]:.0f}", f"{max(held):.0f}")
        rows.append((name, *sizes, f"{growth:+.1%}"))
    show(f"Memory over {minutes:.0f} minutes", HEADER, rows, as_markdown=as_markdown)
    print(*latency_row(lived, phase="", seconds=load.seconds, buyers=buyers), sep="  ")
    save("memory", rows)
    if not flat or lived.failures():
        raise typer.Exit(code=1)


if __name__ == "__main__":
    run(main)
