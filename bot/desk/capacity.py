"""How many chats one agent may have at a time, where the owner says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.chats.tables import TicketRow
from bot.desk.refusals import HandsFullError
from bot.errors import ShopDataError
from bot.shop.repositories.selling import Terms


def room_for_one_more(session: Session, login: str, *, at: datetime) -> None:
    """Raises HandsFullError when `login` has as many chats in sight as one may have."""
    try:
        most = Terms(session).policy().chats_per_agent
    except ShopDataError:  # no policy yet: no limit
        return
    if most and open_chats(session, login, at=at) >= most:
        raise HandsFullError(most)


def open_chats(session: Session, login: str, *, at: datetime) -> int:
    """How many chats `login` has, without those that are out of sight."""
    counted = select(func.count()).where(
        TicketRow.status == "taken",
        TicketRow.taken_by == login,
        or_(TicketRow.snoozed_until.is_(None), TicketRow.snoozed_until <= at),
    )
    return session.scalar(counted) or 0
