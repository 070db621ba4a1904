"""What was decided on a conversation's last message, kept until the next one.

A message whose turn was cut off after the action had committed comes again. It must neither concede
twice nor confirm what the buyer never read: it gets the result that is kept here.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.chats.tables import LastTurnRow
from bot.database.inserting import insert_if_absent

_TURNS = LastTurnRow.__table__
_RESULT = select(_TURNS.c.result).where(
    _TURNS.c.conversation_id == bindparam("of"), _TURNS.c.message_id == bindparam("message")
)
_KEEP = (
    update(_TURNS)
    .where(_TURNS.c.conversation_id == bindparam("of"))
    .values(message_id=bindparam("message_id"), result=bindparam("result"))
)

ALONE_WITHIN = "5s"  # the transaction of a machine that fell off the network may stand for hours
_ALONE = select(
    func.set_config("lock_timeout", bindparam("within"), True),
    func.pg_advisory_xact_lock(bindparam("key")),
)


class LastTurns:
    """Reads and writes results inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def alone(self, conversation_id: str) -> None:
        """Wait for whoever decides in this conversation; then keep others out until the end.

        A copy that was killed may still be committing in PostgreSQL when its turn is tried again
        elsewhere: what it decided is to be seen then. SQLite has one writer and ends with its
        process, so there is nothing to wait for. Raises OperationalError after `ALONE_WITHIN`.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(_ALONE, {"key": _key(conversation_id), "within": ALONE_WITHIN})

    def result(self, conversation_id: str, message_id: int) -> dict[str, Any] | None:
        """What was decided on that message, if it was the conversation's last."""
        kept: dict[str, Any] | None = self._session.scalar(
            _RESULT, {"of": conversation_id, "message": message_id}
        )
        return kept

    def decided(self, conversation_ids: Collection[str]) -> frozenset[int]:
        """The messages that were decided on last in these conversations."""
        return frozenset(
            self._session.scalars(
                select(_TURNS.c.message_id).where(_TURNS.c.conversation_id.in_(conversation_ids))
            )
        )

    def keep(self, conversation_id: str, message_id: int, result: dict[str, Any]) -> None:
        """Keep the result in the place of the one before."""
        kept = self._session.execute(
            _KEEP, {"of": conversation_id, "message_id": message_id, "result": result}
        )
        if not kept.rowcount:
            insert_if_absent(
                self._session,
                LastTurnRow,
                conversation_id=conversation_id,
                message_id=message_id,
                result=result,
            )


def _key(conversation_id: str) -> int:
    """The conversation as PostgreSQL names a lock: 64 bits, with a sign."""
    digest = blake2b(conversation_id.encode(), digest_size=8, person=b"turn").digest()
    return int.from_bytes(digest, "big", signed=True)
