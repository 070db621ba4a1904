"""Orders that were placed and not paid (未付款), and what chasing them did (催付)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

from bot.followup.answers import reason_label
from bot.report.facts import Ordered, Orders, Reminded
from bot.report.model import Unpaid
from bot.report.period import Days
from bot.report.shares import Share

AGES = (
    (timedelta(hours=1), "1 小时内"),
    (timedelta(hours=24), "1–24 小时"),
    (timedelta(days=3), "1–3 天"),
    (timedelta.max, "3 天以上"),
)


def unpaid_orders(orders: Orders, reminded: Reminded, days: Days, *, now: datetime) -> Unpaid:
    """The orders placed in the days that are not paid at `now`."""
    placed = [
        order
        for theirs in orders.values()
        for order in theirs
        if days.begins <= order.created_at < days.ends
    ]
    unpaid = [order for order in placed if order.paid_at is None]
    ages = Counter(_age(order, now) for order in unpaid)
    paid_after = sum(_paid_after(order, reminded) for order in placed)
    reasons = Counter(
        reason_label(reason)
        for order in unpaid
        if (reason := reminded.reasons.get(order.id)) is not None
    )
    return Unpaid(
        orders=len(unpaid),
        amount=sum((order.amount or Decimal(0) for order in unpaid), Decimal(0)),
        amount_unknown=sum(order.amount is None for order in unpaid),
        ages=tuple((label, ages[label]) for _, label in AGES),
        reminded=sum(order.id in reminded.sent_at for order in unpaid),
        paid_after=Share(paid_after, len(reminded.sent_at)),
        reasons=tuple(reasons.most_common()),
    )


def _age(order: Ordered, now: datetime) -> str:
    return next(label for limit, label in AGES if now - order.created_at <= limit)


def _paid_after(order: Ordered, reminded: Reminded) -> bool:
    sent = reminded.sent_at.get(order.id)
    return sent is not None and order.paid_at is not None and order.paid_at > sent
