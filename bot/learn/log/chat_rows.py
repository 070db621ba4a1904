"""Reads our own chat log in ranges of message ids, for collecting it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.chats.tables import (
    ConversationRow,
    CorrectionRow,
    MessageRow,
    SuggestionRow,
    TicketRow,
)

_MESSAGES = MessageRow.__table__
_CONVERSATIONS = ConversationRow.__table__
_TICKETS = TicketRow.__table__
_CORRECTIONS = CorrectionRow.__table__
_SUGGESTIONS = SuggestionRow.__table__
_ROWS_AT_ONCE = 1_000
_SAID = (
    _MESSAGES.c.id,
    _MESSAGES.c.conversation_id,
    _CONVERSATIONS.c.buyer_id,
    _MESSAGES.c.sender,
    _MESSAGES.c.text,
    _MESSAGES.c.at,
)
# Of the bot's messages only: most of a row's weight, and the others' tells no reading.
_TRACE = case((_MESSAGES.c.sender == "bot", _MESSAGES.c.trace)).label("trace")
_OF_CHATS = _MESSAGES.join(_CONVERSATIONS, _CONVERSATIONS.c.id == _MESSAGES.c.conversation_id)


class ChatRows:
    """Reads inside the caller's transaction; a range begins with `start` and ends before `end`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def highest(self) -> int:
        """The id of the newest message, 0 without any."""
        return self._session.scalar(select(func.max(_MESSAGES.c.id))) or 0

    def first_since(self, at: datetime) -> int | None:
        """The lowest id of a message since then."""
        lowest: int | None = self._session.scalar(
            select(func.min(_MESSAGES.c.id)).where(_MESSAGES.c.at >= at)
        )
        return lowest

    def messages(self, start: int, end: int) -> Iterator[Any]:
        """The messages of a range, the bot's with their traces, by id."""
        wanted = (
            select(*_SAID, _TRACE)
            .select_from(_OF_CHATS)
            .where(_MESSAGES.c.id >= start, _MESSAGES.c.id < end)
            .order_by(_MESSAGES.c.id)
        )
        return iter(self._session.execute(wanted).yield_per(_ROWS_AT_ONCE))

    def earlier(self, start: int, end: int, since: datetime) -> Iterator[Any]:
        """What was said before the range, since then, in the conversations of the range, by id;
        the bot's with their traces.
        """
        of_range = select(_MESSAGES.c.conversation_id).where(
            _MESSAGES.c.id >= start, _MESSAGES.c.id < end
        )
        wanted = (
            select(*_SAID, _TRACE)
            .select_from(_OF_CHATS)
            .where(
                _MESSAGES.c.conversation_id.in_(of_range),
                _MESSAGES.c.id < start,
                _MESSAGES.c.at >= since,
            )
            .order_by(_MESSAGES.c.id)
        )
        return iter(self._session.execute(wanted).yield_per(_ROWS_AT_ONCE))

    def drafts(self, start: int, end: int) -> dict[int, dict[str, Any]]:
        """The trace of what the bot would have answered to the messages of a range."""
        wanted = select(_SUGGESTIONS.c.message_id, _SUGGESTIONS.c.replies).where(
            _SUGGESTIONS.c.message_id >= start, _SUGGESTIONS.c.message_id < end
        )
        rows = self._session.execute(wanted)
        return {row.message_id: row.replies[0].get("trace", {}) for row in rows if row.replies}

    def meant(self, start: int, end: int) -> dict[int, tuple[str, ...]]:
        """What people said that messages of a range meant, each intent once, the latest last."""
        wanted = (
            select(_CORRECTIONS.c.message_id, _CORRECTIONS.c.meant)
            .where(_CORRECTIONS.c.message_id >= start, _CORRECTIONS.c.message_id < end)
            .order_by(_CORRECTIONS.c.at, _CORRECTIONS.c.login)
        )
        found: dict[int, tuple[str, ...]] = {}
        for message_id, meant in self._session.execute(wanted):
            others = tuple(each for each in found.get(message_id, ()) if each != meant)
            found[message_id] = (*others, meant)
        return found

    def corrected_since(self, at: datetime) -> Collection[int]:
        """The ids of the messages that somebody said something of since then."""
        return self._session.scalars(
            select(_CORRECTIONS.c.message_id).where(_CORRECTIONS.c.at >= at).distinct()
        ).all()

    def tickets(self, since: datetime, until: datetime) -> dict[str, list[tuple[datetime, str]]]:
        """When and why each conversation was handed over in that time, oldest first."""
        wanted = (
            select(_TICKETS.c.conversation_id, _TICKETS.c.opened_at, _TICKETS.c.reason)
            .where(_TICKETS.c.opened_at >= since, _TICKETS.c.opened_at <= until)
            .order_by(_TICKETS.c.id)
        )
        found: dict[str, list[tuple[datetime, str]]] = {}
        for conversation_id, opened_at, reason in self._session.execute(wanted):
            found.setdefault(conversation_id, []).append((opened_at, reason))
        return found
