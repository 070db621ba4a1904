"""Orders of buyers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.shop.model.trade import Order, OrderLine, OrderStatus
from bot.shop.repositories.buyers import PERSON
from bot.shop.tables.trade import OrderLineRow, OrderRow

# No order tells when it arrived: this long after it was paid for it counts as arrived.
UNDER_WAY = timedelta(days=15)
# Begins the id of what a chat agreed on: where the platform tells of its orders, this is not one.
OF_A_CHAT = "chat-"

# Built once: every message runs it.
_ORDERS = OrderRow.__table__
_PAID_AT = select(func.max(_ORDERS.c.paid_at)).where(
    _ORDERS.c.buyer_id.in_(PERSON),
    _ORDERS.c.status.in_(("paid", "shipped")),
    _ORDERS.c.paid_at > bindparam("since"),
)


class Orders:
    """Orders of a person, whatever the channel; a draft is what a chat has agreed on so far."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def latest(self, buyer_id: str, *, statuses: Sequence[OrderStatus]) -> Order | None:
        """The buyer's newest order in one of these states."""
        row = self._latest_row(buyer_id, statuses)
        return None if row is None else _order_of(row)

    def get(self, order_id: str) -> Order | None:
        """The order of this id."""
        row = self._session.get(OrderRow, order_id)
        return None if row is None else _order_of(row)

    def of_person(self, buyer_id: str, *, limit: int) -> tuple[Order, ...]:
        """The buyer's orders in every state, the newest first."""
        rows = self._session.scalars(
            select(OrderRow)
            .where(OrderRow.buyer_id.in_(PERSON))
            .order_by(OrderRow.created_at.desc(), OrderRow.id)
            .limit(limit),
            {"buyer": buyer_id},
        )
        return tuple(map(_order_of, rows))

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
        agreed_total: Decimal | None = None,
        agreed_with: str = "",
    ) -> Order:
        """The buyer's one draft, replaced by these lines. The buyer must be remembered.

        `agreed_total` is what the goods cost together in yuan, as it was read back, `agreed_with`
        the gifts and the fee.
        """
        row = self._latest_row(buyer_id, ["draft"])
        if row is None:
            row = OrderRow(
                id=OF_A_CHAT + secrets.token_hex(8),
                buyer_id=buyer_id,
                status="draft",
                note="",
                created_at=at,
            )
            self._session.add(row)
        row.region, row.courier = region, courier
        row.agreed_total, row.agreed_with = agreed_total, agreed_with
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

    def drop_draft(self, buyer_id: str) -> None:
        """Forget what was read back and called off: a later word of paying is not of that."""
        row = self._latest_row(buyer_id, ["draft"])
        if row is not None:
            self._session.delete(row)
            self._session.flush()

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
            .where(OrderRow.buyer_id.in_(PERSON), OrderRow.status.in_(list(statuses)))
            .order_by(OrderRow.created_at.desc()),
            {"buyer": buyer_id},
        )
        return row


def _order_of(row: OrderRow) -> Order:
    return Order(
        id=row.id,
        buyer_id=row.buyer_id,
        status=row.status,
        region=row.region,
        courier=row.courier,
        note=row.note,
        agreed_total=row.agreed_total,
        agreed_with=row.agreed_with,
        created_at=row.created_at,
        paid_at=row.paid_at,
        lines=tuple(OrderLine(line.sku_id, line.quantity, line.unit_price) for line in row.lines),
    )
