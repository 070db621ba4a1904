"""Events that channels told of, so that one told again does nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.chats.tables import ChannelEventRow
from bot.database.inserting import insert_if_absent

_KIND = select(ChannelEventRow.__table__.c.kind).where(
    ChannelEventRow.__table__.c.source == bindparam("of_source"),
    ChannelEventRow.__table__.c.external_id == bindparam("of"),
)


class ChannelEvents:
    """Reads and writes events inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_new(self, source: str, external_id: str, *, kind: str, at: datetime) -> bool:
        """Note the event; whether it was never told before."""
        return insert_if_absent(
            self._session, ChannelEventRow, source=source, external_id=external_id, kind=kind, at=at
        )

    def kind(self, source: str, external_id: str) -> str | None:
        """What kind of event was told under this id; None for none."""
        kind: str | None = self._session.scalar(_KIND, {"of_source": source, "of": external_id})
        return kind
