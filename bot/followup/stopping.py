"""No more reminders of an order, by a person's word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.followup.reminders import Reminders, ended_of, sent_of
from bot.followup.unpaid import UnpaidOrders

BY_HAND = "by_hand"


def stop_by_hand(session: Session, order_id: str, *, at: datetime) -> bool:
    """Remind of the order no more; False where it is not unpaid, or was stopped before."""
    reminders = Reminders(session)
    reminders.hold(order_id)  # in the order in which who reminds takes them
    standing = UnpaidOrders(session).standing(order_id, alone=True)
    known = reminders.of_order(order_id)
    if standing is None or standing.status != "created" or ended_of(known) is not None:
        return False
    number = len(sent_of(known)) + 1
    return reminders.end(
        order_id, buyer_id=standing.buyer_id, number=number, status="stopped", why=BY_HAND, at=at
    )
