"""The chat log read back: messages in order, what is owed, where conversations stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from bot.chats.model import Conversation, Message
from bot.chats.tables import ConversationRow, MessageRow


class Messages:
    """Reads messages inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def since(
        self, conversation_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Message, ...]:
        """The conversation's messages after id `after`; the newest `limit` of them, in order."""
        rows = self._session.scalars(
            select(MessageRow)
            .where(MessageRow.conversation_id == conversation_id, MessageRow.id > after)
            .order_by(MessageRow.id.desc())
            .limit(limit)
        )
        return tuple(message_of(row) for row in reversed(list(rows)))

    def known(self, conversation_id: str, external_id: str) -> Message | None:
        """The buyer's message that the channel gave this id, if it was logged."""
        row = self._session.scalar(
            select(MessageRow).where(
                MessageRow.conversation_id == conversation_id,
                MessageRow.external_id == external_id,
            )
        )
        return None if row is None else message_of(row)

    def after(self, message_id: int, *, limit: int = 500) -> tuple[Message, ...]:
        """Messages of every conversation after `message_id`, oldest first."""
        rows = self._session.scalars(
            select(MessageRow)
            .where(MessageRow.id > message_id)
            .order_by(MessageRow.id)
            .limit(limit)
        )
        return tuple(message_of(row) for row in rows)

    def get(self, message_id: int) -> Message | None:
        """The message with this id."""
        row = self._session.get(MessageRow, message_id)
        return None if row is None else message_of(row)

    def newest_id(self) -> int:
        """The id of the newest message, 0 where there is none."""
        return self._session.scalar(select(func.max(MessageRow.id))) or 0

    def replied(self, conversation_id: str, *, since: datetime) -> bool:
        """Whether the bot said anything since then."""
        said = exists().where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.sender == "bot",
            MessageRow.at >= since,
        )
        return bool(self._session.scalar(select(said)))

    def conversations(self, conversation_ids: Iterable[str]) -> dict[str, Conversation]:
        """Conversations by id."""
        rows = self._session.scalars(
            select(ConversationRow).where(ConversationRow.id.in_(list(conversation_ids)))
        )
        return {row.id: conversation_of(row) for row in rows}

    def places_after(self, message_id: int, *, limit: int = 500) -> tuple[tuple[int, str], ...]:
        """Message id and conversation id of everything after `message_id`; reads no text."""
        rows = self._session.execute(
            select(MessageRow.id, MessageRow.conversation_id)
            .where(MessageRow.id > message_id)
            .order_by(MessageRow.id)
            .limit(limit)
        )
        return tuple((found, conversation) for found, conversation in rows)


def message_of(row: MessageRow) -> Message:
    """The frozen message of a row."""
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        sender=row.sender,
        agent=row.agent,
        text=row.text,
        payload=row.payload,
        trace=row.trace,
        at=row.at,
        external_id=row.external_id,
        answered=bool(row.answered),
    )


def conversation_of(row: ConversationRow) -> Conversation:
    """The frozen conversation of a row."""
    return Conversation(
        id=row.id,
        buyer_id=row.buyer_id,
        channel=row.channel,
        product_id=row.product_id,
        opened_at=row.opened_at,
        last_message_at=row.last_message_at,
        address=row.address,
    )
