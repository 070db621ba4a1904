"""Whether a turn costs more the longer a chat gets: CPU of the Rasa process, turn 10 and turn 500.

    python -m bench.turn_growth --database postgresql

A few buyers, one after the other, each say the same ten things over and over. The cost of a turn
near N is the CPU of the turns around it by their number: each window holds the ten things twice,
so windows differ in nothing but how long the chat is by then. The median over the chats counts.
Exits with 1 when turn 500 costs more than twice turn 10.
"""

from __future__ import annotations

import asyncio
from statistics import median

import typer
from rich.progress import Progress

from bench.command import DATABASE, MARKDOWN, OURS, SERVER, databases_of, progress_bar, run, save
from bench.contender import Running, first_answer
from bench.cpu import cpu_ms
from bench.our_server import Xiaoer, train
from bench.printing import show
from bot.errors import EngineError

SAID = (
    "这件多少钱",
    "有M码吗",
    "是什么料子的",
    "什么时候能发货",
    "到杭州要几天",
    "现在有优惠吗",
    "可以退货吗",
    "运费怎么算",
    "好的知道了",
    "谢谢",
)
PRODUCT = "LN2107"
WINDOW = 2 * len(SAID)
CENTRES = (10, 100, 250, 500)
HEADER = ("turn", "CPU ms of the Rasa process (median)", "least", "most", "to turn 10")
AIM = 2.0

_CHATS = typer.Option(5, min=1, help="how many chats, one after the other")


def main(
    database: str = DATABASE,
    chats: int = _CHATS,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Measure and print a row for each place in a chat."""
    databases = databases_of(database, postgresql)
    with progress_bar() as progress:
        train(databases, OURS, progress)
        with Xiaoer(databases, OURS).running() as running:
            costs = asyncio.run(_measure(running, chats, progress))
    first = median(costs[CENTRES[0]])
    growth = median(costs[CENTRES[-1]]) / first
    rows = [
        (
            str(centre),
            *(f"{figure:.2f}" for figure in (median(each), min(each), max(each))),
            f"{median(each) / first:.2f}",
        )
        for centre, each in costs.items()
    ]
    show(f"A turn's cost, {chats} chats, {database}", HEADER, rows, as_markdown=as_markdown)
    save(f"growth-{database}", costs)
    if growth > AIM:
        raise typer.Exit(code=1)


async def _measure(running: Running, chats: int, progress: Progress) -> dict[int, list[float]]:
    """CPU milliseconds of a turn of each chat, by the turn at the window's centre."""
    await first_answer(running.target)
    costs: dict[int, list[float]] = {centre: [] for centre in CENTRES}
    task = progress.add_task("Xiaoer: long chats", total=chats)
    for number in range(chats):
        marks = await _one_chat(running, f"growth-{number}")
        for centre, each in costs.items():
            start = centre - WINDOW // 2
            each.append((marks[start + WINDOW] - marks[start]) / WINDOW)
        progress.advance(task)
    return costs


async def _one_chat(running: Running, buyer: str) -> list[float]:
    """CPU milliseconds of the Rasa process after each turn, the first before any."""
    pid = running.pids[running.rasa]
    marks = [cpu_ms(pid)]
    async with running.target.conversation(buyer=buyer, product=PRODUCT) as conversation:
        for turn in range(CENTRES[-1] + WINDOW // 2):
            answer = await conversation.say(SAID[turn % len(SAID)])
            if answer.failed or answer.with_person or not answer.messages:
                raise EngineError(
                    f"Turn {turn + 1} was not answered by the bot.",
                    hint="A long chat cannot be measured with a person or a fault in it.",
                )
            marks.append(cpu_ms(pid))
    return marks


if __name__ == "__main__":
    run(main)
