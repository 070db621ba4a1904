"""A basket, and what one offer by itself makes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from bot.pricing.free_pieces import Sets, dearest_first
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, PromotionKind

_NEW_BUYERS = re.compile("新客|新人|首单|首次|头一次|第一次")
REDUCING = (PromotionKind.AMOUNT_OFF, PromotionKind.COUPON)


@dataclass(frozen=True)
class Line:
    """Pieces of one SKU; list price and floor price (底价) of one piece in yuan.

    Where the owner gave no floor price nothing holds the price of the line.
    """

    product_id: str
    category: str
    unit_price: Decimal
    quantity: int
    floor_price: Decimal | None = None

    @classmethod
    def of(cls, product: Product, sku: Sku, quantity: int = 1) -> Line:
        """`quantity` pieces of `sku`."""
        return cls(product.id, product.category, sku.price, quantity, sku.floor_price)


@dataclass(frozen=True)
class Basket:
    """What a buyer would take."""

    lines: tuple[Line, ...]

    @property
    def list_total(self) -> Decimal:
        """List prices of all pieces in yuan."""
        return sum((line.unit_price * line.quantity for line in self.lines), Decimal(0))

    @property
    def list_amounts(self) -> tuple[int, ...]:
        """List price of each line in fen (分)."""
        return tuple(fen(line.unit_price) * line.quantity for line in self.lines)

    @property
    def floor(self) -> int:
        """What the basket must bring in fen; a floor above its list price counts as that."""
        floors = (
            min(fen(line.floor_price), fen(line.unit_price)) * line.quantity
            for line in self.lines
            if line.floor_price is not None
        )
        return sum(floors)

    def covered(self, promotion: Promotion) -> tuple[int, ...]:
        """Positions of the lines that fall under the offer."""
        return tuple(
            position
            for position, line in enumerate(self.lines)
            if promotion.covers(product_id=line.product_id, category=line.category)
        )

    def pieces(self, covered: Sequence[int]) -> int:
        """Pieces of these lines together."""
        return sum(self.lines[i].quantity for i in covered)


class Gift(NamedTuple):
    """What comes free with the basket."""

    promotion_id: str
    name: str
    quantity: int


@dataclass(frozen=True)
class Applied:
    """An offer that the basket earns; `reduction` in yuan."""

    reduction: Decimal = Decimal(0)
    gift: Gift | None = None
    free_shipping: bool = False


@dataclass(frozen=True)
class Missing:
    """Why the basket does not earn an offer, and what would earn it: yuan or pieces more."""

    why: Literal["not_live", "not_covered", "region", "gone", "amount", "quantity"]
    amount: Decimal = Decimal(0)
    quantity: int = 0


def applies(
    promotion: Promotion, basket: Basket, now: datetime, region: str | None = None
) -> Applied | Missing:
    """What one offer by itself gives the basket at `now`.

    `region` is a place such as "浙江 杭州"; where it is not known nothing is excluded.
    """
    return judge(promotion, basket, basket.list_amounts, now, region)


def judge(
    promotion: Promotion,
    basket: Basket,
    amounts: Sequence[int],
    now: datetime,
    region: str | None,
) -> Applied | Missing:
    """What the offer gives where `amounts`, fen a line, are still to pay."""
    covered = basket.covered(promotion)
    if not promotion.starts_at <= now < promotion.ends_at:
        return Missing("not_live")
    if not covered:
        return Missing("not_covered")
    if promotion.kind is PromotionKind.FREE_SHIPPING and excludes(promotion, region):
        return Missing("region")
    pieces = basket.pieces(covered)
    if gives_pieces(promotion):
        return _free_of_charge(promotion, basket, covered)
    goods = sum(amounts[i] for i in covered)
    missing = lacking(promotion, goods, pieces)
    if missing is not None:
        return missing
    if promotion.kind is PromotionKind.FREE_SHIPPING:
        return Applied(free_shipping=True)
    if promotion.kind not in REDUCING:
        return _gift(promotion, times(promotion, goods, pieces))
    percent, most = taken_off(promotion, goods, pieces)
    off = goods * percent // 100
    return Applied(reduction=in_yuan(off if most is None else min(off, most)))


def gives_pieces(promotion: Promotion) -> bool:
    """Whether goods of the basket become free of charge (买N送M), not a gift beside them."""
    return promotion.kind is PromotionKind.BUY_N_GET_M and not promotion.gift_name


def lacking(promotion: Promotion, goods: int, pieces: int) -> Missing | None:
    """What is missing where the goods covered come to `goods` fen; None where nothing is."""
    if promotion.min_amount is not None and goods < (least := fen(promotion.min_amount)):
        return Missing("amount", amount=in_yuan(least - goods))
    if promotion.min_quantity is not None and pieces < promotion.min_quantity:
        return Missing("quantity", quantity=promotion.min_quantity - pieces)
    return None


def times(promotion: Promotion, goods: int, pieces: int) -> int:
    """How often an offer counts: once, or (每满) as often as its condition fits in."""
    if not promotion.every:
        return 1
    counts = [goods // fen(promotion.min_amount)] if promotion.min_amount else []
    counts += [pieces // promotion.min_quantity] if promotion.min_quantity else []
    counts += [promotion.per_buyer_limit] if promotion.per_buyer_limit else []
    return min(counts, default=1)


def taken_off(promotion: Promotion, goods: int, pieces: int) -> tuple[int, int | None]:
    """What an offer takes of what is left: so many percent, and so many fen at the most."""
    limit = None if promotion.max_off is None else fen(promotion.max_off)
    if promotion.percent_off is not None:
        return promotion.percent_off, limit
    off = fen(promotion.amount_off or Decimal(0)) * times(promotion, goods, pieces)
    return 100, off if limit is None else min(off, limit)


def for_new_buyers(promotion: Promotion) -> bool:
    """Whether the owner's words keep the offer for a first order (新客)."""
    return _NEW_BUYERS.search(promotion.title + promotion.claim) is not None


def excludes(promotion: Promotion, region: str | None) -> bool:
    """Whether the offer leaves out `region`, or the city or province it is in."""
    return any(f"{region} ".startswith(f"{place} ") for place in promotion.excluded_regions)


def fen(yuan: Decimal) -> int:
    """1.99 yuan → 199: the engine counts in fen, and nothing is smaller."""
    return int(yuan * 100)


def in_yuan(amount: int) -> Decimal:
    """199 → 1.99 yuan."""
    return Decimal(amount).scaleb(-2)


def _gift(promotion: Promotion, count: int) -> Applied | Missing:
    quantity = (promotion.gift_quantity or 1) * count
    if promotion.gift_stock is not None:
        quantity = min(quantity, promotion.gift_stock)
    if quantity < 1:
        return Missing("gone")
    return Applied(gift=Gift(promotion.id, promotion.gift_name, quantity))


def _free_of_charge(
    promotion: Promotion, basket: Basket, covered: Sequence[int]
) -> Applied | Missing:
    sets = Sets.of(promotion)
    goods = [(i, fen(basket.lines[i].unit_price), basket.lines[i].quantity) for i in covered]
    free = dearest_first(goods, sets, sets.most(basket.pieces(covered)))
    if not free:
        return Missing("quantity", quantity=sets.size - basket.pieces(covered))
    price = {i: unit for i, unit, _ in goods}
    return Applied(reduction=in_yuan(sum(price[i] * count for i, count in free.items())))
