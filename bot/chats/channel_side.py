"""What a platform's side of a channel has to be remembered by, beside a buyer's messages.

What was told once, who is at it just now, how far a feed was read, and conversations that begin
with something else than a buyer's message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.chats.addresses import Addresses
from bot.chats.tables import ChannelEventRow, ConversationRow
from bot.database.inserting import insert_if_absent

_KIND_CHARS = 40
_READ = "-read"


class ChannelSide:
    """Reads and writes inside the caller's transaction; `channel` is the connector's name."""

    def __init__(self, session: Session, channel: str) -> None:
        self._session = session
        self._channel = channel

    def begin(self, conversation_id: str, *, address: Mapping[str, Any], at: datetime) -> None:
        """See to it that there is such a conversation, and keep what changed of its address."""
        insert_if_absent(
            self._session,
            ConversationRow,
            id=conversation_id,
            buyer_id=conversation_id,
            channel=self._channel,
            opened_at=at,
            last_message_at=at,
        )
        Addresses(self._session).merge(conversation_id, address)

    def first_time(self, external_id: str, *, kind: str, at: datetime) -> bool:
        """Whether this event was not told before; it counts as told from now on."""
        return insert_if_absent(
            self._session,
            ChannelEventRow,
            source=self._channel,
            external_id=external_id,
            kind=kind[:_KIND_CHARS],
            at=at,
        )

    def lease(self, name: str, *, kind: str, at: datetime, seconds: float) -> bool:
        """Whether the caller alone may do what `name` stands for, for so many seconds."""
        if self.first_time(name, kind=kind, at=at):
            return True
        taken_over = self._session.execute(
            update(ChannelEventRow)
            .where(*self._is(name), ChannelEventRow.at < at - timedelta(seconds=seconds))
            .values(at=at)
            .execution_options(synchronize_session=False)
        )
        return bool(taken_over.rowcount)

    def release(self, name: str) -> None:
        """Let somebody else do at once what a lease was taken for."""
        self._session.execute(
            delete(ChannelEventRow)
            .where(*self._is(name))
            .execution_options(synchronize_session=False)
        )

    def read_to(self, account: str) -> str:
        """How far the account's feed was read; empty before it was read at all."""
        mark = (
            select(ChannelEventRow.external_id)
            .where(*self._feed(account))
            .order_by(ChannelEventRow.at.desc())
            .limit(1)
        )
        return self._session.scalar(mark) or ""

    def accounts_read(self) -> tuple[str, ...]:
        """The accounts whose feed was read before."""
        source = ChannelEventRow.source == self._channel + _READ
        return tuple(self._session.scalars(select(ChannelEventRow.kind).where(source).distinct()))

    def move_to(self, account: str, mark: str, *, at: datetime) -> None:
        """The account's feed is read as far as `mark`."""
        self._session.execute(
            delete(ChannelEventRow)
            .where(*self._feed(account))
            .execution_options(synchronize_session=False)
        )
        insert_if_absent(
            self._session,
            ChannelEventRow,
            source=self._channel + _READ,
            external_id=mark,
            kind=account[:_KIND_CHARS],
            at=at,
        )

    def _is(self, name: str) -> tuple[Any, ...]:
        return (ChannelEventRow.source == self._channel, ChannelEventRow.external_id == name)

    def _feed(self, account: str) -> tuple[Any, ...]:
        return (
            ChannelEventRow.source == self._channel + _READ,
            ChannelEventRow.kind == account[:_KIND_CHARS],
        )
