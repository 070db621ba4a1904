"""What people say a buyer's message meant, where the bot read something else: kept for learning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.chats.tables import CorrectionRow
from bot.database.inserting import insert_if_absent

_MINE = {"synchronize_session": False}


@dataclass(frozen=True)
class Correction:
    """One person's word on one message; `meant` like `read_as` says that the bot read it right.

    `read_as` is empty where the bot read nothing.
    """

    message_id: int
    login: str
    read_as: str
    meant: str
    at: datetime


class Corrections:
    """Reads and writes corrections inside the caller's transaction; nothing in a chat follows them.

    Each person has one word on a message, the last one.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def say(self, message_id: int, *, login: str, read_as: str, meant: str, at: datetime) -> None:
        """Keep what `login` says the message meant, in the place of what they said before."""
        values = {"read_as": read_as, "meant": meant, "at": at}
        if insert_if_absent(
            self._session, CorrectionRow, message_id=message_id, login=login, **values
        ):
            return
        self._session.execute(
            update(CorrectionRow)
            .where(CorrectionRow.message_id == message_id, CorrectionRow.login == login)
            .values(**values)
            .execution_options(**_MINE)
        )

    def take_back(self, message_id: int, *, login: str) -> bool:
        """Forget what `login` said of the message; False where there was nothing."""
        done = self._session.execute(
            delete(CorrectionRow)
            .where(CorrectionRow.message_id == message_id, CorrectionRow.login == login)
            .execution_options(**_MINE)
        )
        return bool(done.rowcount)

    def of(self, message_ids: Collection[int]) -> dict[int, tuple[Correction, ...]]:
        """What was said of each of these messages, the latest word last."""
        rows = self._session.scalars(
            select(CorrectionRow)
            .where(CorrectionRow.message_id.in_(list(message_ids)))
            .order_by(CorrectionRow.at, CorrectionRow.login)
            .execution_options(populate_existing=True)
        )
        found: dict[int, tuple[Correction, ...]] = {}
        for row in rows:
            word = Correction(row.message_id, row.login, row.read_as, row.meant, row.at)
            found[row.message_id] = (*found.get(row.message_id, ()), word)
        return found
