"""Whether a reminder that its channel has not taken yet may still be brought to the buyer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.followup.planning import by_day
from bot.followup.reminders import Reminders, ended_of
from bot.followup.tables import ReminderRow
from bot.followup.unpaid import UnpaidOrders
from bot.settings import SHOP_TIMEZONE

# So long what it says of prices, stock and hours is taken to be true.
TRUE_FOR = timedelta(hours=1)

_ROWS = ReminderRow.__table__


def too_late(session: Session, message_id: int, *, now: datetime) -> bool:
    """Whether this message is a reminder that must not be brought any more.

    It was said too long ago, it is night by now, its order is paid or gone, or the buyer asked for
    none meanwhile. Of any other message: False.
    """
    query = select(_ROWS.c.order_id, _ROWS.c.done_at).where(_ROWS.c.message_id == message_id)
    row = session.execute(query).first()
    if row is None:
        return False
    if now - row.done_at > TRUE_FOR or not by_day(now.astimezone(SHOP_TIMEZONE)):
        return True
    standing = UnpaidOrders(session).standing(row.order_id)
    if standing is None or standing.status != "created" or standing.again:
        return True
    return ended_of(Reminders(session).of_order(row.order_id)) is not None
