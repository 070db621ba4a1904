"""Buyers, orders and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

OrderStatus = Literal["draft", "told", "created", "paid", "shipped", "cancelled"]
CommitmentKind = Literal["price", "gift", "shipping", "dispatch", "note"]


@dataclass(frozen=True)
class Buyer:
    """A buyer and what is remembered from chat to chat; an empty text is not known.

    `ids` are those of the same person on every channel, the one asked for first.
    """

    id: str
    vip: bool
    region: str
    height_cm: float | None
    weight_kg: float | None
    first_seen_at: datetime
    last_seen_at: datetime
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrderLine:
    """One SKU of an order; `unit_price` is its list price in yuan."""

    sku_id: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True)
class Order:
    """An order and its lines: read back (`draft`), the buyer told how to place it (`told`), placed.

    `agreed_total` is what the goods cost together in yuan, to the fen as it was read back;
    `agreed_with` are the gifts and the fee in the words of then.
    """

    id: str
    buyer_id: str
    status: OrderStatus
    region: str
    courier: str
    note: str
    created_at: datetime
    paid_at: datetime | None
    lines: tuple[OrderLine, ...]
    agreed_total: Decimal | None = None
    agreed_with: str = ""


@dataclass(frozen=True)
class Commitment:
    """One promise in the ledger; `terms` says what exactly, amounts as text in yuan.

    `made_by` is "bot" or the login of the agent who gave it; a withdrawn one stays in the ledger.
    """

    buyer_id: str
    kind: CommitmentKind
    product_id: str
    terms: dict[str, Any]
    reason: str
    made_by: str
    made_at: datetime
    valid_until: datetime | None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    id: int = 0

    def is_for(self, product_id: str) -> bool:
        """Whether it was made for that product, or for whatever the buyer takes."""
        return self.product_id in ("", product_id)

    def stands(self, now: datetime) -> bool:
        """Whether the promise holds at `now`: neither expired nor withdrawn."""
        return self.withdrawn_at is None and (self.valid_until is None or self.valid_until > now)
