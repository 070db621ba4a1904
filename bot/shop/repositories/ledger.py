"""The commitment ledger: what buyers were promised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import ShopDataError
from bot.shop.model.trade import Commitment, CommitmentKind
from bot.shop.repositories.buyers import PERSON
from bot.shop.tables.trade import CommitmentRow

_LEDGER = select(CommitmentRow).where(CommitmentRow.buyer_id.in_(PERSON)).order_by(CommitmentRow.id)


class Commitments:
    """Written before the buyer reads a promise, read before a new one is made.

    Every reading is of the person: what one id was promised holds on every channel.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def make(
        self,
        buyer_id: str,
        *,
        kind: CommitmentKind,
        terms: dict[str, Any],
        reason: str,
        at: datetime,
        product_id: str = "",
        made_by: str = "bot",
        valid_until: datetime | None = None,
    ) -> Commitment:
        """Write one promise, of the bot or of the agent `made_by`. The buyer must be remembered."""
        row = CommitmentRow(
            buyer_id=buyer_id,
            kind=kind,
            product_id=product_id,
            terms=terms,
            reason=reason,
            made_by=made_by,
            made_at=at,
            valid_until=valid_until,
            withdrawn_by="",
        )
        self._session.add(row)
        self._session.flush()
        return _commitment_of(row)

    def standing(
        self, buyer_id: str, *, now: datetime, kind: CommitmentKind | None = None
    ) -> tuple[Commitment, ...]:
        """Promises that hold at `now`, neither expired nor withdrawn, oldest first."""
        return tuple(
            promise
            for promise in self.history(buyer_id)
            if promise.stands(now) and kind in (None, promise.kind)
        )

    def history(self, buyer_id: str) -> tuple[Commitment, ...]:
        """Every promise ever made to the person, oldest first."""
        rows = self._session.scalars(_LEDGER, {"buyer": buyer_id})
        return tuple(map(_commitment_of, rows))

    def withdraw(self, commitment_id: int, *, by: str, at: datetime) -> Commitment:
        """Take back a promise that still holds; it stays in the ledger with who did it and when.

        Raises ShopDataError where there is none, or nothing left to take back.
        """
        row = self._session.get(CommitmentRow, commitment_id)
        if row is None:
            raise ShopDataError(
                f"There is no promise {commitment_id}.", hint="Take the number from the ledger."
            )
        if not _commitment_of(row).stands(at):
            raise ShopDataError(
                f"Promise {commitment_id} does not hold any more.",
                hint="Only a promise that still holds can be withdrawn.",
            )
        row.withdrawn_at, row.withdrawn_by = at, by
        self._session.flush()
        return _commitment_of(row)


def _commitment_of(row: CommitmentRow) -> Commitment:
    return Commitment(
        id=row.id,
        buyer_id=row.buyer_id,
        kind=row.kind,
        product_id=row.product_id,
        terms=row.terms,
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
        valid_until=row.valid_until,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    )
