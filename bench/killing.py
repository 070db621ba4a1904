"""What a buyer loses when processes are killed: two copies of each, one killed every few seconds.

    python -m bench.killing --minutes 10 --kills 20

Buyers chat through two gateways, two Rasa servers and two action servers on PostgreSQL and Redis;
one of the six, drawn at random, is killed with SIGKILL and started again by the supervisor. Then
the log and the buyers' pages are read: every acknowledged message has an answer or a person, none
has two, and they are in order. Exits with 1 where a promise was broken.
"""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from random import Random

import typer

from bench.chatting import chatting, until
from bench.command import MARKDOWN, SERVER, WORKSHOP, run, save
from bench.databases import Databases
from bench.owed_to_buyers import Verdict, judge
from bench.printing import console, show
from bench.stubborn_buyers import StubbornBuyer
from bot.serving.layout import Copies
from bot.serving.private import private_settings, running_engine
from bot.serving.supervisor import Notice, Supervisor
from bot.settings import Settings, load_settings

REDIS = "redis://127.0.0.1:6379/11"
TWO_OF_EACH = Copies(gateways=2, rasa=2, actions=2)
_BACK_SECONDS = 60.0

_MINUTES = typer.Option(10.0, min=0.2, help="how long the buyers chat")
_KILLS = typer.Option(20, min=0, help="how often a process is killed")
_BUYERS = typer.Option(12, min=1, help="buyers who chat at once")
_REDIS = typer.Option(REDIS, envvar="BENCH_REDIS", help="a Redis server and database number")
_MODELS = typer.Option(Path("models"), help="folder with a trained model")


@dataclass(frozen=True)
class Plan:
    """`kills` spread over `seconds`; `think_seconds` is a buyer's pause before the next message."""

    seconds: float
    kills: int
    buyers: int
    think_seconds: float = 1.0
    seed: int = 1


def main(
    minutes: float = _MINUTES,
    kills: int = _KILLS,
    buyers: int = _BUYERS,
    postgresql: str = SERVER,
    redis: str = _REDIS,
    models: Path = _MODELS,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Chat, kill, and print what became of the messages."""
    databases = Databases("postgresql", WORKSHOP / "databases", postgresql)
    plan = Plan(minutes * 60, kills, buyers)
    with databases.shop("killing") as url:
        verdict = chat_and_kill(url, plan, redis_url=redis, models=models, folder=WORKSHOP)
    rows = [(name.replace("_", " "), str(count)) for name, count in asdict(verdict).items()]
    show(f"{kills} kills in {minutes:g} minutes", ("", "count"), rows, as_markdown=as_markdown)
    save("killing", {"plan": asdict(plan), "verdict": asdict(verdict)})
    if not verdict.kept:
        raise typer.Exit(code=1)


def chat_and_kill(url: str, plan: Plan, *, redis_url: str, models: Path, folder: Path) -> Verdict:
    """Run the plan on the shop at `url` and judge it."""
    config = private_settings(
        load_settings(),
        database_url=url,
        redis_url=redis_url,
        models_dir=models,
        log_dir=folder / "killing-log",
    )
    notices: list[Notice] = []
    with running_engine(
        config, with_desk=False, copies=TWO_OF_EACH, on_notice=notices.append
    ) as supervisor:
        buyers = asyncio.run(_chat(config, supervisor, notices, plan))
    return judge(url, buyers)


async def _chat(
    config: Settings, supervisor: Supervisor, notices: list[Notice], plan: Plan
) -> list[StubbornBuyer]:
    random = Random(plan.seed)  # noqa: S311 - a load, not a secret
    async with chatting(
        config,
        supervisor.config.gateway_addresses,
        buyers=plan.buyers,
        think_seconds=plan.think_seconds,
        random=random,
    ) as met:
        await _kill(supervisor, notices, plan, random)
    return met


async def _kill(supervisor: Supervisor, notices: list[Notice], plan: Plan, random: Random) -> None:
    """Kill at even distances; the one killed is back before the next."""
    loop = asyncio.get_running_loop()
    started, pause = loop.time(), plan.seconds / (plan.kills + 1)
    for number in range(1, plan.kills + 1):
        await asyncio.sleep(max(0.0, started + number * pause - loop.time()))
        name = random.choice(sorted(supervisor.pids()))
        before = len(notices)
        console.print(f"{loop.time() - started:6.1f} s  {name} is killed")
        os.kill(supervisor.pids()[name], signal.SIGKILL)
        await until(partial(_is_back, notices, name, before), _BACK_SECONDS)
    await asyncio.sleep(max(0.0, started + plan.seconds - loop.time()))


def _is_back(notices: list[Notice], name: str, before: int) -> bool:
    return any(each.kind == "restarted" and each.process == name for each in notices[before:])


if __name__ == "__main__":
    run(main)
