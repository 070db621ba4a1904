"""What comes to stand beside a message after it was logged: a draft, a delivery, a correction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from bot.chats.tables import CorrectionRow, DeliveryRow, MessageRow, SuggestionRow

_SUGGESTIONS = SuggestionRow.__table__
_DELIVERIES = DeliveryRow.__table__
_CORRECTIONS = CorrectionRow.__table__
_MESSAGES = MessageRow.__table__
# One query for all three, by message ids that an index finds: every open desk asks it all the time.
_SIGNS = union_all(
    select(
        _SUGGESTIONS.c.conversation_id,
        _SUGGESTIONS.c.message_id,
        literal("suggestion").label("what"),
        (_SUGGESTIONS.c.digest + _SUGGESTIONS.c.used_by).label("how"),
    ).where(_SUGGESTIONS.c.message_id > bindparam("after")),
    select(
        _DELIVERIES.c.conversation_id,
        _DELIVERIES.c.message_id,
        literal("delivery"),
        _DELIVERIES.c.status,
    ).where(_DELIVERIES.c.message_id > bindparam("after")),
    select(
        _MESSAGES.c.conversation_id,
        _CORRECTIONS.c.message_id,
        literal("correction"),
        _CORRECTIONS.c.login + ":" + _CORRECTIONS.c.meant,
    )
    .join(_MESSAGES, _MESSAGES.c.id == _CORRECTIONS.c.message_id)
    .where(_CORRECTIONS.c.message_id > bindparam("after")),
)

Sign = tuple[str, int, str, str]


class Beside:
    """Reads inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def signs(self, after: int) -> frozenset[Sign]:
        """What stands beside the messages after id `after`: one that is new or changed is another
        sign. Each has the conversation first.
        """
        rows = self._session.execute(_SIGNS, {"after": after})
        return frozenset((row[0], row[1], row[2], row[3]) for row in rows)

    def drafts(self, message_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
        """The trace of what the bot would have answered to each of these messages."""
        rows = self._session.execute(
            select(_SUGGESTIONS.c.message_id, _SUGGESTIONS.c.replies).where(
                _SUGGESTIONS.c.message_id.in_(list(message_ids))
            )
        )
        return {row.message_id: row.replies[0]["trace"] for row in rows if row.replies}

    def deliveries(self, message_ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """Of each of these that a channel is pushed: its status (due, sent, dead) and what failed
        last.
        """
        rows = self._session.execute(
            select(_DELIVERIES.c.message_id, _DELIVERIES.c.status, _DELIVERIES.c.error).where(
                _DELIVERIES.c.message_id.in_(list(message_ids))
            )
        )
        return {row.message_id: (row.status, row.error) for row in rows}
