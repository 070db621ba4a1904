"""Chats that wait for a person only because the bot did not understand, and what they wait on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from bot.chats.tables import ConversationRow, MessageRow, TicketRow
from bot.chats.waiting_line import NO_BUYER

NOT_UNDERSTOOD = (
    "handoff.not_understood",
    "handoff.unsure_twice",
    "recommendation.inform_unclear",
)
_LOOKED_AT = 500
_CONVERSATIONS = ConversationRow.__table__


@dataclass(frozen=True)
class Stuck:
    """A chat nobody has taken: its ticket, and the buyer's last message that was not understood."""

    ticket_id: int
    conversation_id: str
    message_id: int


class NotUnderstood:
    """Reads and closes such tickets inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_question(
        self, key_of: Callable[[str], str], *, only: Collection[int] = ()
    ) -> dict[str, tuple[Stuck, ...]]:
        """The waiting chats by the key of what they wait on, the longest waiting first.

        A chat is left out where the buyer said more than that one question since: an answer to
        one of them would lose the others. only: tickets' ids; all of them where empty.
        """
        found: dict[str, tuple[Stuck, ...]] = {}
        said: dict[tuple[int, str], list[tuple[int, str]]] = {}
        for ticket_id, conversation_id, message_id, text in self._session.execute(_asked(only)):
            said.setdefault((ticket_id, conversation_id), []).append((message_id, key_of(text)))
        for (ticket_id, conversation_id), messages in said.items():
            last, key = messages[-1]
            if all(other == key for _, other in messages):
                found[key] = (*found.get(key, ()), Stuck(ticket_id, conversation_id, last))
        return found

    def of_message(self, message_id: int) -> Stuck | None:
        """The waiting chat whose last message of the buyer's this is; None where it is none."""
        row = self._session.execute(
            select(TicketRow.id, TicketRow.conversation_id)
            .join(MessageRow, MessageRow.conversation_id == TicketRow.conversation_id)
            .where(MessageRow.id == message_id, *_WAITS)
        ).first()
        if row is None or self._last_of_buyer(row.conversation_id) != message_id:
            return None
        return Stuck(row.id, row.conversation_id, message_id)

    def close(self, stuck: Stuck, *, at: datetime) -> bool:
        """Close the ticket; False where somebody took it, or the buyer wrote on.

        The conversation is held first, as whoever takes a message in does: what the buyer writes
        meanwhile is either seen here or finds the ticket closed.
        """
        self._session.execute(
            update(_CONVERSATIONS)
            .where(_CONVERSATIONS.c.id == stuck.conversation_id)
            .values(last_message_at=_CONVERSATIONS.c.last_message_at)
        )
        if self._last_of_buyer(stuck.conversation_id) != stuck.message_id:
            return False
        closed = self._session.execute(
            update(TicketRow)
            .where(TicketRow.id == stuck.ticket_id, *_WAITS)
            .values(status="closed", closed_at=at, snoozed_until=None)
            .execution_options(synchronize_session=False)
        )
        return bool(closed.rowcount)

    def _last_of_buyer(self, conversation_id: str) -> int | None:
        wanted = select(func.max(MessageRow.id)).where(
            MessageRow.conversation_id == conversation_id, MessageRow.sender == "buyer"
        )
        last: int | None = self._session.scalar(wanted)
        return last


_WAITS = (
    TicketRow.status == "waiting",
    TicketRow.reason.in_(NOT_UNDERSTOOD),
    TicketRow.assigned_to == "",
    TicketRow.first_reply_at.is_(None),
)


def _asked(only: Collection[int]) -> Any:
    """What the buyers said that no answer followed, with what the bot gave up on, in order."""
    spoken, given_up = aliased(MessageRow), aliased(MessageRow)
    last_spoken = (
        select(func.max(spoken.id))
        .where(spoken.conversation_id == TicketRow.conversation_id, spoken.sender == "bot")
        .correlate(TicketRow)
        .scalar_subquery()
    )
    from_where = (
        select(func.max(given_up.id))
        .where(
            given_up.conversation_id == TicketRow.conversation_id,
            given_up.sender == "buyer",
            given_up.id < last_spoken,
        )
        .correlate(TicketRow)
        .scalar_subquery()
    )
    waiting = (
        select(TicketRow.id, TicketRow.conversation_id, MessageRow.id, MessageRow.text)
        .join(MessageRow, MessageRow.conversation_id == TicketRow.conversation_id)
        .join(ConversationRow, ConversationRow.id == TicketRow.conversation_id)
        .where(
            *_WAITS,
            ConversationRow.channel != NO_BUYER,
            MessageRow.sender == "buyer",
            MessageRow.id >= from_where,
        )
        .order_by(TicketRow.opened_at, TicketRow.id, MessageRow.id)
        .limit(_LOOKED_AT)
    )
    return waiting.where(TicketRow.id.in_(list(only))) if only else waiting
