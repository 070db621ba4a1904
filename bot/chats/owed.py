"""Since when buyers who are with a person have waited for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.chats.messages import message_of
from bot.chats.model import Message
from bot.chats.tables import MessageRow, TicketRow

# In an agent's message: it is the bot's suggestion, sent unchanged.
SUGGESTED = "suggested"


@dataclass(frozen=True)
class Owed:
    """Of one chat: the buyer's first message without an answer of a person, and their last.

    `since` is None where a person spoke last, `wrote_at` where the buyer never wrote.
    """

    since: datetime | None
    wrote_at: datetime | None


def owed(
    session: Session, conversation_ids: Iterable[str], *, assisted: bool = True
) -> dict[str, Owed]:
    """What is owed in each of these conversations that has a ticket which is not closed.

    A chat waits since the message that made the bot fetch a person, and after an answer since the
    next message. Not `assisted`: a suggestion that a person sent unchanged is no answer.
    """
    ids = list(conversation_ids)
    found = {}
    for row in session.execute(_statement(ids, assisted=assisted)):
        answered = row.answered or 0
        since = row.next_at or (None if answered else row.opened_at)
        found[row.conversation_id] = Owed(since, row.wrote_at)
    return found


def _statement(ids: list[str], *, assisted: bool) -> Any:
    """One row a chat: two looks at its messages, both by their index."""
    buyers = MessageRow.sender == "buyer"
    answers = (MessageRow.sender == "agent") & (MessageRow.at >= TicketRow.opened_at)
    if not assisted:
        answers &= func.coalesce(MessageRow.trace[SUGGESTED].as_boolean(), False).is_(False)
    bounds = (
        select(
            TicketRow.conversation_id,
            TicketRow.opened_at,
            func.max(case((buyers & (MessageRow.at <= TicketRow.opened_at), MessageRow.id))).label(
                "asked"
            ),
            func.max(case((answers, MessageRow.id))).label("answered"),
            func.max(case((buyers, MessageRow.at))).label("wrote_at"),
        )
        .outerjoin(MessageRow, MessageRow.conversation_id == TicketRow.conversation_id)
        .where(TicketRow.status != "closed", TicketRow.conversation_id.in_(ids))
        .group_by(TicketRow.conversation_id, TicketRow.opened_at)
        .subquery()
    )
    after = func.coalesce(bounds.c.answered, bounds.c.asked - 1, 0)
    next_at = (
        select(func.min(MessageRow.at))
        .where(
            MessageRow.conversation_id == bounds.c.conversation_id,
            buyers,
            MessageRow.id > after,
        )
        .scalar_subquery()
    )
    return select(bounds, next_at.label("next_at"))


def began_with(session: Session, conversation_ids: Iterable[str], words: str) -> frozenset[str]:
    """Those of the conversations in which the buyer wrote something that begins with `words`."""
    return frozenset(
        session.scalars(
            select(MessageRow.conversation_id)
            .where(
                MessageRow.conversation_id.in_(list(conversation_ids)),
                MessageRow.sender == "buyer",
                MessageRow.text.startswith(words, autoescape=True),
            )
            .distinct()
        )
    )


def last_words(session: Session, conversation_ids: Iterable[str]) -> dict[str, Message]:
    """Each conversation's newest message of the buyer or of a person."""
    newest = (
        select(func.max(MessageRow.id))
        .where(
            MessageRow.conversation_id.in_(list(conversation_ids)),
            MessageRow.sender.in_(["buyer", "agent"]),
        )
        .group_by(MessageRow.conversation_id)
    )
    rows = session.scalars(select(MessageRow).where(MessageRow.id.in_(newest)))
    return {row.conversation_id: message_of(row) for row in rows}
