"""Answers that are doubted go before people again, as if two had differed on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.learn.tables import ReviewItemRow

EVIDENCE = "doubted"


def ask_again(session: Session, doubts: Mapping[int, Mapping[str, Any]]) -> int:
    """Have these items decided once more; returns how many were still as they had been settled.

    `doubts`: by id what speaks against the answer, kept with the item's evidence. The same answer
    of a second person, or of the owner, is then taught whatever the models say.
    """
    wanted = select(ReviewItemRow).where(
        ReviewItemRow.id.in_(list(doubts)),
        ReviewItemRow.status == "settled",
        ReviewItemRow.batch == "",
    )
    rows = list(session.scalars(wanted))
    for row in rows:
        row.status, row.verdict, row.meant, row.settled_at = "disputed", "", "", None
        row.evidence = {**row.evidence, EVIDENCE: dict(doubts[row.id])}
    session.flush()
    return len(rows)
