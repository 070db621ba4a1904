"""Buyers, their orders and the commitment ledger."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.shop.model.trade import (
    Buyer,
    Commitment,
    CommitmentKind,
    Order,
    OrderLine,
    OrderStatus,
)
from bot.shop.tables.trade import BuyerRow, CommitmentRow, OrderLineRow, OrderRow

# No order tells when it arrived: this long after it was paid for it counts as arrived.
UNDER_WAY = timedelta(days=15)

# Built once: every message runs it.
_ORDERS = OrderRow.__table__
_PAID_AT = select(func.max(_ORDERS.c.paid_at)).where(
    _ORDERS.c.buyer_id == bindparam("buyer"),
    _ORDERS.c.status.in_(("paid", "shipped")),
    _ORDERS.c.paid_at > bindparam("since"),
)


class Buyers:
    """Remembers buyers from chat to chat."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, buyer_id: str) -> Buyer | None:
        """The buyer, if ever seen."""
        row = self._session.get(BuyerRow, buyer_id)
        if row is None:
            return None
        return Buyer(
            id=row.id,
            vip=bool(row.vip),
            region=row.region,
            height_cm=row.height_cm,
            weight_kg=row.weight_kg,
            first_seen_at=row.first_seen_at,
            last_seen_at=row.last_seen_at,
        )

    def remember(
        self,
        buyer_id: str,
        *,
        at: datetime,
        region: str | None = None,
        height_cm: float | None = None,
        weight_kg: float | None = None,
    ) -> None:
        """Note that the buyer was seen at `at`, and what was learnt; None leaves it as it was."""
        row = self._session.get(BuyerRow, buyer_id)
        if row is None:
            row = BuyerRow(id=buyer_id, first_seen_at=at)
            self._session.add(row)
        row.last_seen_at = at
        learnt = {"region": region, "height_cm": height_cm, "weight_kg": weight_kg}
        for name, value in learnt.items():
            if value is not None:
                setattr(row, name, value)
        self._session.flush()


class Orders:
    """Orders of buyers; a draft is what a chat has agreed on so far."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def latest(self, buyer_id: str, *, statuses: Sequence[OrderStatus]) -> Order | None:
        """The buyer's newest order in one of these states."""
        row = self._latest_row(buyer_id, statuses)
        return None if row is None else _order_of(row)

    def paid_at(self, buyer_id: str, *, now: datetime) -> datetime | None:
        """When the buyer last paid for an order that is under way at `now`; None without one."""
        of = {"buyer": buyer_id, "since": now - UNDER_WAY}
        at: datetime | None = self._session.scalar(_PAID_AT, of)
        return at

    def save_draft(
        self,
        buyer_id: str,
        *,
        lines: Sequence[OrderLine],
        region: str,
        courier: str,
        at: datetime,
    ) -> Order:
        """The buyer's one draft, replaced by these lines. The buyer must be remembered."""
        row = self._latest_row(buyer_id, ["draft"])
        if row is None:
            row = OrderRow(
                id=secrets.token_hex(8), buyer_id=buyer_id, status="draft", note="", created_at=at
            )
            self._session.add(row)
        row.region, row.courier = region, courier
        row.lines = [
            OrderLineRow(
                sku_id=line.sku_id,
                quantity=line.quantity,
                unit_price=line.unit_price,
                position=position,
            )
            for position, line in enumerate(lines)
        ]
        self._session.flush()
        return _order_of(row)

    def set_status(self, order_id: str, status: OrderStatus, *, at: datetime) -> None:
        """Move an order on; `paid` also notes when."""
        row = self._session.get(OrderRow, order_id)
        if row is None:
            raise KeyError(order_id)
        row.status = status
        if status == "paid":
            row.paid_at = at
        self._session.flush()

    def _latest_row(self, buyer_id: str, statuses: Sequence[OrderStatus]) -> OrderRow | None:
        row: OrderRow | None = self._session.scalar(
            select(OrderRow)
            .where(OrderRow.buyer_id == buyer_id, OrderRow.status.in_(list(statuses)))
            .order_by(OrderRow.created_at.desc())
        )
        return row


class Commitments:
    """The ledger: written before the buyer reads a promise, read before a new one is made."""

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
    ) -> None:
        """Write one promise. The buyer must be remembered."""
        self._session.add(
            CommitmentRow(
                buyer_id=buyer_id,
                kind=kind,
                product_id=product_id,
                terms=terms,
                reason=reason,
                made_by=made_by,
                made_at=at,
                valid_until=valid_until,
            )
        )
        self._session.flush()

    def standing(
        self, buyer_id: str, *, now: datetime, kind: CommitmentKind | None = None
    ) -> tuple[Commitment, ...]:
        """Promises to the buyer that still hold at `now`, oldest first."""
        query = select(CommitmentRow).where(CommitmentRow.buyer_id == buyer_id)
        if kind is not None:
            query = query.where(CommitmentRow.kind == kind)
        rows = self._session.scalars(query.order_by(CommitmentRow.id))
        return tuple(
            Commitment(
                buyer_id=row.buyer_id,
                kind=row.kind,
                product_id=row.product_id,
                terms=row.terms,
                reason=row.reason,
                made_by=row.made_by,
                made_at=row.made_at,
                valid_until=row.valid_until,
            )
            for row in rows
            if row.valid_until is None or row.valid_until > now
        )


def _order_of(row: OrderRow) -> Order:
    return Order(
        id=row.id,
        buyer_id=row.buyer_id,
        status=row.status,
        region=row.region,
        courier=row.courier,
        note=row.note,
        created_at=row.created_at,
        paid_at=row.paid_at,
        lines=tuple(OrderLine(line.sku_id, line.quantity, line.unit_price) for line in row.lines),
    )
