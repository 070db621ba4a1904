"""What buyers notice of a change of model: constant messages, and models that come and go.

    python -m bench.switching --switches 20
    python -m bench.switching --switches 20 --copies 2 --kills 5      on PostgreSQL and Redis

Two models take turns: one is promoted, then it is gone back from. For each change it is measured
how long it takes until every Rasa server answers with it; of the first `--kills` a server is killed
on the way. Then the log is read: every acknowledged message has an answer or a person, none has
two, how long each waited, and which model answered it. Exits with 1 where a promise was broken.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

import typer

from bench.chatting import chatting
from bench.command import MARKDOWN, SERVER, WORKSHOP, run, save
from bench.databases import Databases
from bench.printing import console, show
from bench.stubborn_buyers import StubbornBuyer
from bench.switches_noticed import Noticed, Switch
from bot.models.facts import ENDING
from bot.models.promoting import Promoting
from bot.models.shelf import newest_model
from bot.models.waiting import wait_for_servers
from bot.serving.layout import Copies
from bot.serving.private import private_settings, running_engine
from bot.serving.supervisor import Supervisor
from bot.settings import SHOP_TIMEZONE, Settings, load_settings

REDIS = "redis://127.0.0.1:6379/11"
ONE, OTHER = "one", "other"
# A server looks every second, so by then it has begun.
_KILL_AFTER_SECONDS = 1.1

_SWITCHES = typer.Option(20, min=1, help="how often the model changes")
_KILLS = typer.Option(0, min=0, help="how many of the changes lose a Rasa server on the way")
_BUYERS = typer.Option(6, min=1, help="buyers who chat at once")
_COPIES = typer.Option(1, min=1, help="Rasa servers; several are on PostgreSQL and Redis")
_REDIS = typer.Option(REDIS, envvar="BENCH_REDIS", help="a Redis server and database number")
_MODELS = typer.Option(Path("models"), help="folder with a trained model")
_now = partial(datetime.now, SHOP_TIMEZONE)


@dataclass(frozen=True)
class Plan:
    """`switches`, each after `pause_seconds`; the first `kills` of them lose a server."""

    switches: int
    buyers: int
    kills: int = 0
    copies: int = 1
    pause_seconds: float = 3.0
    think_seconds: float = 0.3


def main(
    switches: int = _SWITCHES,
    kills: int = _KILLS,
    buyers: int = _BUYERS,
    copies: int = _COPIES,
    postgresql: str = SERVER,
    redis: str = _REDIS,
    models: Path = _MODELS,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Chat, change the model, and print what became of the messages."""
    kind = "postgresql" if copies > 1 else "sqlite"
    databases = Databases(kind, WORKSHOP / "databases", postgresql)  # type: ignore[arg-type]
    plan = Plan(switches, buyers, kills, copies)
    with databases.shop("switching") as url:
        noticed = chat_and_switch(
            url,
            plan,
            redis_url=redis if copies > 1 else None,
            model=newest_model(models),
            folder=WORKSHOP / "switching",
        )
    title = f"{copies} Rasa server(s), {buyers} buyers, {kills} kills"
    show(title, ("", ""), noticed.rows(), as_markdown=as_markdown)
    save("switching", {"plan": asdict(plan), "rows": noticed.rows()})
    if not noticed.kept:
        raise typer.Exit(code=1)


def chat_and_switch(
    url: str, plan: Plan, *, redis_url: str | None, model: Path, folder: Path
) -> Noticed:
    """Run the plan on the shop at `url`, with two copies of `model` below `folder`."""
    models_dir = folder / "models"
    shutil.rmtree(models_dir, ignore_errors=True)
    models_dir.mkdir(parents=True)
    for name in (ONE, OTHER):
        shutil.copyfile(model, models_dir / f"{name}{ENDING}")
    config = private_settings(
        load_settings(),
        database_url=url,
        redis_url=redis_url,
        models_dir=models_dir,
        log_dir=folder / "log",
        burst_seconds=0.0,
    )
    promoting = Promoting(url, models_dir=models_dir, confidence_file=config.confidence_file)
    promoting.promote(ONE, by="bench", why="first", at=_now())
    copies = Copies(rasa=plan.copies) if plan.copies > 1 else None
    with running_engine(config, with_desk=False, copies=copies) as supervisor:
        buyers, switches = asyncio.run(_chat(config, supervisor, promoting, plan))
    return Noticed(url, buyers, switches)


async def _chat(
    config: Settings, supervisor: Supervisor, promoting: Promoting, plan: Plan
) -> tuple[list[StubbornBuyer], list[Switch]]:
    switches = []
    async with chatting(
        config,
        supervisor.config.gateway_addresses,
        buyers=plan.buyers,
        think_seconds=plan.think_seconds,
        random=Random(1),  # noqa: S311 - a load, not a secret
    ) as met:
        for number in range(plan.switches):
            await asyncio.sleep(plan.pause_seconds)
            killed = number < plan.kills
            if killed:
                loop = asyncio.get_running_loop()
                loop.call_later(_KILL_AFTER_SECONDS, _kill_a_server, supervisor)
            switch = await asyncio.to_thread(_switch, config, promoting, to_other=number % 2 == 0)
            switches.append(switch)
            console.print(f"{switch.model:6} {switch.seconds:4.1f} s{'  killed' if killed else ''}")
        await asyncio.sleep(plan.pause_seconds)
    return met, switches


def _switch(config: Settings, promoting: Promoting, *, to_other: bool) -> Switch:
    began_at = _now()
    if to_other:
        promotion = promoting.promote(OTHER, by="bench", why="bench", at=began_at, forced=True)
    else:
        promotion = promoting.roll_back(by="bench", why="bench", at=began_at)
    outcome = wait_for_servers(config.database_url, promotion, clock=_now)
    return Switch(promotion.model, began_at, _now(), len(outcome.behind))


def _kill_a_server(supervisor: Supervisor) -> None:
    name = max(name for name in supervisor.pids() if name.startswith("rasa"))
    os.kill(supervisor.pids()[name], signal.SIGKILL)


if __name__ == "__main__":
    run(main)
