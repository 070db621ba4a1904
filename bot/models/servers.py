"""Which Rasa servers run, and which model answers in each: told by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.models.tables import ModelServerRow

TELLS_EVERY = timedelta(seconds=5)
# One that has not told of itself for so long is gone.
GONE_AFTER = timedelta(seconds=12)


@dataclass(frozen=True)
class Server:
    """A Rasa server; see `ModelServerRow` for the fields."""

    name: str
    model: str
    promotion_id: int | None
    trouble: str
    at: datetime


class Servers:
    """Reads and writes what the servers tell, inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tell(self, server: Server) -> None:
        """Keep what this server says of itself."""
        self._session.merge(
            ModelServerRow(
                name=server.name,
                model=server.model,
                promotion_id=server.promotion_id,
                trouble=server.trouble,
                at=server.at,
            )
        )

    def leave(self, name: str) -> None:
        """That server stops."""
        self._session.execute(delete(ModelServerRow).where(ModelServerRow.name == name))

    def running(self, *, now: datetime) -> tuple[Server, ...]:
        """Those that told of themselves lately, by name."""
        rows = self._session.scalars(
            select(ModelServerRow)
            .where(ModelServerRow.at > now - GONE_AFTER)
            .order_by(ModelServerRow.name)
        )
        return tuple(
            Server(row.name, row.model, row.promotion_id, row.trouble, row.at) for row in rows
        )
