"""`xiaoer lost`: why chats ended without an order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Optional

import typer
from rich.markup import escape
from rich.table import Table

from bot.buyers import Lost, PastChat, lost_chats
from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.settings import SHOP_TIMEZONE, settings

EXAMPLES = 3

_MaybeDay = Optional[datetime]  # noqa: UP045 - typer 0.7 cannot read `datetime | None`
_SINCE = typer.Option(None, "--since", formats=["%Y-%m-%d"], help="从哪天起，例如 2026-11-01")
_JSON = typer.Option(False, "--json", help="输出 JSON")


def lost(since: _MaybeDay = _SINCE, as_json: bool = _JSON) -> None:
    """看没有下单的聊天都是因为什么，附上买家的原话（已脱敏）。"""
    url = settings().database_url
    upgrade(url)
    begins = since.replace(tzinfo=SHOP_TIMEZONE) if since else None
    now = datetime.now(SHOP_TIMEZONE)
    with transaction(url) as session:
        chats = [chat for _, chat in lost_chats(session, now=now, since=begins)]
    rows = reasons_counted(chats)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        console.print("没有流失的聊天")
        return
    table = Table("原因", "聊天数", "占比", "买家原话", title=f"没有下单的聊天：{len(chats)}")
    for row in rows:
        words = "\n".join(escape(text) for text in row["words"])
        table.add_row(row["label"], str(row["chats"]), f"{row['share']:.0%}", words)
    console.print(table)


def reasons_counted(chats: Sequence[PastChat]) -> list[dict[str, Any]]:
    """Each reason with how many chats it lost, its share of them, and words of the latest."""
    by_reason: dict[str, list[Lost]] = {}
    for chat in sorted(chats, key=lambda chat: chat.ended_at, reverse=True):
        if chat.lost is not None:
            by_reason.setdefault(chat.lost.reason, []).append(chat.lost)
    whole = sum(len(found) for found in by_reason.values())
    most_first = sorted(by_reason.items(), key=lambda pair: -len(pair[1]))
    return [
        {
            "reason": reason,
            "label": found[0].label,
            "chats": len(found),
            "share": len(found) / whole,
            "words": _examples(found),
        }
        for reason, found in most_first
    ]


def _examples(found: Sequence[Lost]) -> list[str]:
    """What the latest of these buyers said last of it, each once."""
    last = dict.fromkeys(each.words[-1] for each in found if each.words)
    return list(last)[:EXAMPLES]
