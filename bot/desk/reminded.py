"""What stands beside an unpaid order: its reminders, the next one, and why it is not paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.followup.answers import reason_label, reasons, why_label
from bot.followup.reasons import Reasons
from bot.followup.reminders import Reminder, Reminders, ended_of, sent_of
from bot.shop.model.trade import Order


@dataclass(frozen=True)
class Unpaid:
    """The reminders of an order that is not paid; `reason` is a code, `why` is in words.

    `may_stop`: reminders may still come; `choices` are the reasons a person can pick.
    """

    order_id: str
    sent: int
    next_at: datetime | None
    stopped: str
    may_stop: bool
    reason: str
    why: str
    choices: tuple[tuple[str, str], ...]


def unpaid_of(session: Session, orders: Sequence[Order]) -> dict[str, Unpaid]:
    """By the order's id, those of `orders` that were placed and not paid."""
    ids = [order.id for order in orders if order.status == "created"]
    if not ids:
        return {}
    reminders, told = Reminders(session).of_orders(ids), Reasons(session).of_orders(ids)
    return {
        order_id: _unpaid(
            order_id,
            [each for each in reminders if each.order_id == order_id],
            reason=told[order_id].reason if order_id in told else "",
        )
        for order_id in ids
    }


def _unpaid(order_id: str, reminders: Sequence[Reminder], *, reason: str) -> Unpaid:
    ended = ended_of(reminders)
    return Unpaid(
        order_id=order_id,
        sent=len(sent_of(reminders)),
        next_at=next((each.due_at for each in reminders if each.status == "planned"), None),
        stopped=why_label(ended.why) if ended else "",
        may_stop=ended is None,
        reason=reason,
        why=reason_label(reason) if reason else "",
        choices=tuple((each.code, each.label) for each in reasons()),
    )
