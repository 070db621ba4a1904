"""`xiaoer orders`: notes for the warehouse and unpaid orders for the owner, as files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Optional

import typer

from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.errors import XiaoerError
from bot.followup.answers import reason_label, why_label
from bot.followup.exports import NotedOrder, UnpaidOrder, noted_orders, unpaid_orders
from bot.followup.reminders import ended_of, sent_of
from bot.settings import SHOP_TIMEZONE, settings
from bot.text.cells import safe_cell
from bot.text.spoken import yuan

app = typer.Typer(no_args_is_help=True, help="订单：给仓库的备注，没付款的单子。")

TOLD_BY = {"buyer": "买家", "agent": "客服", "chat": "聊天里看出"}
SINCE_DAYS = 7

_MaybeDay = Optional[datetime]  # noqa: UP045 - typer 0.7 cannot read `datetime | None`
_FILE = typer.Option(..., "--csv", metavar="FILE", help="写到哪个文件")
_DAY = typer.Option(None, "--day", formats=["%Y-%m-%d"], help="哪天付款的；不写=付了款还没发的")
_SINCE = typer.Option(None, "--since", formats=["%Y-%m-%d"], help="从哪天拍下的起；不写=7天内")


class FileNotWrittenError(XiaoerError):
    """The file for an export cannot be written."""


@app.command("notes")
def notes(file: Path = _FILE, day: _MaybeDay = _DAY) -> None:
    """导出仓库要照办的：订单、货、答应的价和赠品、备注、答应的发货日。"""
    with transaction(_database()) as session:
        found = noted_orders(session, day=day.date() if day else None)
    header = ["订单号", "付款时间", "货", "答应的价", "赠品", "答应的发货日", "备注"]
    _write(file, header, map(_note_cells, found))
    console.print(f"{len(found)} 单有备注或承诺，写到 {file}")


@app.command("unpaid")
def unpaid(file: Path = _FILE, since: _MaybeDay = _SINCE) -> None:
    """导出没付款的订单：金额、多久了、催过几次、为什么没付（原话已脱敏）。"""
    now = datetime.now(SHOP_TIMEZONE)
    begins = since.replace(tzinfo=SHOP_TIMEZONE) if since else now - timedelta(days=SINCE_DAYS)
    with transaction(_database()) as session:
        found = unpaid_orders(session, since=begins)
    header = ["订单号", "买家", "货", "金额", "拍下时间", "已过小时", "催过几次", "不再催的原因",
              "为什么没付", "原话", "谁说的"]  # fmt: skip
    _write(file, header, (_unpaid_cells(order, now) for order in found))
    console.print(f"{len(found)} 单没付款，写到 {file}")


def _note_cells(order: NotedOrder) -> Sequence[str]:
    return (
        order.order_id or "聊天里报的",
        f"{order.paid_at:%Y-%m-%d %H:%M}" if order.paid_at else "",
        order.goods,
        order.price,
        order.gift,
        order.dispatch,
        order.note,
    )


def _unpaid_cells(order: UnpaidOrder, now: datetime) -> Sequence[str]:
    ended, reason = ended_of(order.reminders), order.reason
    return (
        order.order_id,
        order.buyer_id,
        order.goods,
        yuan(order.amount),
        f"{order.placed_at:%Y-%m-%d %H:%M}",
        str(int((now - order.placed_at).total_seconds() // 3600)),
        str(len(sent_of(order.reminders))),
        why_label(ended.why) if ended else "",
        reason_label(reason.reason) if reason else "",
        reason.words if reason else "",
        TOLD_BY[reason.told_by] if reason else "",
    )


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """The byte order mark has Excel read it as UTF-8."""
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            lines = csv.writer(opened)
            lines.writerow(header)
            lines.writerows([safe_cell(cell) for cell in row] for row in rows)
    except OSError as error:
        raise FileNotWrittenError(
            f"{file} 写不了：{error.strerror}。", hint="换一个能写的地方。"
        ) from error


def _database() -> str:
    url = settings().database_url
    upgrade(url)
    return url
