"""`xiaoer channels`: what is on its way to other platforms, and what did not get there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Optional

import typer
from rich.markup import escape
from rich.table import Table

from bot.chats.deliveries import DeadLetter, Deliveries
from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.errors import XiaoerError
from bot.settings import SHOP_TIMEZONE, settings
from bot.text.spoken import moment

app = typer.Typer(no_args_is_help=True, help="渠道：消息送到平台了没有，没送到的怎么办。")

_JSON = typer.Option(False, "--json", help="给程序读")
_LIMIT = typer.Option(200, "--limit", min=1, help="最多几条")
_IDS = Optional[list[int]]  # noqa: UP045 - typer 0.7 cannot read `list[int] | None`
_WHICH = typer.Argument(None, metavar="ID...", help="死信的编号，见 xiaoer channels dead")
_ALL = typer.Option(False, "--all", help="全部")


class NothingChosenError(XiaoerError):
    """Neither ids nor --all, or both."""


@app.command("status")
def status(as_json: bool = _JSON) -> None:
    """每个渠道有多少消息在路上、送到了、没送到。"""
    with transaction(_database()) as session:
        counted = Deliveries(session).counts()
    if as_json:
        typer.echo(json.dumps(counted, ensure_ascii=False, indent=2))
        return
    if not counted:
        console.print("还没有要送到平台去的消息。")
        return
    table = Table("渠道", "在路上", "已送到", "没送到")
    for channel, found in sorted(counted.items()):
        numbers = (str(found.get(state, 0)) for state in ("due", "sent", "dead"))
        table.add_row(escape(channel), *numbers)
    console.print(table)


@app.command("dead")
def dead(limit: int = _LIMIT, as_json: bool = _JSON) -> None:
    """列出平台一直没收下的消息；内容在客服台的聊天里看。"""
    with transaction(_database()) as session:
        letters = Deliveries(session).dead(limit=limit)
    if as_json:
        typer.echo(
            json.dumps([_as_json(letter) for letter in letters], ensure_ascii=False, indent=2)
        )
    elif letters:
        _show(letters)
    else:
        console.print("没有死信。")


@app.command("retry")
def retry(ids: _IDS = _WHICH, every: bool = _ALL) -> None:
    """把死信放回去再送，马上开始，从头计次数。"""
    if bool(ids) is every:
        raise NothingChosenError("要么写编号，要么写 --all。", hint="编号见 xiaoer channels dead。")
    with transaction(_database()) as session:
        deliveries = Deliveries(session)
        done = deliveries.retry(None if every else ids, at=datetime.now(SHOP_TIMEZONE))
    console.print(f"放回去 {done} 条。")
    if ids and done < len(set(ids)):
        console.print("其余的编号不是死信。")


def _show(letters: Sequence[DeadLetter]) -> None:
    table = Table("编号", "时间", "渠道", "会话", "谁说的", "次数", "为什么")
    for letter in letters:
        table.add_row(
            str(letter.id),
            moment(letter.at),
            escape(letter.channel),
            escape(letter.conversation_id),
            letter.sender,
            str(letter.attempts),
            escape(letter.error),
        )
    console.print(table)


def _as_json(letter: DeadLetter) -> dict[str, object]:
    return {
        "id": letter.id,
        "channel": letter.channel,
        "conversation": letter.conversation_id,
        "message": letter.message_id,
        "sender": letter.sender,
        "attempts": letter.attempts,
        "error": letter.error,
        "at": letter.at.isoformat(),
    }


def _database() -> str:
    url = settings().database_url
    upgrade(url)
    return url
