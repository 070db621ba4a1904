"""Offers as the rules read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum


class PromotionKind(str, Enum):
    """What an offer does; the columns each kind reads are named beside it."""

    FREE_SHIPPING = "free_shipping"  # 包邮: min_amount or min_quantity, excluded_regions
    AMOUNT_OFF = "amount_off"  # 满立减: min_amount, amount_off or percent_off, every
    GIFT = "gift"  # 满就送: min_amount or min_quantity, gift_name, gift_quantity, gift_stock
    COUPON = "coupon"  # 优惠券: min_amount, amount_off or percent_off with max_off, claim
    BUY_N_GET_M = "buy_n_get_m"  # 买N送M: min_quantity (N), gift_quantity (M)


class Scope(str, Enum):
    """What an offer covers."""

    SHOP = "shop"
    CATEGORY = "category"
    PRODUCT = "product"


@dataclass(frozen=True)
class Promotion:
    """One offer; None in a condition means it does not ask for it."""

    id: str
    title: str
    kind: PromotionKind
    starts_at: datetime
    ends_at: datetime
    scope: Scope
    scope_values: tuple[str, ...]
    min_amount: Decimal | None
    min_quantity: int | None
    amount_off: Decimal | None
    percent_off: int | None
    max_off: Decimal | None
    every: bool
    gift_name: str
    gift_quantity: int | None
    gift_stock: int | None
    exclusive_group: str
    claim: str
    per_buyer_limit: int | None
    excluded_regions: tuple[str, ...]

    def covers(self, *, product_id: str, category: str) -> bool:
        """Whether a product with this id and category falls under the offer."""
        if self.scope is Scope.SHOP:
            return True
        wanted = product_id if self.scope is Scope.PRODUCT else category
        return wanted in self.scope_values


@dataclass(frozen=True)
class PriceTier:
    """Unit price in yuan from `min_quantity` pieces on."""

    product_id: str
    min_quantity: int
    unit_price: Decimal
