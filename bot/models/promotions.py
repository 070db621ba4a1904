"""Which model answers: every promotion is kept, the newest one counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.models.tables import ModelPromotionRow


@dataclass(frozen=True)
class Promotion:
    """A model was made the one that answers; see `ModelPromotionRow` for the fields."""

    id: int
    model: str
    sha256: str
    confidence: str
    by: str
    why: str
    at: datetime


class Promotions:
    """Reads and writes promotions inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def live(self) -> Promotion | None:
        """The one that counts; None where none was ever promoted."""
        found = self.listed(limit=1)
        return found[0] if found else None

    def listed(self, *, limit: int = 100) -> tuple[Promotion, ...]:
        """The newest first."""
        rows = self._session.scalars(
            select(ModelPromotionRow).order_by(ModelPromotionRow.id.desc()).limit(limit)
        )
        return tuple(_promotion(row) for row in rows)

    def promote(
        self, model: str, *, sha256: str, confidence: str, by: str, why: str, at: datetime
    ) -> Promotion:
        """Make `model` the one that answers."""
        row = ModelPromotionRow(
            model=model, sha256=sha256, confidence=confidence, by=by, why=why, at=at
        )
        self._session.add(row)
        self._session.flush()
        return _promotion(row)

    def keep_confidence(self, promotion_id: int, text: str) -> None:
        """Keep the confidence.yml that was in force when this promotion was replaced."""
        self._session.execute(
            update(ModelPromotionRow)
            .where(ModelPromotionRow.id == promotion_id)
            .values(confidence=text)
        )


def _promotion(row: ModelPromotionRow) -> Promotion:
    return Promotion(row.id, row.model, row.sha256, row.confidence, row.by, row.why, row.at)
