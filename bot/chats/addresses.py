"""What a connector keeps of a conversation: where the buyer is reached, what the platform knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, cast, func, select, update
from sqlalchemy.orm import Session

from bot.chats.tables import ConversationRow
from bot.database.types import Json

_CONVERSATIONS = ConversationRow.__table__
_ADDRESS = select(_CONVERSATIONS.c.address).where(_CONVERSATIONS.c.id == bindparam("of"))
_CHANGED = cast(bindparam("changed", type_=Json), Json)
_MERGE = {
    "postgresql": update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("of"))
    .values(address=_CONVERSATIONS.c.address.op("||")(_CHANGED)),
    "sqlite": update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("of"))
    .values(address=func.json_patch(_CONVERSATIONS.c.address, bindparam("changed", type_=Json))),
}


class Addresses:
    """Reads and writes addresses inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, conversation_id: str) -> Mapping[str, Any]:
        """The conversation's address; empty where there is none, or no such conversation."""
        return self._session.scalar(_ADDRESS, {"of": conversation_id}) or {}

    def merge(self, conversation_id: str, changed: Mapping[str, Any]) -> None:
        """Set these fields and leave the others; values are plain texts, numbers and truths.

        One statement, so that the field another process writes at the same time is not lost.
        """
        self._session.execute(
            _MERGE[self._session.get_bind().dialect.name],
            {"of": conversation_id, "changed": dict(changed)},
        )
