"""What the shop's offers make of a basket: the hand price after all of them (到手价).

How an amount is counted, the same for every offer:
prices by quantity (件数价) come first, then pieces free of charge (买N送M); the conditions of all
other offers look at what is left to pay for the goods they cover. Money off (满减) is taken
before coupons, a percentage is taken of what is left at its turn, rounded down to the cent.
Of one exclusive group one offer applies; among all legal combinations the cheapest is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product as combinations_of
from typing import NamedTuple

from bot.pricing.basket import (
    REDUCING,
    Amounts,
    Applied,
    Basket,
    Gift,
    Line,
    Missing,
    applies,
    for_new_buyers,
    free_pieces,
    judge,
)
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind

__all__ = [
    "Applied",
    "Basket",
    "Gift",
    "HandPrice",
    "Line",
    "Missing",
    "Step",
    "applies",
    "for_new_buyers",
    "hand_price",
]

TIER_TITLE = "件数价"


class Step(NamedTuple):
    """One line of the derivation; prices by quantity have an empty promotion id."""

    promotion_id: str
    title: str
    reduction: Decimal


@dataclass(frozen=True)
class HandPrice:
    """A basket's price after every offer, line by line, in yuan."""

    list_total: Decimal
    steps: tuple[Step, ...]
    total: Decimal
    gifts: tuple[Gift, ...]
    free_shipping: bool


def hand_price(
    basket: Basket,
    promotions: Sequence[Promotion],
    tiers: Sequence[PriceTier],
    now: datetime,
    region: str | None = None,
    *,
    new_buyer: bool = False,
) -> HandPrice:
    """The lowest price that the offers and prices by quantity allow; exact to the cent.

    Offers for new buyers (新客券) count only for a buyer who is known to be one.
    """
    usable = [
        promotion
        for promotion in promotions
        if (new_buyer or not for_new_buyers(promotion))
        and isinstance(applies(promotion, basket, now, region), Applied)
    ]
    best: tuple[Step, ...] = ()
    best_amounts = Amounts.of(basket)
    for prices in _unit_prices(basket, tiers):
        for chosen in _legal_choices(usable):
            steps, amounts = _reduced(basket, prices, chosen, now, region)
            if _worth(steps) > _worth(best):
                best, best_amounts = steps, amounts
    groups = _groups_of(usable, {step.promotion_id for step in best})
    gifts: list[Gift] = []
    free_shipping = False
    for promotion in sorted(usable, key=_hardest_first):
        if promotion.kind in REDUCING or promotion.exclusive_group in groups:
            continue
        earned = judge(promotion, basket, best_amounts, now, region)
        if isinstance(earned, Applied) and (earned.gift or earned.free_shipping):
            groups |= {promotion.exclusive_group} - {""}
            free_shipping = free_shipping or earned.free_shipping
            gifts += [earned.gift] if earned.gift else []
    reduction = sum((step.reduction for step in best), Decimal(0))
    total = basket.list_total - reduction
    return HandPrice(basket.list_total, best, total, tuple(gifts), free_shipping)


def _reduced(
    basket: Basket,
    prices: Sequence[Decimal],
    chosen: Sequence[Promotion],
    now: datetime,
    region: str | None,
) -> tuple[tuple[Step, ...], Amounts]:
    """The derivation with these unit prices and offers; an offer out of reach is left out."""
    amounts = Amounts.of(basket, prices)
    by_quantity = basket.list_total - sum(amounts.goods, Decimal(0))
    steps = [Step("", TIER_TITLE, by_quantity)] if by_quantity else []
    used: set[int] = set()
    for promotion in (p for p in chosen if p.kind is PromotionKind.BUY_N_GET_M):
        covered = [i for i in basket.covered(promotion) if i not in used]
        free = free_pieces(promotion, basket, amounts, covered)
        if free:
            off = sum((amounts.unit[i] * n for i, n in free.items()), Decimal(0))
            steps.append(Step(promotion.id, promotion.title, off))
            amounts = amounts.without(free)
            used.update(covered)
    for kind in REDUCING:
        for promotion in (p for p in chosen if p.kind is kind):
            earned = judge(promotion, basket, amounts, now, region)
            if isinstance(earned, Applied) and earned.reduction:
                steps.append(Step(promotion.id, promotion.title, earned.reduction))
                amounts = amounts.minus(earned.reduction, basket.covered(promotion))
    return tuple(steps), amounts


def _unit_prices(basket: Basket, tiers: Sequence[PriceTier]) -> Iterator[tuple[Decimal, ...]]:
    """Every way to use the prices by quantity reached, a product's colours and sizes together."""
    pieces: dict[str, int] = {}
    for line in basket.lines:
        pieces[line.product_id] = pieces.get(line.product_id, 0) + line.quantity
    reached = {
        product_id: [
            tier.unit_price
            for tier in tiers
            if tier.product_id == product_id and tier.min_quantity <= quantity
        ]
        for product_id, quantity in pieces.items()
    }
    for picked in combinations_of(*([None, *prices] for prices in reached.values())):
        price = dict(zip(reached, picked, strict=True))
        yield tuple(
            min(line.unit_price, price[line.product_id] or line.unit_price) for line in basket.lines
        )


def _legal_choices(usable: Sequence[Promotion]) -> Iterator[tuple[Promotion, ...]]:
    """Every choice with at most one offer of a group; pieces free of charge may be left out."""
    groups: dict[str, list[Promotion | None]] = {}
    for promotion in usable:
        free = promotion.kind is PromotionKind.BUY_N_GET_M and not promotion.gift_name
        if not free and promotion.kind not in REDUCING:
            continue
        if promotion.exclusive_group:
            groups.setdefault(promotion.exclusive_group, [None]).append(promotion)
        else:
            groups[f"alone {promotion.id}"] = [None, promotion] if free else [promotion]
    for picked in combinations_of(*groups.values()):
        yield tuple(promotion for promotion in usable if promotion in picked)


def _worth(steps: Sequence[Step]) -> tuple[Decimal, int]:
    """More off is better; of the same sum the shorter derivation."""
    return sum((step.reduction for step in steps), Decimal(0)), -len(steps)


def _groups_of(promotions: Sequence[Promotion], used: set[str]) -> set[str]:
    return {p.exclusive_group for p in promotions if p.id in used} - {""}


def _hardest_first(promotion: Promotion) -> tuple[Decimal, int]:
    return -(promotion.min_amount or Decimal(0)), -(promotion.min_quantity or 0)
