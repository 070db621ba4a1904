"""What the shop's offers make of a basket: the hand price after all of them (到手价).

The rules, in their order and the same for every basket:

1. Price by quantity (件数价). Pieces of a product count together, of all colours and sizes. A price
   that is reached may be used or left, and never raises what a line costs.
2. Pieces free of charge (买N送M). Of a set of N + M pieces covered, the cheapest M cost nothing, at
   the prices of 1. There is one set, with 每满 as many as there are, at most 每人限用 of them. How
   many sets are made of which pieces is as suits the buyer; a line is in one such offer only.
3. The conditions of every other offer are judged here, once: 满金额 by what the goods covered now
   cost, 满件数 by all pieces covered, free ones too. With 每满 an offer counts as often as its
   condition fits in, at most 每人限用 times.
4. Money off (满减), then coupons (券). Of each kind sums come before percentages, then they go by
   exclusive group (by number where there is none) and by number. Each takes its sum, or its
   percentage of what is left at its turn of the goods covered: at most 最多减, never more than is
   left. What it takes is shared by the goods covered as they share what is left, exactly.
5. Rounding. After each reduction what is left in all is rounded up to the fen for the derivation;
   what is reckoned on with is not rounded. So the reductions add up, and a fraction is never lost.
6. The floor (底价). The total never falls below the floors of all pieces together: the last
   reductions are cut. Pieces without a floor add nothing to it.
7. Of one exclusive group (互斥组) one offer counts. Of all legal uses the lowest total is taken; of
   equal ones that with the lowest prices by quantity, then that of which the floor cuts least, that
   with free shipping, more gifts, fewer steps, lower numbers.
8. Gifts and free shipping (包邮) are judged as in 3, the higher condition first; an offer whose
   group is used already gives nothing. There are no more gifts than 赠品库存.

No piece more makes any of this worse: what was chosen for fewer pieces may be chosen again, and no
reduction of 4 loses more than the ones before it gain. So the saving never falls with quantity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.pricing.basket import (
    REDUCING,
    Applied,
    Basket,
    Gift,
    Line,
    Missing,
    applies,
    for_new_buyers,
    gives_pieces,
    in_yuan,
    judge,
)
from bot.pricing.stacking import Choice, cheapest
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind

if TYPE_CHECKING:
    from bot.pricing.next_tiers import NextTier

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
    """One line of the derivation; prices by quantity have an empty promotion id and no end.

    `claim` says how the buyer gets a coupon, which nothing takes off by itself.
    """

    promotion_id: str
    title: str
    reduction: Decimal
    ends_at: datetime | None = None
    claim: str = ""


@dataclass(frozen=True)
class HandPrice:
    """A basket's price after every offer, line by line, in yuan.

    `not_free_to` are the regions left out of the free shipping, `cut` is what the floor kept from
    being taken off, `counted` what conditions look at (fen a line, after rules 1 and 2). A quote
    (bot/pricing/quote.py) also says what is a little `further` away, the least to spend first, and
    the shipping fee, which is None where the region is not known or not served.
    """

    list_total: Decimal
    steps: tuple[Step, ...]
    total: Decimal
    gifts: tuple[Gift, ...]
    free_shipping: bool
    not_free_to: tuple[str, ...] = ()
    cut: Decimal = Decimal(0)
    counted: tuple[int, ...] = ()
    fee: Decimal | None = None
    further: Callable[[], tuple[NextTier, ...]] = field(default=tuple, compare=False, repr=False)

    @cached_property
    def next_tiers(self) -> tuple[NextTier, ...]:
        """What a little more would earn; worked out when it is asked for."""
        return self.further()

    @property
    def saving(self) -> Decimal:
        """Everything taken off in yuan."""
        return self.list_total - self.total

    @property
    def ends_at(self) -> datetime | None:
        """When the first of the offers used ends; None where none has an end."""
        return min((step.ends_at for step in self.steps if step.ends_at), default=None)


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
    usable = usable_offers(basket, promotions, now, region, new_buyer=new_buyer)
    beside = [p for p in usable if p.kind not in REDUCING and not gives_pieces(p)]
    hands = [
        _hand(choice, basket, beside, now, region) for choice in cheapest(basket, usable, tiers)
    ]
    return min(hands, key=_rank)


def usable_offers(
    basket: Basket,
    promotions: Sequence[Promotion],
    now: datetime,
    region: str | None,
    *,
    new_buyer: bool,
) -> list[Promotion]:
    """The offers that the basket earns at list prices, each by itself: no other ever counts."""
    return [
        promotion
        for promotion in promotions
        if promotion.starts_at <= now < promotion.ends_at
        and (new_buyer or not for_new_buyers(promotion))
        and isinstance(applies(promotion, basket, now, region), Applied)
    ]


def _hand(
    choice: Choice,
    basket: Basket,
    beside: Sequence[Promotion],
    now: datetime,
    region: str | None,
) -> HandPrice:
    used = [promotion for promotion, _ in choice.steps if promotion is not None]
    groups = {promotion.exclusive_group for promotion in used} - {""}
    gifts: list[Gift] = []
    left_out: list[tuple[str, ...]] = []
    for promotion in sorted(beside, key=_hardest_first):
        if promotion.exclusive_group in groups:
            continue
        earned = judge(promotion, basket, choice.way.amounts, now, region)
        if isinstance(earned, Applied):
            groups |= {promotion.exclusive_group} - {""}
            gifts += [earned.gift] if earned.gift else []
            left_out += [promotion.excluded_regions] if earned.free_shipping else []
    list_total = basket.list_total
    steps = tuple(_step(promotion, off) for promotion, off in choice.steps)
    return HandPrice(
        list_total=list_total,
        steps=steps,
        total=list_total - in_yuan(choice.saving),
        gifts=tuple(gifts),
        free_shipping=bool(left_out),
        not_free_to=_in_all(left_out),
        cut=in_yuan(choice.cut),
        counted=choice.way.amounts,
    )


def _step(promotion: Promotion | None, off: int) -> Step:
    if promotion is None:
        return Step("", TIER_TITLE, in_yuan(off))
    claim = promotion.claim if promotion.kind is PromotionKind.COUPON else ""
    return Step(promotion.id, promotion.title, in_yuan(off), promotion.ends_at, claim)


def _in_all(left_out: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Regions that every offer of free shipping leaves out."""
    if not left_out:
        return ()
    return tuple(region for region in left_out[0] if all(region in other for other in left_out))


def _rank(hand: HandPrice) -> tuple[Any, ...]:
    """Which of equal totals is taken."""
    return (
        not hand.free_shipping,
        -sum(gift.quantity for gift in hand.gifts),
        len(hand.steps),
        tuple((step.promotion_id, -step.reduction) for step in hand.steps),
        hand.gifts,
    )


def _hardest_first(promotion: Promotion) -> tuple[Decimal, int, str]:
    least = promotion.min_amount or Decimal(0)
    return -least, -(promotion.min_quantity or 0), promotion.id
