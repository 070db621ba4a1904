"""`xiaoer learn log` and `forget`: what the conversation log holds, and who is taken out of it."""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.buyer import UnknownBuyerError, found_id
from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.learn.log.forgetting import forget as forget_buyer
from bot.learn.log.forgetting import tags_of
from bot.learn.log.lock import writing
from bot.learn.log.rows import UNDATED
from bot.learn.log.store import ConversationLog, counted
from bot.learn.log.tags import Tags
from bot.learn.mining.folders import wiped
from bot.settings import settings
from bot.shop.repositories.buyers import Buyers

DAYS_SHOWN = 14
MEGABYTE = 1_000_000
NO_DATE = "没有日期"

_JSON = typer.Option(False, "--json", help="给程序读")
_NAME = typer.Argument(..., metavar="BUYER", help="买家的编号，和 xiaoer buyer 一样写")
_YES = typer.Option(False, "--yes", help="不再问一遍")


def log(as_json: bool = _JSON) -> None:
    """看对话日志里有什么：多少句、从哪来、哪几天、多大。"""
    kept = ConversationLog(settings().learn_dir / "log")
    parts = kept.parts()
    by_source = counted(parts)
    days = sorted({day for _, day in by_source} - {UNDATED})
    told: dict[str, Any] = {
        "messages": sum(by_source.values()),
        "files": len(parts),
        "bytes": sum(part.size_bytes for part in parts),
        "oldest": days[0] if days else None,
        "newest": days[-1] if days else None,
        "sources": {},
    }
    for (source, day), rows in sorted(by_source.items()):
        told["sources"].setdefault(source, {})[day] = rows
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif parts:
        _show(told)
    else:
        console.print("对话日志是空的。先运行 xiaoer learn collect。")


def forget(name: str = _NAME, yes: bool = _YES) -> None:
    """忘掉一位买家：从对话日志、待审的问题和学到的例句里删掉，以后也不再收集。"""
    config = settings()
    upgrade(config.database_url)
    folders = (config.nlu_dir, config.learn_dir / "batches")
    with writing(config.learn_dir):
        kept, tags = ConversationLog(config.learn_dir / "log"), Tags.kept_in(config.learn_dir)
        theirs = _tags_of(name, kept, tags)
        if not yes:
            typer.confirm(
                f"对话日志里有 {kept.holds(theirs)} 句，删了找不回来。忘掉吗？", abort=True
            )
        done = forget_buyer(
            config.database_url,
            kept,
            theirs,
            examples_in=[folder for folder in folders if folder.is_dir()],
            wipe=lambda: wiped(config.learn_dir),
        )
    console.print(
        f"对话日志里删了 {done.messages} 句，待审的问题里清了 {done.questions} 个，以后不再收集。"
    )
    for path, removed in done.examples:
        console.print(escape(f"学到的例句：{path} 里删了 {removed} 条。"))
    if done.examples:
        console.print("已训练的模型里还有它们：下次 xiaoer learn retrain 以后才没有。")
    console.print("[dim]聊天记录本身（客服台看到的）没有动。[/dim]")


def _tags_of(name: str, kept: ConversationLog, tags: Tags) -> frozenset[str]:
    """The tags of the person whom the name means: a buyer of ours, or one that a file names."""
    with transaction(settings().database_url) as session:
        buyers = Buyers(session)
        try:
            found_as = found_id(name, buyers.ids())
        except UnknownBuyerError:
            named = tags_of(session, tags, [name])
            if not kept.holds(named):
                raise
            return named
        person = buyers.get(found_as)
        return tags_of(session, tags, person.ids if person else [found_as])


def _show(told: dict[str, Any]) -> None:
    days = f"{told['oldest']} 到 {told['newest']}" if told["oldest"] else NO_DATE
    console.print(
        f"{told['messages']:,} 句，{days}，{told['files']} 个文件，"
        f"{told['bytes'] / MEGABYTE:.1f} MB"
    )
    table = Table("来源", "句数", "天数", "最早", "最新")
    for source, by_day in told["sources"].items():
        dated = sorted(by_day.keys() - {UNDATED})
        first, last = (dated[0], dated[-1]) if dated else (NO_DATE, NO_DATE)
        table.add_row(source, f"{sum(by_day.values()):,}", str(len(dated)), first, last)
    console.print(table)
    listed = sorted({day for days in told["sources"].values() for day in days})
    table = Table("日期", *told["sources"], title=f"最近 {DAYS_SHOWN} 天")
    for day in listed[-DAYS_SHOWN:]:
        each = [f"{days[day]:,}" if day in days else "" for days in told["sources"].values()]
        table.add_row(NO_DATE if day == UNDATED else day, *each)
    console.print(table)
