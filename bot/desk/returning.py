"""Chats of people who went without giving them back, or who never came for them: back to the queue.

Every desk looks; of two at once one changes the ticket.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.chats.owed import owed
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.desk.audit import ENGINE, audit
from bot.desk.presence import presences
from bot.errors import ShopDataError
from bot.shop.repositories.selling import Terms

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0
LOOKED_AT = 1000


def return_abandoned(session: Session, *, now: datetime) -> tuple[int, ...]:
    """Put back what its holder left: no page of theirs is open, and the buyer has waited for
    longer than the owner allows. The ids of those tickets.
    """
    try:
        minutes = Terms(session).policy().return_after_minutes
    except ShopDataError:  # no policy yet
        return ()
    tickets = Tickets(session)
    there = {
        login for login, presence in presences(session).items() if presence.state(now) != "gone"
    }
    left = [
        (ticket, ticket.taken_by or ticket.assigned_to)
        for ticket in tickets.listed(["waiting", "taken"], limit=LOOKED_AT)
        if (ticket.taken_by or ticket.assigned_to) not in {"", *there} and not ticket.snoozed(now)
    ]
    if not minutes or not left:
        return ()
    waiting = owed(session, [ticket.conversation_id for ticket, _ in left])
    returned = []
    for ticket, holder in left:
        since = waiting[ticket.conversation_id].since
        if since is None or now - since < timedelta(minutes=minutes):
            continue
        if tickets.assign(ticket.id, to="", holder=holder):
            returned.append(ticket.id)
            audit(
                session,
                login=ENGINE,
                action="ticket.returned",
                subject=f"ticket:{ticket.id}",
                detail={"before": holder, "minutes": minutes},
                at=now,
            )
    return tuple(returned)


async def keep_returning(
    url: str, now: Callable[[], datetime], *, every_seconds: float = EVERY_SECONDS
) -> None:
    """Look again and again until cancelled; a database in trouble is waited for."""

    def look() -> None:
        with transaction(url) as session:
            return_abandoned(session, now=now())

    while True:
        await asyncio.sleep(every_seconds)
        try:
            await asyncio.to_thread(look)
        except SQLAlchemyError as error:
            log.warning("The desk could not look after chats: %s", type(error).__name__)
