"""The outbox: what is on its way to a channel, who carries it, and what never arrived.

A conversation's messages go one after the other: only the first that is due may be claimed. A claim
moves `next_at` ahead, so that of two copies one gets it; where the copy dies, the message is due
again at that time. What a copy says of its claim counts only while it is still its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.chats.model import Sender
from bot.chats.tables import ConversationRow, DeliveryRow, MessageRow

DeliveryStatus = Literal["due", "sent", "dead"]

_DELIVERIES = DeliveryRow.__table__
_MESSAGES = MessageRow.__table__
_CONVERSATIONS = ConversationRow.__table__
_EARLIER = _DELIVERIES.alias("earlier")
_IS_FIRST = ~(
    select(_EARLIER.c.id)
    .where(
        _EARLIER.c.conversation_id == _DELIVERIES.c.conversation_id,
        _EARLIER.c.status == "due",
        _EARLIER.c.id < _DELIVERIES.c.id,
    )
    .exists()
)
_DUE = (
    select(_DELIVERIES.c.id)
    .where(
        _DELIVERIES.c.status == "due",
        _DELIVERIES.c.next_at <= bindparam("now"),
        _DELIVERIES.c.channel == bindparam("of_channel"),
        _IS_FIRST,
    )
    .order_by(_DELIVERIES.c.next_at, _DELIVERIES.c.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(_DELIVERIES)
    .where(
        _DELIVERIES.c.id == bindparam("of"),
        _DELIVERIES.c.status == "due",
        _DELIVERIES.c.next_at <= bindparam("now"),
    )
    .values(next_at=bindparam("until"), attempts=_DELIVERIES.c.attempts + 1)
)
_CLAIMED = (
    select(
        _DELIVERIES.c.id.label("delivery_id"),
        _DELIVERIES.c.attempts,
        _MESSAGES,
        _CONVERSATIONS.c.address,
    )
    .join(_MESSAGES, _MESSAGES.c.id == _DELIVERIES.c.message_id)
    .join(_CONVERSATIONS, _CONVERSATIONS.c.id == _DELIVERIES.c.conversation_id)
    .where(_DELIVERIES.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_DELIVERIES.c.id)
)
_SETTLE = update(_DELIVERIES).where(
    _DELIVERIES.c.id == bindparam("of"),
    _DELIVERIES.c.status == "due",
    _DELIVERIES.c.attempts == bindparam("attempt"),
)
_SENT = _SETTLE.values(status="sent", sent_at=bindparam("at"), error="")
_LATER = _SETTLE.values(next_at=bindparam("at"), error=bindparam("why"))
_DEAD = _SETTLE.values(status="dead", error=bindparam("why"))
_AGAIN = (
    update(_DELIVERIES)
    .where(_DELIVERIES.c.status == "dead")
    .values(status="due", attempts=0, next_at=bindparam("at"))
)


@dataclass(frozen=True)
class Claimed:
    """A delivery that this process has in hand; `attempt` counts from 1."""

    id: int
    attempt: int
    message_id: int
    conversation_id: str
    address: Mapping[str, Any]
    sender: Sender
    agent: str
    text: str
    payload: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class DeadLetter:
    """A message that its channel did not take; the words stay in the log."""

    id: int
    channel: str
    conversation_id: str
    message_id: int
    sender: Sender
    attempts: int
    error: str
    at: datetime


class Deliveries:
    """Reads and writes deliveries inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(
        self, channel: str, *, now: datetime, until: datetime, most: int
    ) -> tuple[Claimed, ...]:
        """Up to `most` deliveries that are due on the channel, this process's until `until`."""
        due = self._session.scalars(_DUE, {"now": now, "of_channel": channel, "most": most})
        claim = {"now": now, "until": until}
        mine = [found for found in list(due) if self._changed(_CLAIM, of=found, **claim)]
        if not mine:
            return ()
        rows = self._session.execute(_CLAIMED, {"ids": mine})
        return tuple(_claimed_of(row) for row in rows)

    def sent(self, claimed: Claimed, *, at: datetime) -> bool:
        """The channel took it; False where another process has it by now."""
        return self._changed(_SENT, of=claimed.id, attempt=claimed.attempt, at=at)

    def later(self, claimed: Claimed, *, at: datetime, why: str) -> bool:
        """It is tried again then; False where another process has it by now."""
        return self._changed(_LATER, of=claimed.id, attempt=claimed.attempt, at=at, why=why)

    def given_up(self, claimed: Claimed, *, why: str) -> bool:
        """It is a dead letter, the next may go; False where another process has it by now."""
        return self._changed(_DEAD, of=claimed.id, attempt=claimed.attempt, why=why)

    def dead(self, *, limit: int = 200) -> tuple[DeadLetter, ...]:
        """What no channel took, the newest first."""
        rows = self._session.execute(
            select(
                _DELIVERIES,
                _MESSAGES.c.sender,
                _MESSAGES.c.at,
            )
            .join(_MESSAGES, _MESSAGES.c.id == _DELIVERIES.c.message_id)
            .where(_DELIVERIES.c.status == "dead")
            .order_by(_DELIVERIES.c.id.desc())
            .limit(limit)
        )
        return tuple(
            DeadLetter(
                id=row.id,
                channel=row.channel,
                conversation_id=row.conversation_id,
                message_id=row.message_id,
                sender=row.sender,
                attempts=row.attempts,
                error=row.error,
                at=row.at,
            )
            for row in rows
        )

    def retry(self, ids: Sequence[int] | None, *, at: datetime) -> int:
        """Put these dead letters back, all of them for None; returns how many there were."""
        which = _AGAIN if ids is None else _AGAIN.where(_DELIVERIES.c.id.in_(list(ids)))
        return self._session.execute(which, {"at": at}).rowcount

    def counts(self) -> dict[str, dict[DeliveryStatus, int]]:
        """How many are due, sent and dead, by channel."""
        rows = self._session.execute(
            select(
                _DELIVERIES.c.channel, _DELIVERIES.c.status, func.count().label("many")
            ).group_by(_DELIVERIES.c.channel, _DELIVERIES.c.status)
        )
        found: dict[str, dict[DeliveryStatus, int]] = {}
        for row in rows:
            found.setdefault(row.channel, {})[row.status] = row.many
        return found

    def _changed(self, statement: Any, **values: Any) -> bool:
        return bool(self._session.execute(statement, values).rowcount)


def _claimed_of(row: Any) -> Claimed:
    return Claimed(
        id=row.delivery_id,
        attempt=row.attempts,
        message_id=row.id,
        conversation_id=row.conversation_id,
        address=row.address,
        sender=row.sender,
        agent=row.agent,
        text=row.text,
        payload=row.payload,
        at=row.at,
    )
