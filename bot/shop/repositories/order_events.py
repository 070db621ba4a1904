"""What a platform tells of orders, in whatever order it comes.

An order only moves forward: created, paid, shipped; cancelled ends it wherever it stood. What comes
late adds what it alone knows (when it was paid, what is in it) and undoes nothing. The platform's
order takes the place of what the chat had agreed on, and keeps what was agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.inserting import insert_if_absent
from bot.errors import XiaoerError
from bot.shop.model.trade import OrderStatus
from bot.shop.repositories.buyers import PERSON
from bot.shop.repositories.trade import OF_A_CHAT, UNDER_WAY
from bot.shop.tables.catalogue import SkuRow
from bot.shop.tables.trade import BuyerRow, OrderLineRow, OrderRow

EventKind = Literal["created", "paid", "cancelled", "shipped"]

_REACHED = {"draft": 0, "told": 0, "created": 1, "paid": 2, "shipped": 3, "cancelled": 4}


class OrderOfAnotherError(XiaoerError):
    """The order is known, and it is another person's."""


@dataclass(frozen=True)
class EventLine:
    """So many pieces of a SKU; `unit_price` in yuan, None for the list price."""

    sku_id: str
    quantity: int
    unit_price: Decimal | None = None


@dataclass(frozen=True)
class OrderEvent:
    """Something that happened to an order `at` that time; `total` in yuan is of the goods."""

    kind: EventKind
    buyer_id: str
    order_id: str
    at: datetime
    total: Decimal | None = None
    lines: Sequence[EventLine] = ()


@dataclass(frozen=True)
class Applied:
    """Where the order stands now, and SKUs that the shop does not know and left out."""

    status: OrderStatus
    unknown_skus: tuple[str, ...]


class OrderEvents:
    """Writes events into the orders inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def apply(self, event: OrderEvent) -> Applied:
        """Bring the order up to date; one never heard of is made, its buyer too.

        Raises OrderOfAnotherError.
        """
        buyer = {"id": event.buyer_id, "first_seen_at": event.at, "last_seen_at": event.at}
        insert_if_absent(self._session, BuyerRow, **buyer)
        is_new = insert_if_absent(
            self._session,
            OrderRow,
            id=event.order_id,
            buyer_id=event.buyer_id,
            status=event.kind,
            created_at=event.at,
        )
        row = self._locked(event.order_id)
        if row.buyer_id not in self._ids_of(event.buyer_id):
            raise OrderOfAnotherError(f"The order {event.order_id} is another buyer's.")
        is_late = _REACHED[row.status] > _REACHED[event.kind]
        row.status = row.status if is_late else event.kind
        row.created_at = min(row.created_at, event.at)
        self._note_paid(row, event)
        prices = self._prices([line.sku_id for line in event.lines])
        self._note_lines(row, event, prices, keep=is_late and bool(row.lines))
        if event.total is not None and not (is_late and row.agreed_total is not None):
            row.agreed_total = event.total
        if is_new and event.kind != "cancelled":
            self._adopt(row, at=event.at)
        self._session.flush()
        unknown = tuple(line.sku_id for line in event.lines if line.sku_id not in prices)
        return Applied(row.status, unknown)

    def _note_paid(self, row: OrderRow, event: OrderEvent) -> None:
        """What was sent was paid for, at the latest then; the payment itself knows when."""
        if event.kind == "paid" or (event.kind == "shipped" and row.paid_at is None):
            row.paid_at = event.at
        if event.kind == "shipped":
            row.shipped_at = min(row.shipped_at or event.at, event.at)

    def _note_lines(
        self, row: OrderRow, event: OrderEvent, prices: dict[str, Decimal], *, keep: bool
    ) -> None:
        known = [line for line in event.lines if line.sku_id in prices]
        if not known or keep:
            return
        row.lines = [
            OrderLineRow(
                sku_id=line.sku_id,
                quantity=line.quantity,
                unit_price=prices[line.sku_id] if line.unit_price is None else line.unit_price,
                position=position,
            )
            for position, line in enumerate(known)
        ]

    def _adopt(self, row: OrderRow, *, at: datetime) -> None:
        """Let the platform's order take the place of what the chat had come to, if it is that.

        It is where they have a SKU in common; where the platform tells no lines, where the buyer
        had been told how to place it.
        """
        ours: OrderRow | None = self._session.scalar(
            select(OrderRow)
            .where(
                OrderRow.buyer_id.in_(PERSON),
                OrderRow.id.startswith(OF_A_CHAT, autoescape=True),
                OrderRow.status.in_(("draft", "told", "created", "paid")),
                OrderRow.created_at > at - UNDER_WAY,
            )
            .order_by(OrderRow.created_at.desc())
            .limit(1),
            {"buyer": row.buyer_id},
        )
        if ours is None:
            return
        wanted = {line.sku_id for line in ours.lines}
        bought = {line.sku_id for line in row.lines}
        if not (wanted & bought if bought else ours.status != "draft"):
            return
        row.region, row.courier, row.note = ours.region, ours.courier, ours.note
        row.agreed_with = ours.agreed_with
        if wanted == bought or not bought:
            row.agreed_total = ours.agreed_total or row.agreed_total
        if not bought:
            row.lines = [
                OrderLineRow(
                    sku_id=line.sku_id,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    position=line.position,
                )
                for line in ours.lines
            ]
        self._session.delete(ours)

    def _locked(self, order_id: str) -> OrderRow:
        """The order, held until the transaction ends: two events of it come one after the other."""
        return self._session.scalars(
            select(OrderRow)
            .where(OrderRow.id == order_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()

    def _ids_of(self, buyer_id: str) -> frozenset[str]:
        return frozenset(self._session.scalars(PERSON, {"buyer": buyer_id}))

    def _prices(self, sku_ids: Sequence[str]) -> dict[str, Decimal]:
        if not sku_ids:
            return {}
        rows = self._session.execute(
            select(SkuRow.id, SkuRow.price).where(SkuRow.id.in_(list(sku_ids)))
        )
        return {row.id: row.price for row in rows}
