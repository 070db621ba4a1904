"""`xiaoer models promote` and `rollback`: another model answers, in every running server."""

from __future__ import annotations

import getpass
from datetime import datetime
from functools import partial

import typer
from rich.markup import escape

from bot.cli.console import console, problems
from bot.database.migrate import upgrade
from bot.errors import XiaoerError
from bot.models.facts import ModelFacts, read_facts
from bot.models.promoting import Promoting
from bot.models.promotions import Promotion
from bot.models.servers import Server
from bot.models.shelf import model_called
from bot.models.waiting import wait_for_servers
from bot.settings import SHOP_TIMEZONE, settings

_NAME = typer.Argument(..., metavar="NAME", help="模型的名字，xiaoer models list 里的")
_FORCE = typer.Option(False, "--force", help="没有通过评判也上线，要用 --why 写明原因")
_WHY = typer.Option("", "--why", metavar="TEXT", help="为什么，会记下来")
_BY = typer.Option("", "--by", metavar="NAME", help="谁上的线；不填是登录这台机器的人")
_TO = typer.Option("", "--to", metavar="NAME", help="退回到哪个上过线的模型；不填是前一个")
_BY_CHARS = 40

_now = partial(datetime.now, SHOP_TIMEZONE)


def promote(name: str = _NAME, force: bool = _FORCE, why: str = _WHY, by: str = _BY) -> None:
    """让一个模型上线：评判要已通过；正在跑的对话引擎随即换上，一条消息都不丢。"""
    if force and not why.strip():
        raise typer.BadParameter("--force 要用 --why 写明原因", param_hint="--why")
    upgrade(settings().database_url)
    path = model_called(settings().models_dir, name)
    promotion = promoting().promote(
        name, by=_by(by), why=why.strip() or "passed", at=_now(), forced=force
    )
    switched = _told(promotion)
    adopted = _adopt(read_facts(path))
    if not (switched and adopted):
        raise typer.Exit(code=1)


def rollback(to: str = _TO, why: str = _WHY, by: str = _BY) -> None:
    """退回前一个模型，连同它当时的 confidence.yml；不用评判。"""
    upgrade(settings().database_url)
    promotion = promoting().roll_back(to, by=_by(by), why=why.strip() or "rolled back", at=_now())
    if not _told(promotion):
        raise typer.Exit(code=1)


def promoting() -> Promoting:
    """What may become live, in the database and folders of the settings."""
    config = settings()
    return Promoting(
        config.database_url,
        models_dir=config.models_dir,
        confidence_file=config.confidence_file,
    )


def _told(promotion: Promotion) -> bool:
    """Wait for the running servers and tell; whether all of them changed over."""
    console.print(f"{escape(promotion.model)} 上线了")
    with console.status("等对话引擎换上…"):
        outcome = wait_for_servers(settings().database_url, promotion, clock=_now)
    if outcome.followed:
        names = "，".join(each.name for each in outcome.followed)
        console.print(
            f"{len(outcome.followed)} 个对话引擎换上了，用了 {outcome.seconds:.1f} 秒：{names}"
        )
    elif not outcome.behind:
        console.print("没有正在跑的对话引擎，下次启动就用它")
    for server in outcome.behind:
        problems.print(_still(server), soft_wrap=True)
    return not outcome.behind


def _still(server: Server) -> str:
    why = server.trouble or "没有回音"
    return (
        f"[yellow]{escape(server.name)} 还在用 {escape(server.model)}[/yellow]：{escape(why)} "
        "它会接着试；要退回：xiaoer models rollback"
    )


def _adopt(facts: ModelFacts | None) -> bool:
    """Put the reviewed examples of a batch where the other examples are; whether that went well."""
    if facts is None or not facts.batch:
        return True
    from bot.learn.retraining.adopting import adopt

    try:
        adopt(facts, settings().nlu_dir)
    except XiaoerError as error:
        problems.print(f"[red]模型上线了，它的新例句没有放进 {settings().nlu_dir}[/red]：")
        problems.print(escape(str(error)), soft_wrap=True)
        return False
    console.print(f"这一批新例句放进了 {settings().nlu_dir}")
    return True


def _by(given: str) -> str:
    if given:
        return given[:_BY_CHARS]
    try:
        return getpass.getuser()[:_BY_CHARS]
    except (KeyError, OSError):  # a container's user without a name
        return "cli"
