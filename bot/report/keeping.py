"""Whether what was promised was kept (承诺): the ledger held against the orders that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from bot.report.facts import Ordered, Orders
from bot.report.model import Breach, Promised
from bot.report.period import Days
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.trade import Commitment
from bot.shop.promised import promise_text
from bot.text.masking import mask_personal
from bot.text.spoken import day as spoken_day
from bot.text.spoken import yuan

KINDS = {"price": "价格", "gift": "赠品", "shipping": "包邮", "dispatch": "发货日", "note": "其他"}
# A promise without an end is looked after for so long.
FOLLOWED = timedelta(days=31)
_ORDER_DIGITS = 4
SHOWN = 100

Fate = Literal["kept", "broken", "withdrawn", "not_called_in", "unknown"]


@dataclass(frozen=True)
class Judged:
    """What became of a promise; of a broken one what happened instead, when, to which order."""

    fate: Fate
    happened: str = ""
    at: datetime | None = None
    order: str = ""


def promises_kept(
    promises: Sequence[Commitment], orders: Orders, days: Days, *, now: datetime, ships: bool
) -> tuple[tuple[Promised, ...], tuple[Breach, ...], int]:
    """Promises made in the days by kind, the latest breaches in them, and how many there were.

    `ships`: the platform tells when an order was sent.
    """
    breaches: list[Breach] = []
    fates: dict[str, dict[Fate, int]] = {}
    for promise in promises:
        judged = judge(promise, orders.get(promise.buyer_id, ()), now=now, ships=ships)
        if days.begins <= promise.made_at < days.ends:
            counts = fates.setdefault(promise.kind, {})
            counts[judged.fate] = counts.get(judged.fate, 0) + 1
        if judged.at is not None and days.begins <= judged.at < days.ends:
            breaches.append(_breach(promise, judged, judged.at))
    made = tuple(
        Promised(
            kind=label,
            made=sum(fates[kind].values()),
            kept=fates[kind].get("kept", 0),
            broken=fates[kind].get("broken", 0),
            withdrawn=fates[kind].get("withdrawn", 0),
            not_called_in=fates[kind].get("not_called_in", 0),
            unknown=fates[kind].get("unknown", 0),
        )
        for kind, label in KINDS.items()
        if kind in fates
    )
    latest = sorted(breaches, key=lambda breach: breach.at, reverse=True)[:SHOWN]
    return made, tuple(latest), len(breaches)


def judge(promise: Commitment, orders: Sequence[Ordered], *, now: datetime, ships: bool) -> Judged:
    """What became of one promise, by the orders of the person it was made to."""
    ends = promise.valid_until or promise.made_at + FOLLOWED
    if promise.withdrawn_at is not None:
        ends = min(ends, promise.withdrawn_at)
    theirs = [order for order in orders if _is_for(order, promise)]
    if promise.kind == "dispatch":
        found = _dispatched(promise, theirs, now=now, ships=ships)
    else:
        # What a chat read back before it promised more was ordered after it.
        theirs = [
            order
            for order in theirs
            if order.created_at < ends and (order.paid_at or order.created_at) >= promise.made_at
        ]
        judged = [_judged(promise, order) for order in theirs]
        # Of several orders one is the one it was for.
        found = min(judged, key=lambda each: _RANK[each.fate], default=Judged("not_called_in"))
    if promise.withdrawn_at is not None and found.fate in ("not_called_in", "unknown"):
        return Judged("withdrawn", "被收回", promise.withdrawn_at)
    return found


_RANK: dict[Fate, int] = {"kept": 0, "broken": 1, "unknown": 2, "withdrawn": 3, "not_called_in": 4}


def _is_for(order: Ordered, promise: Commitment) -> bool:
    products = {line.product_id for line in order.lines}
    return not promise.product_id or not products or promise.product_id in products


def _judged(promise: Commitment, order: Ordered) -> Judged:
    if promise.kind == "price":
        return _priced(promise, order)
    if promise.kind == "gift":
        gift = str(promise.terms.get("gift", ""))
        return _agreed(order, kept=gift in order.agreed_with, happened="订单里没有这份赠品")
    if promise.kind == "shipping":
        return _agreed(order, kept="运费" not in order.agreed_with, happened="订单收了运费")
    return Judged("unknown")


def _priced(promise: Commitment, order: Ordered) -> Judged:
    """A price is for so many pieces of one product: an order of just those tells."""
    pieces = int(promise.terms.get("quantity", 1))
    other = any(line.product_id != promise.product_id for line in order.lines)
    if other or order.amount is None or sum(line.quantity for line in order.lines) != pieces:
        return Judged("unknown")
    if order.amount <= Decimal(str(promise.terms["total"])):
        return Judged("kept")
    happened = f"订单 {yuan(order.amount)}元"
    return Judged("broken", happened, order.created_at, order.id)


def _agreed(order: Ordered, *, kept: bool, happened: str) -> Judged:
    if not order.agreed_with:
        return Judged("unknown")
    return Judged("kept") if kept else Judged("broken", happened, order.created_at, order.id)


def _dispatched(
    promise: Commitment, orders: Sequence[Ordered], *, now: datetime, ships: bool
) -> Judged:
    """A day of dispatch is of the paid order nearest before its end."""
    try:
        on = date.fromisoformat(str(promise.terms.get("day", "")))
    except ValueError:
        return Judged("unknown")
    ends = datetime.combine(on, time(), SHOP_TIMEZONE) + timedelta(days=1)
    paid = [
        order
        for order in orders
        if order.paid_at is not None
        and order.paid_at < ends
        and order.created_at >= promise.made_at - FOLLOWED
        and (order.shipped_at is None or order.shipped_at >= promise.made_at)
    ]
    if not paid:
        return Judged("not_called_in")
    order = paid[-1]
    if order.shipped_at is not None:
        if order.shipped_at < ends:
            return Judged("kept")
        happened = f"{spoken_day(order.shipped_at.date())}才发出"
        return Judged("broken", happened, ends, order.id)
    if not ships or now < ends:
        return Judged("unknown")
    return Judged("broken", "还没发出", ends, order.id)


def _breach(promise: Commitment, judged: Judged, at: datetime) -> Breach:
    return Breach(
        promise_id=promise.id,
        kind=KINDS.get(promise.kind, promise.kind),
        promised=mask_personal(promise_text(promise)),
        happened=judged.happened,
        made_by=promise.made_by,
        order=judged.order[-_ORDER_DIGITS:],
        at=at,
    )
