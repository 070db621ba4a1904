"""Whether agents are at the desk: what they say, and whether a page of theirs is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.database.inserting import insert_if_absent
from bot.desk.tables import PresenceRow

State = Literal["here", "away", "gone"]
# Open pages tell of themselves every twenty seconds; hidden ones are slowed down to a minute.
GONE_AFTER = timedelta(seconds=90)


@dataclass(frozen=True)
class Presence:
    """What is known of one agent: what they said last, and the last sign of an open page."""

    login: str
    said: str
    seen_at: datetime

    def state(self, now: datetime) -> State:
        """here, away as they say, or gone: no page of theirs is open."""
        if now - self.seen_at > GONE_AFTER:
            return "gone"
        return "away" if self.said == "away" else "here"


def seen(session: Session, login: str, *, at: datetime) -> None:
    """A page of `login` is open; here, unless they said that they are away."""
    touched = session.execute(
        update(PresenceRow).where(PresenceRow.login == login).values(seen_at=at)
    )
    if not touched.rowcount:
        insert_if_absent(session, PresenceRow, login=login, state="here", seen_at=at)


def says(session: Session, login: str, state: Literal["here", "away"], *, at: datetime) -> bool:
    """Note what `login` says; False when it is what they said before."""
    seen(session, login, at=at)
    changed = session.execute(
        update(PresenceRow)
        .where(PresenceRow.login == login, PresenceRow.state != state)
        .values(state=state)
    )
    return bool(changed.rowcount)


def left(session: Session, login: str, *, at: datetime) -> None:
    """`login` signed out: no page of theirs counts any more."""
    session.execute(
        update(PresenceRow)
        .where(PresenceRow.login == login)
        .values(state="here", seen_at=at - 2 * GONE_AFTER)
    )


def presences(session: Session) -> dict[str, Presence]:
    """Everybody who ever opened the desk, by login."""
    rows = session.scalars(select(PresenceRow))
    return {row.login: Presence(row.login, row.state, row.seen_at) for row in rows}
