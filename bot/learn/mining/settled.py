"""What people have decided already, so that nothing like it is asked again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.learn.tables import ReviewItemRow


@dataclass(frozen=True)
class Decided:
    """A settled question; meant: empty where nothing is taught by it."""

    key: str
    text: str
    before: str
    meant: str


class SettledQuestions:
    """Reads settled items of review inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Decided, ...]:
        """Every one, with the keys of those that were merged into it."""
        wanted = select(
            ReviewItemRow.key,
            ReviewItemRow.text,
            ReviewItemRow.before,
            ReviewItemRow.meant,
            ReviewItemRow.evidence,
        ).where(ReviewItemRow.status == "settled")
        found = []
        for key, text, before, meant, evidence in self._session.execute(
            wanted.order_by(ReviewItemRow.id)
        ):
            found.append(Decided(key, text, before, meant))
            found += [Decided(other, "", "", meant) for other in (evidence or {}).get("merged", ())]
        return tuple(found)
