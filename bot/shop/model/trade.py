"""Buyers, orders and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

OrderStatus = Literal["draft", "created", "paid", "shipped", "cancelled"]
CommitmentKind = Literal["price", "gift", "shipping", "dispatch", "note"]


@dataclass(frozen=True)
class Buyer:
    """A buyer and what is remembered from chat to chat; an empty text is not known."""

    id: str
    vip: bool
    region: str
    height_cm: float | None
    weight_kg: float | None
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True)
class OrderLine:
    """One SKU of an order; `unit_price` in yuan."""

    sku_id: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True)
class Order:
    """An order and its lines."""

    id: str
    buyer_id: str
    status: OrderStatus
    region: str
    courier: str
    note: str
    created_at: datetime
    paid_at: datetime | None
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True)
class Commitment:
    """One promise in the ledger; `terms` says what exactly, amounts as text in yuan."""

    buyer_id: str
    kind: CommitmentKind
    product_id: str
    terms: dict[str, Any]
    reason: str
    made_by: str
    made_at: datetime
    valid_until: datetime | None
