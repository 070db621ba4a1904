"""Orders that buyers placed, as reports look back on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.shop.model.trade import OrderStatus
from bot.shop.tables.trade import OrderRow

PLACED = ("created", "paid", "shipped")
_ORDERS = OrderRow.__table__
_PLACED = (
    select(
        _ORDERS.c.id, _ORDERS.c.buyer_id, _ORDERS.c.status,
        _ORDERS.c.created_at, _ORDERS.c.paid_at,
    )
    .where(_ORDERS.c.status.in_(PLACED))
    .order_by(_ORDERS.c.created_at.desc())
)  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """An order that was placed, and when; `paid_at` is None while it is not paid for."""

    id: str
    status: OrderStatus
    created_at: datetime
    paid_at: datetime | None


class PlacedOrders:
    """Reads placed orders inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, *ids: str) -> tuple[Placed, ...]:
        """The buyer's, who may have several ids; the newest first."""
        found = self._read(_PLACED.where(_ORDERS.c.buyer_id.in_(ids)))
        every = [placed for theirs in found.values() for placed in theirs]
        return tuple(sorted(every, key=lambda placed: placed.created_at, reverse=True))

    def by_buyer(self) -> Mapping[str, tuple[Placed, ...]]:
        """Everybody's by buyer, the newest first."""
        return self._read(_PLACED)

    def _read(self, query: object) -> Mapping[str, tuple[Placed, ...]]:
        found: dict[str, list[Placed]] = defaultdict(list)
        for row in self._session.execute(query):
            found[row.buyer_id].append(Placed(row.id, row.status, row.created_at, row.paid_at))
        return {buyer: tuple(placed) for buyer, placed in found.items()}
