"""What a custom action adds to a turn: CPU of gateway, Rasa process and action server together.

    python -m bench.action_cost

The same buyers say the same mix three times: to the engine as it is; to one whose actions decide
nothing and answer with one fixed reply (bench.idle_actions); and to one whose Rasa server calls no
action at all and puts that reply in its place (bench.still_server). Receiving, understanding, both
predictions, storing and delivering are the same in all. So the difference of the last two is the
call of an action, the way there and back; and that of the first two is what the shop does in it:
queries, rules, wording, and the slots it remembers.
Exits with 1 when the call adds more than 3 ms.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

import typer
from rich.progress import Progress

from bench.command import (
    DATABASE,
    MARKDOWN,
    MIX,
    OURS,
    SERVER,
    databases_of,
    progress_bar,
    run,
    save,
)
from bench.contender import chat, first_answer
from bench.databases import Databases
from bench.our_server import Xiaoer, train
from bench.printing import show
from bot.errors import EngineError
from bot.load.driver import Plan, RunResult
from bot.load.mix import Mix, read_mix
from bot.serving.layout import engine_processes
from bot.serving.processes import ProcessSpec
from bot.settings import Settings

AIM_MS = 3.0
COUNTED = ("gateway", "rasa", "actions")
WHOLE, IDLE, STILL = "with the shop's actions", "with idle actions", "with no action"
CALL = "the call of an action adds"
HEADER = ("", "gateway", "Rasa process", "action server", "together, CPU ms/turn")
_Processes = Callable[[Settings], Sequence[ProcessSpec]]

_BUYERS = typer.Option(2, min=1, help="buyers who chat at once")
_SECONDS = typer.Option(15.0, min=1, help="how long a round is measured")
_ROUNDS = typer.Option(3, min=1, help="rounds of each, in turn; the median counts")


def main(
    database: str = DATABASE,
    buyers: int = _BUYERS,
    seconds: float = _SECONDS,
    rounds: int = _ROUNDS,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Measure both ways and print the difference."""
    databases = databases_of(database, postgresql)
    plan = Plan(buyers, seconds, warm_up_seconds=3.0)
    mix = read_mix(MIX)
    ways = {WHOLE: engine_processes, IDLE: idle_processes, STILL: still_processes}
    results: dict[str, list[RunResult]] = {way: [] for way in ways}
    with progress_bar() as progress:
        train(databases, OURS, progress)
        for _ in range(rounds):
            for way, processes in ways.items():
                results[way].append(_measure(databases, processes, mix, plan, progress, way))
    costs = {
        way: tuple(median(_cost(each, name) for each in of_way) for name in COUNTED)
        for way, of_way in results.items()
    }
    costs[CALL] = _difference(costs[IDLE], costs[STILL])
    costs["the shop's queries and rules add"] = _difference(costs[WHOLE], costs[IDLE])
    rows = [(way, *(f"{ms:.2f}" for ms in (*each, sum(each)))) for way, each in costs.items()]
    title = f"An action's cost, {buyers} buyers, {database}"
    show(title, HEADER, rows, as_markdown=as_markdown)
    save(f"action-{database}", costs)
    if sum(costs[CALL]) > AIM_MS:
        raise typer.Exit(code=1)


def idle_processes(config: Settings) -> tuple[ProcessSpec, ...]:
    """The engine's processes with actions that decide nothing."""
    return _with_another(config, "actions", "bench.idle_actions")


def still_processes(config: Settings) -> tuple[ProcessSpec, ...]:
    """The engine's processes with the still server in the place of the Rasa server."""
    return _with_another(config, "rasa", "bench.still_server")


def _with_another(config: Settings, process: str, module: str) -> tuple[ProcessSpec, ...]:
    command = (sys.executable, "-m", module)
    return tuple(
        replace(spec, command=command) if spec.name == process else spec
        for spec in engine_processes(config)
    )


def _difference(more: Sequence[float], less: Sequence[float]) -> tuple[float, ...]:
    return tuple(a - b for a, b in zip(more, less, strict=True))


def _measure(
    databases: Databases,
    processes: _Processes,
    mix: Mix,
    plan: Plan,
    progress: Progress,
    way: str,
) -> RunResult:
    with Xiaoer(databases, OURS, processes=processes).running() as running:
        asyncio.run(first_answer(running.target))
        result = chat(f"Xiaoer {way}", running, mix, plan, progress)
    if result.errors or result.silences:
        raise EngineError(
            f"{result.errors} turns failed and {result.silences} were silent.",
            hint=f"See {OURS / 'log'}.",
        )
    return result


def _cost(result: RunResult, process: str) -> float:
    return next(cost.cpu_ms_per_turn for cost in result.processes if cost.name == process)


if __name__ == "__main__":
    run(main)
