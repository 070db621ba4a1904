"""Buyers in the line for a person: where they stand, what they were told, who may answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from bot.chats.messages import message_of
from bot.chats.model import Message, Ticket
from bot.chats.tables import ConversationRow, MessageRow, TicketRow

# Opened because of the hour, before anything was said to the buyer.
ASSIST = "mode.assist"
PEOPLE_FIRST = "mode.people_first"
BY_MODE = frozenset({ASSIST, PEOPLE_FIRST})
# Chats of operators and of tests: nobody sits at the other end.
NO_BUYER = "cli"

_TICKETS = TicketRow.__table__
_MESSAGES = MessageRow.__table__
_CONVERSATIONS = ConversationRow.__table__


def holds_bot(ticket: Any) -> Any:
    """Whether a ticket of these columns keeps the bot silent.

    Where people come first (people_first) and nobody came in time, the bot answers on until
    somebody takes the chat; the ticket keeps its place.
    """
    covered = and_(
        ticket.reason == PEOPLE_FIRST,
        ticket.status == "waiting",
        ticket.told_busy_at.is_not(None),
    )
    return and_(ticket.status != "closed", ~covered)


def keeps_silent(ticket: Ticket) -> bool:
    """The same of a ticket that was read."""
    covered = ticket.reason == PEOPLE_FIRST and ticket.status == "waiting" and ticket.told_busy_at
    return ticket.status != "closed" and not covered


class Waiting(NamedTuple):
    """A ticket that nobody has taken."""

    ticket_id: int
    conversation_id: str
    reason: str


class Due(NamedTuple):
    """Whose turn it is to be told: tickets opened between these moments, not told since a third."""

    opened_from: datetime
    opened_before: datetime
    told_from: datetime


class WaitingLine:
    """Reads and writes inside the caller's transaction; each change is one guarded update."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ahead_of(self, ticket_id: int) -> int:
        """How many waiting buyers came before this ticket's."""
        own = select(_TICKETS.c.opened_at).where(_TICKETS.c.id == ticket_id).scalar_subquery()
        earlier = or_(
            _TICKETS.c.opened_at < own,
            and_(_TICKETS.c.opened_at == own, _TICKETS.c.id < ticket_id),
        )
        counted = (
            select(func.count())
            .select_from(_TICKETS)
            .where(_TICKETS.c.status == "waiting", earlier)
        )
        return self._session.scalar(counted) or 0

    def untold(self, when: Due, *, limit: int = 50) -> tuple[Waiting, ...]:
        """Who waits and was not told, the longest waiting first; chats of operators are left out.

        Where people come first nobody is told twice: the bot answers them since.
        """
        tickets = _TICKETS.c
        rows = self._session.execute(
            select(tickets.id, tickets.conversation_id, tickets.reason)
            .join(_CONVERSATIONS, _CONVERSATIONS.c.id == tickets.conversation_id)
            .where(
                tickets.status == "waiting",
                tickets.opened_at >= when.opened_from,
                tickets.opened_at <= when.opened_before,
                _not_told_since(when.told_from),
                or_(tickets.told_busy_at.is_(None), tickets.reason != PEOPLE_FIRST),
                _CONVERSATIONS.c.channel != NO_BUYER,
            )
            .order_by(tickets.opened_at)
            .limit(limit)
        )
        return tuple(Waiting(*row) for row in rows)

    def tell(self, ticket_id: int, *, at: datetime, told_from: datetime) -> bool:
        """Note that the buyer is told now; True for one caller only.

        False where somebody took the chat, and where it was told since `told_from`.
        """
        told = self._session.execute(
            update(_TICKETS)
            .where(
                _TICKETS.c.id == ticket_id,
                _TICKETS.c.status == "waiting",
                _not_told_since(told_from),
            )
            .values(told_busy_at=at)
        )
        return bool(told.rowcount)

    def owe_again(self, conversation_id: str) -> int:
        """Owe an answer to what the buyer said since anybody last spoke; returns how many."""
        spoken = (
            select(func.coalesce(func.max(_MESSAGES.c.id), 0))
            .where(
                _MESSAGES.c.conversation_id == conversation_id,
                _MESSAGES.c.sender.in_(["bot", "agent"]),
            )
            .scalar_subquery()
        )
        owed = self._session.execute(
            update(_MESSAGES)
            .where(
                _MESSAGES.c.conversation_id == conversation_id,
                _MESSAGES.c.sender == "buyer",
                _MESSAGES.c.id > spoken,
            )
            .values(answered=0)
        )
        return int(owed.rowcount)

    def note(self, ticket_id: int, facts: Mapping[str, str]) -> bool:
        """Add to what the ticket tells of the buyer; False where nothing of it is new."""
        known = self._session.scalar(
            select(_TICKETS.c.facts).where(
                _TICKETS.c.id == ticket_id, _TICKETS.c.status != "closed"
            )
        )
        if known is None or {**known, **facts} == known:
            return False
        self._session.execute(
            update(_TICKETS).where(_TICKETS.c.id == ticket_id).values(facts={**known, **facts})
        )
        return True

    def last_of_buyer(self, conversation_id: str) -> Message | None:
        """The last thing the buyer said, unless a person has spoken since."""
        row = self._session.scalar(
            select(MessageRow)
            .where(
                MessageRow.conversation_id == conversation_id,
                MessageRow.sender.in_(["buyer", "agent"]),
            )
            .order_by(MessageRow.id.desc())
            .limit(1)
        )
        if row is None or row.sender != "buyer":
            return None
        return message_of(row)


def _not_told_since(moment: datetime) -> Any:
    return or_(_TICKETS.c.told_busy_at.is_(None), _TICKETS.c.told_busy_at < moment)
