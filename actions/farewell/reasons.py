"""One true reason to come back, for a buyer who leaves without an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from actions.handoff.about import PROMISED
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, Scope
from bot.shop.model.trade import Commitment
from bot.text.spoken import day, moment

ENDING_WITHIN = timedelta(days=7)
FEW_LEFT = 3


class Reason(NamedTuple):
    """A reason in words: the last part of its code and of its wording's name, and its facts."""

    name: str
    facts: dict[str, str]


@dataclass(frozen=True)
class InMind:
    """What the buyer leaves behind: the product in view, and the SKUs of it they have in mind.

    `promised` are promises to them that hold, `promotions` are live; `return_days` is 0 where
    the product may not be sent back without a reason.
    """

    product: Product | None = None
    skus: tuple[Sku, ...] = ()
    promised: tuple[Commitment, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    return_days: int = 0


def reason_to_return(left: InMind, now: datetime) -> Reason | None:
    """The strongest of what is true: a promise, an offer that ends, few left, returns."""
    product = left.product
    return (
        _promised(left)
        or _ending(left.promotions, product, now)
        or _few_left(left)
        or _returnable(left)
    )


def last_moment(ends_at: datetime) -> str:
    """The last day of an offer that ends at midnight, else the day and the time."""
    if ends_at.time() == time(0):
        return day((ends_at - timedelta(days=1)).date())
    return moment(ends_at)


def _promised(left: InMind) -> Reason | None:
    """The last promise for the product in view: that it is kept for them, and until when."""
    product = left.product
    if product is None:
        return None
    mine = [p for p in left.promised if p.product_id == product.id and p.kind in PROMISED]
    if not mine:
        return None
    facts = {"product": product.name, "promised": PROMISED[mine[-1].kind]}
    until = mine[-1].valid_until
    if until is None:
        return Reason("promised", facts)
    return Reason("promised_until", facts | {"until": moment(until)})


def _ending(
    promotions: Sequence[Promotion], product: Product | None, now: datetime
) -> Reason | None:
    ending = [
        promotion
        for promotion in promotions
        if promotion.ends_at - now <= ENDING_WITHIN
        and promotion.gift_stock != 0
        and _concerns(promotion, product)
    ]
    if not ending:
        return None
    first = min(ending, key=lambda promotion: promotion.ends_at)
    facts = {"promotion": first.title, "ends": last_moment(first.ends_at)}
    return Reason("offer_ends", facts)


def _few_left(left: InMind) -> Reason | None:
    if left.product is None or len(left.skus) != 1 or not 0 < left.skus[0].stock <= FEW_LEFT:
        return None
    sku = left.skus[0]
    product = left.product.name + sku.colour + sku.size
    return Reason("few_left", {"product": product, "stock": str(sku.stock)})


def _returnable(left: InMind) -> Reason | None:
    if left.product is None or not left.return_days or not left.product.in_stock:
        return None
    facts = {"product": left.product.name, "return_days": str(left.return_days)}
    return Reason("returnable", facts)


def _concerns(promotion: Promotion, product: Product | None) -> bool:
    if product is None:
        return promotion.scope is Scope.SHOP
    return promotion.covers(product_id=product.id, category=product.category)
