"""`xiaoer followup`: which unpaid orders were reminded, which will be, and which not."""

from __future__ import annotations

from datetime import datetime, timedelta

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.errors import XiaoerError
from bot.followup.answers import why_label
from bot.followup.following import FollowingUp
from bot.followup.planning import Next
from bot.followup.reminders import Reminders
from bot.followup.stopping import stop_by_hand
from bot.followup.switch import switch
from bot.followup.unpaid import UnpaidOrders
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.repositories.selling import Terms
from bot.text.spoken import moment

app = typer.Typer(no_args_is_help=True, help="催付：拍下没付款的订单，到时间提醒买家。")

STATES = {"planned": "等着", "sent": "已发", "stopped": "不发了", "failed": "没发成"}
COUNTED_DAYS = 30

_ORDER = typer.Argument(..., metavar="ORDER", help="订单号，见 xiaoer followup plan")
_LIMIT = typer.Option(50, "--limit", min=1, max=1000, help="最多几条")


class NothingToStopError(XiaoerError):
    """There is no such unpaid order, or it is not reminded any more."""


@app.command("list")
def listed(limit: int = _LIMIT) -> None:
    """列出发过的、等着发的、不发了的提醒，和为什么。"""
    now = _now()
    with transaction(_database()) as session:
        reminders = Reminders(session)
        found = reminders.listed(limit=limit)
        reminded, paid = reminders.paid_after(since=now - timedelta(days=COUNTED_DAYS))
    if not found:
        console.print("还没有提醒。")
        return
    table = Table("订单", "第几次", "怎么样了", "时间", "话术", "为什么", title="催付")
    for each in found:
        table.add_row(
            escape(each.order_id),
            str(each.number),
            STATES[each.status],
            moment(each.done_at or each.due_at),
            each.case,
            why_label(each.why),
        )
    console.print(table)
    console.print(f"{COUNTED_DAYS} 天里提醒过 {reminded} 单，其中 {paid} 单在提醒之后付了款。")


@app.command("plan")
def plan() -> None:
    """看没付款的订单接下来什么时候提醒，不提醒的为什么；只看，不改。"""
    now = _now()
    with transaction(_database()) as session:
        following = FollowingUp(session, now=now)
        if following.policy() is None:
            console.print("催付没有打开：xiaoer followup on，或在店铺政策里写 自动催付: 是。")
            return
        found = UnpaidOrders(session).open(now=now)
        coming = [(each, following.coming(each.order_id)) for each in found]
        session.rollback()
    if not coming:
        console.print("没有要提醒的订单。")
        return
    table = Table("订单", "买家", "拍下", "第几次", "什么时候", title="接下来的提醒")
    for order, kept in coming:
        is_next = isinstance(kept, Next)
        table.add_row(
            escape(order.order_id),
            escape(order.buyer_id),
            moment(order.placed_at),
            str(kept.number) if isinstance(kept, Next) else "",
            moment(kept.due_at) if isinstance(kept, Next) else f"不提醒：{_why(kept)}",
            style=None if is_next else "dim",
        )
    console.print(table)


@app.command("stop")
def stop(order_id: str = _ORDER) -> None:
    """这一单不再提醒。"""
    with transaction(_database()) as session:
        stopped = stop_by_hand(session, order_id, at=_now())
    if not stopped:
        raise NothingToStopError(
            f"订单 {order_id} 没有要发的提醒。", hint="见 xiaoer followup plan。"
        )
    console.print(f"订单 {order_id} 不再提醒。")


@app.command("on")
def on() -> None:
    """打开催付。"""
    _switch(on=True)


@app.command("off")
def off() -> None:
    """关掉催付：已经排好的也不发。"""
    _switch(on=False)


def _switch(*, on: bool) -> None:
    with transaction(_database()) as session:
        Terms(session).policy()  # a shop that was never imported says so
        switch(session, on=on)
    console.print("催付打开了。" if on else "催付关掉了。")
    console.print("下次导入店铺资料时，以店铺政策里的“自动催付”为准。", style="dim")


def _why(kept: object) -> str:
    return why_label(str(getattr(kept, "why", "")))


def _now() -> datetime:
    return datetime.now(SHOP_TIMEZONE)


def _database() -> str:
    url = settings().database_url
    upgrade(url)
    return url
