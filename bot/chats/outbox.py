"""Puts what was logged for a buyer on its way, where the channel has to be pushed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from bot.chats.model import channel_of
from bot.chats.tables import ConversationRow, DeliveryRow

# Their clients read the log themselves.
READ_BY_THE_BUYER = frozenset({"web", "cli"})

_CHANNEL = select(ConversationRow.__table__.c.channel).where(
    ConversationRow.__table__.c.id == bindparam("of")
)
_POST = insert(DeliveryRow.__table__)


def post(
    session: Session, conversation_id: str, message_ids: Sequence[int], *, at: datetime
) -> None:
    """Queue these messages for delivery, in this order, in the transaction that logs them."""
    if not message_ids or channel_of(conversation_id) in READ_BY_THE_BUYER:
        return
    channel = session.scalar(_CHANNEL, {"of": conversation_id})
    if channel in READ_BY_THE_BUYER:
        return
    session.execute(
        _POST,
        [
            {
                "message_id": message_id,
                "conversation_id": conversation_id,
                "channel": channel,
                "next_at": at,
            }
            for message_id in message_ids
        ],
    )
