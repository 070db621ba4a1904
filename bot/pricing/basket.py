"""A basket, and what one offer by itself makes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, PromotionKind

_NEW_BUYERS = re.compile("新客|新人|首单|首次|头一次|第一次")
REDUCING = (PromotionKind.AMOUNT_OFF, PromotionKind.COUPON)


@dataclass(frozen=True)
class Line:
    """Pieces of one SKU; `unit_price` is the list price in yuan."""

    product_id: str
    category: str
    unit_price: Decimal
    quantity: int

    @classmethod
    def of(cls, product: Product, sku: Sku, quantity: int = 1) -> Line:
        """`quantity` pieces of `sku`."""
        return cls(product.id, product.category, sku.price, quantity)


@dataclass(frozen=True)
class Basket:
    """What a buyer would take."""

    lines: tuple[Line, ...]

    @property
    def list_total(self) -> Decimal:
        """List prices of all pieces in yuan."""
        return sum((line.unit_price * line.quantity for line in self.lines), Decimal(0))

    def covered(self, promotion: Promotion) -> tuple[int, ...]:
        """Positions of the lines that fall under the offer."""
        return tuple(
            position
            for position, line in enumerate(self.lines)
            if promotion.covers(product_id=line.product_id, category=line.category)
        )


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
    return judge(promotion, basket, Amounts.of(basket), now, region)


@dataclass(frozen=True)
class Amounts:
    """Yuan to pay for each line: before money off and coupons, and what is left after them."""

    unit: tuple[Decimal, ...]
    goods: tuple[Decimal, ...]
    left: tuple[Fraction, ...]

    @classmethod
    def of(cls, basket: Basket, prices: Sequence[Decimal] | None = None) -> Amounts:
        """All pieces at list price, or at these unit prices, one a line."""
        unit = tuple(prices or (line.unit_price for line in basket.lines))
        goods = tuple(p * line.quantity for p, line in zip(unit, basket.lines, strict=True))
        return cls(unit, goods, tuple(Fraction(amount) for amount in goods))

    def minus(self, reduction: Decimal, covered: Sequence[int]) -> Amounts:
        """The reduction spread over the covered lines by what is left of each."""
        whole = sum((self.left[i] for i in covered), Fraction(0))
        kept = 1 - Fraction(reduction) / whole if whole else Fraction(1)
        left = (v * kept if i in covered else v for i, v in enumerate(self.left))
        return replace(self, left=tuple(left))

    def without(self, free: dict[int, int]) -> Amounts:
        """`free` pieces of each line are not paid for."""
        goods = tuple(v - self.unit[i] * free.get(i, 0) for i, v in enumerate(self.goods))
        return replace(self, goods=goods, left=tuple(Fraction(v) for v in goods))


def judge(
    promotion: Promotion, basket: Basket, amounts: Amounts, now: datetime, region: str | None
) -> Applied | Missing:
    """What the offer gives where `amounts` are still to pay."""
    covered = basket.covered(promotion)
    if not promotion.starts_at <= now < promotion.ends_at:
        return Missing("not_live")
    if not covered:
        return Missing("not_covered")
    if promotion.kind is PromotionKind.FREE_SHIPPING and excludes(promotion, region):
        return Missing("region")
    goods = sum((amounts.goods[i] for i in covered), Decimal(0))
    pieces = sum(basket.lines[i].quantity for i in covered)
    if promotion.kind is PromotionKind.BUY_N_GET_M and not promotion.gift_name:
        return _free_of_charge(promotion, basket, amounts, covered)
    if promotion.min_amount is not None and goods < promotion.min_amount:
        return Missing("amount", amount=promotion.min_amount - goods)
    if promotion.min_quantity is not None and pieces < promotion.min_quantity:
        return Missing("quantity", quantity=promotion.min_quantity - pieces)
    if promotion.kind is PromotionKind.FREE_SHIPPING:
        return Applied(free_shipping=True)
    times = _times(promotion, goods, pieces)
    if promotion.kind not in REDUCING:
        return _gift(promotion, times)
    left = sum((amounts.left[i] for i in covered), Fraction(0))
    return Applied(reduction=_reduction(promotion, times, left))


def for_new_buyers(promotion: Promotion) -> bool:
    """Whether the owner's words keep the offer for a first order (新客)."""
    return _NEW_BUYERS.search(promotion.title + promotion.claim) is not None


def excludes(promotion: Promotion, region: str | None) -> bool:
    """Whether the offer leaves out `region`, or the city or province it is in."""
    return any(f"{region} ".startswith(f"{place} ") for place in promotion.excluded_regions)


def _times(promotion: Promotion, goods: Decimal, pieces: int) -> int:
    """How often an offer counts: once, or (每满) at each multiple of its condition."""
    if not promotion.every:
        return 1
    counts = [int(goods // promotion.min_amount)] if promotion.min_amount else []
    counts += [pieces // promotion.min_quantity] if promotion.min_quantity else []
    counts += [promotion.per_buyer_limit] if promotion.per_buyer_limit else []
    return min(counts, default=1)


def _gift(promotion: Promotion, times: int) -> Applied | Missing:
    quantity = (promotion.gift_quantity or 1) * times
    if promotion.gift_stock is not None:
        quantity = min(quantity, promotion.gift_stock)
    if quantity < 1:
        return Missing("gone")
    return Applied(gift=Gift(promotion.id, promotion.gift_name, quantity))


def _reduction(promotion: Promotion, times: int, left: Fraction) -> Decimal:
    if promotion.percent_off is not None:
        off = left * promotion.percent_off / 100
        if promotion.max_off is not None:
            off = min(off, Fraction(promotion.max_off))
    else:
        off = Fraction(promotion.amount_off or 0) * times
    return Decimal(int(min(off, left) * 100)) / 100


def _free_of_charge(
    promotion: Promotion, basket: Basket, amounts: Amounts, covered: Sequence[int]
) -> Applied | Missing:
    free = free_pieces(promotion, basket, amounts, covered)
    if not free:
        pieces = sum(basket.lines[i].quantity for i in covered)
        paid, given = promotion.min_quantity or 1, promotion.gift_quantity or 1
        return Missing("quantity", quantity=paid + given - pieces)
    return Applied(reduction=sum((amounts.unit[i] * n for i, n in free.items()), Decimal(0)))


def free_pieces(
    promotion: Promotion, basket: Basket, amounts: Amounts, covered: Sequence[int]
) -> dict[int, int]:
    """Free pieces of each line: dearest first in sets of N + M, the cheapest M of each are free."""
    paid, given = promotion.min_quantity or 1, promotion.gift_quantity or 1
    pieces = [
        i
        for i in sorted(covered, key=lambda i: -amounts.unit[i])
        for _ in range(basket.lines[i].quantity)
    ]
    sets = len(pieces) // (paid + given)
    limit = promotion.per_buyer_limit if promotion.every else 1
    sets = sets if limit is None else min(sets, limit)
    free: dict[int, int] = {}
    for position, line in enumerate(pieces[: sets * (paid + given)]):
        if position % (paid + given) >= paid:
            free[line] = free.get(line, 0) + 1
    return free
