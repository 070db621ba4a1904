"""A quote: the hand price of goods now, or at another moment, from everything the shop says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial

from bot.pricing.basket import Basket, Line
from bot.pricing.hand_price import HandPrice
from bot.pricing.next_tiers import Situation, next_tiers
from bot.shop.model.shipping import RegionRate
from bot.shop.shop import Shop


def quote(
    lines: Sequence[Line],
    shop: Shop,
    *,
    now: datetime,
    region: str | None = None,
    new_buyer: bool = False,
) -> HandPrice:
    """What these lines cost a buyer of `region` at `now`, and what is a little out of reach."""
    products = dict.fromkeys(line.product_id for line in lines)
    around = Situation(
        promotions=shop.promotions.live(now),
        tiers=tuple(tier for product in products for tier in shop.promotions.tiers(product)),
        now=now,
        region=region,
        new_buyer=new_buyer,
    )
    rate = shop.shipping.rate(region) if region else None
    return quoted_in(Basket(tuple(lines)), around, rate)


def quoted_in(basket: Basket, around: Situation, rate: RegionRate | None = None) -> HandPrice:
    """The quote where everything it depends on is given."""
    hand = around.price(basket)
    further = partial(next_tiers, basket, hand, around)
    return replace(hand, fee=_fee(hand, rate), further=further)


def _fee(hand: HandPrice, rate: RegionRate | None) -> Decimal | None:
    """What sending costs; None where that is not known or the region is not served."""
    if rate is None or not rate.delivers:
        return None
    return Decimal(0) if hand.free_shipping else rate.fee
