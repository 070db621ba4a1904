"""What was said, read back lightly: the words, and why they were answered so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.chats.model import Sender
from bot.chats.tables import ConversationRow, MessageRow

_MESSAGES = MessageRow.__table__
_CONVERSATIONS = ConversationRow.__table__
_LINES = (
    select(
        _MESSAGES.c.id,
        _MESSAGES.c.sender,
        _MESSAGES.c.text,
        _MESSAGES.c.at,
        _MESSAGES.c.trace["intent"].label("intent"),
        _MESSAGES.c.trace["reason"].label("reason"),
        _CONVERSATIONS.c.id.label("conversation"),
        _CONVERSATIONS.c.buyer_id.label("buyer"),
    )
    .join(_CONVERSATIONS, _CONVERSATIONS.c.id == _MESSAGES.c.conversation_id)
    .order_by(_CONVERSATIONS.c.id, _MESSAGES.c.id)
)
_SAID_LATELY = (
    select(_MESSAGES.c.text)
    .where(
        _MESSAGES.c.conversation_id == bindparam("of"),
        _MESSAGES.c.sender != "buyer",
        _MESSAGES.c.at >= bindparam("since"),
    )
    .order_by(_MESSAGES.c.id.desc())
    .limit(bindparam("most"))
)
_ASKED_LATELY = (
    select(func.count())
    .select_from(_MESSAGES)
    .where(
        _MESSAGES.c.conversation_id == bindparam("of"),
        _MESSAGES.c.sender == "buyer",
        _MESSAGES.c.at >= bindparam("since"),
    )
)
_READ_AT_ONCE = 1000
_MOST_SAID = 40


class Line(NamedTuple):
    """One message; the bot's have the `intent` they answer and the `reason` code of the rule.

    `agent` is the login of the person who wrote it, `suggested` that it is what the bot suggested:
    only who asks for them reads them. Reports make a million of these.
    """

    id: int
    sender: Sender
    text: str
    at: datetime
    intent: str = ""
    reason: str = ""
    agent: str = ""
    suggested: bool = False


@dataclass(frozen=True)
class Transcript:
    """All lines of one conversation, in order."""

    conversation_id: str
    buyer_id: str
    lines: tuple[Line, ...]


class History:
    """Reads transcripts inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_buyer(self, *ids: str) -> tuple[Transcript, ...]:
        """Every conversation of the buyer, who may have several ids."""
        return tuple(self._read(_LINES.where(_CONVERSATIONS.c.buyer_id.in_(ids))))

    def active_since(self, since: datetime | None) -> Iterator[Transcript]:
        """Every conversation with a message since then, whole; all of them without a time."""
        if since is None:
            return self._read(_LINES)
        return self._read(_LINES.where(_CONVERSATIONS.c.last_message_at >= since))

    def said_since(self, conversation_id: str, since: datetime) -> tuple[str, ...]:
        """What the buyer read in a conversation since then, the latest first."""
        asked = {"of": conversation_id, "since": since, "most": _MOST_SAID}
        return tuple(self._session.scalars(_SAID_LATELY, asked))

    def asked_since(self, conversation_id: str, since: datetime) -> int:
        """How many messages the buyer wrote in a conversation since then."""
        return self._session.scalar(_ASKED_LATELY, {"of": conversation_id, "since": since}) or 0

    def _read(self, query: object) -> Iterator[Transcript]:
        rows = self._session.execute(query).yield_per(_READ_AT_ONCE)
        for (conversation, buyer), said in groupby(rows, key=lambda r: (r.conversation, r.buyer)):
            lines = tuple(
                Line(r.id, r.sender, r.text, r.at, r.intent or "", r.reason or "") for r in said
            )
            yield Transcript(conversation, buyer, lines)
