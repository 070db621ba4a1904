"""What is said to thanks, goodbyes and second thoughts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from actions.turn import Outcome, Say
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, Scope
from bot.shop.model.trade import Order
from bot.text.spoken import day, moment

ENDING_WITHIN = timedelta(days=7)
ORDERED_WITHIN = timedelta(days=3)
FEW_LEFT = 3
# Kept with what was asked before: the chat was closed once since the last order.
PARTED = "parted"


@dataclass(frozen=True)
class Parting:
    """What is true as the buyer leaves; `stage` is the chat's before this turn.

    `parted` says that the chat was closed just before, with thanks, a goodbye or second thoughts.
    """

    now: datetime
    stage: str | None
    order: Order | None
    parted: bool = False

    @property
    def ordered(self) -> bool:
        """Whether they have just bought, or agreed to."""
        if self.stage == "confirmation":
            return True
        return self.order is not None and self.now - self.order.created_at <= ORDERED_WITHIN


def thanked(parting: Parting) -> Outcome:
    """You are welcome; short once goodbye was said."""
    if parting.parted:
        return _short()
    if parting.ordered:
        return _last("farewell.thanked_ordered", "utter_farewell_thanked_ordered")
    return _last("farewell.thanked", "utter_farewell_thanked")


def goodbye(parting: Parting) -> Outcome:
    """Goodbye, after an order or without one."""
    if parting.parted:
        return _short()
    if parting.ordered:
        return _last("farewell.goodbye_ordered", "utter_farewell_goodbye_ordered")
    return _last("farewell.goodbye", "utter_farewell_goodbye")


def hesitation(
    parting: Parting,
    *,
    product: Product | None,
    skus: Sequence[Sku],
    promotions: Sequence[Promotion],
) -> Outcome:
    """No pressure, and one true reason to come back where there is one.

    `skus` are those of `product` that the buyer has in mind; `promotions` are live.
    """
    if parting.parted:
        return _short()
    ending = _ending_soon(promotions, product, parting.now)
    if ending is not None:
        facts = {"promotion": ending.title, "ends": last_moment(ending.ends_at)}
        return _last("farewell.offer_ends", "utter_farewell_hesitate", "offer_ends", facts)
    if product is not None and len(skus) == 1 and 0 < skus[0].stock <= FEW_LEFT:
        facts = {
            "product": product.name + skus[0].colour + skus[0].size,
            "stock": str(skus[0].stock),
        }
        return _last("farewell.few_left", "utter_farewell_hesitate", "few_left", facts)
    return _last("farewell.hesitated", "utter_farewell_hesitate", "come_back")


def last_moment(ends_at: datetime) -> str:
    """The last day of an offer that ends at midnight, else the day and the time."""
    if ends_at.time() == time(0):
        return day((ends_at - timedelta(days=1)).date())
    return moment(ends_at)


def _ending_soon(
    promotions: Sequence[Promotion], product: Product | None, now: datetime
) -> Promotion | None:
    ending = [
        promotion
        for promotion in promotions
        if promotion.ends_at - now <= ENDING_WITHIN
        and promotion.gift_stock != 0
        and _concerns(promotion, product)
    ]
    return min(ending, key=lambda promotion: promotion.ends_at, default=None)


def _concerns(promotion: Promotion, product: Product | None) -> bool:
    if product is None:
        return promotion.scope is Scope.SHOP
    return promotion.covers(product_id=product.id, category=product.category)


def _last(
    reason: str, name: str, then: str | None = None, facts: dict[str, str] | None = None
) -> Outcome:
    more = (f"utter_farewell_{then}",) if then else ()
    closes = not reason.startswith("farewell.thanked")
    return Outcome(reason, (Say(name, facts or {}, more=more),), stage="farewell", closes=closes)


def _short() -> Outcome:
    return Outcome("farewell.short", (Say("utter_farewell_short"),))
