"""What buyers are owed: messages that were taken in and not answered yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.chats.log import message_of
from bot.chats.model import Message
from bot.chats.tables import ConversationRow, MessageRow, TicketRow

_MESSAGES = MessageRow.__table__
_ALL = select(MessageRow).where(MessageRow.answered == 0).order_by(MessageRow.id)
_OF = _ALL.where(MessageRow.conversation_id == bindparam("of"))
_COUNT = select(func.count()).where(
    _MESSAGES.c.conversation_id == bindparam("of"), _MESSAGES.c.answered == 0
)
_IS_OWED = select(exists().where(_MESSAGES.c.id == bindparam("message"), _MESSAGES.c.answered == 0))


class Unanswered:
    """Reads what is owed inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Message, ...]:
        """Of every conversation, oldest first."""
        return tuple(message_of(row) for row in self._session.scalars(_ALL))

    def of(self, conversation_id: str) -> tuple[Message, ...]:
        """Of one conversation, oldest first."""
        rows = self._session.scalars(_OF, {"of": conversation_id})
        return tuple(message_of(row) for row in rows)

    def count(self, conversation_id: str) -> int:
        """How many of one conversation."""
        return int(self._session.scalar(_COUNT, {"of": conversation_id}))

    def is_owed(self, message_id: int) -> bool:
        """Whether this message is."""
        return bool(self._session.scalar(_IS_OWED, {"message": message_id}))

    def alive(self, *, channels: Collection[str], since: datetime) -> tuple[str, ...]:
        """Conversations of these channels with an open ticket or a message since then."""
        with_person = exists().where(
            TicketRow.conversation_id == ConversationRow.id, TicketRow.status != "closed"
        )
        return tuple(
            self._session.scalars(
                select(ConversationRow.id).where(
                    ConversationRow.channel.in_(list(channels)),
                    or_(ConversationRow.last_message_at >= since, with_person),
                )
            )
        )
