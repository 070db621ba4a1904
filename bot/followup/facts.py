"""What is true of an order at the moment its reminder is written, read from the shop's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.followup.cases import Facts
from bot.pricing.hand_price import Line, Step
from bot.pricing.quote import quote
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.policy import Policy
from bot.shop.model.trade import Order
from bot.shop.shop import Shop
from bot.text.spoken import clock, listed, until, yuan

# An offer that runs longer than an order is reminded is no reason to hurry.
ENDS_WITHIN = timedelta(days=3)
# So long before the parcels leave a payment is still in time.
IN_TIME = timedelta(minutes=15)
MOST_NAMED = 2


@dataclass(frozen=True)
class Goods:
    """One line of the order, as the shop has it now."""

    product: Product
    sku: Sku
    quantity: int

    @property
    def name(self) -> str:
        """方领亚麻长裙 米白 M."""
        parts = (self.product.name, self.sku.colour, self.sku.size)
        return " ".join(part for part in parts if part)


def facts_of(order: Order, shop: Shop, *, now: datetime) -> Facts:
    """The facts that a reminder of this order may tell at `now`."""
    goods, policy = goods_of(order, shop), shop.terms.policy()
    if not goods:
        return Facts()
    ending = ending_offer(goods, order, shop, now=now)
    scarce = _scarce(goods, policy)
    total, gift = _promised(goods, order, shop, now=now)
    return Facts(
        item=_item(goods),
        offer=ending.title if ending else "",
        until=until(ending.ends_at) if ending and ending.ends_at else "",
        scarce=scarce.name if scarce else "",
        stock=str(scarce.sku.stock) if scarce else "",
        total=total,
        gift=gift,
        cutoff=clock(policy.dispatch_cutoff) if _leaves_today(goods, policy, shop, now) else "",
    )


def goods_of(order: Order, shop: Shop) -> tuple[Goods, ...]:
    """The lines of the order that the shop still sells."""
    wanted = [line.sku_id for line in order.lines]
    found = {
        sku.id: (product, sku) for product in shop.catalogue.of_skus(wanted) for sku in product.skus
    }
    return tuple(
        Goods(*found[line.sku_id], line.quantity) for line in order.lines if line.sku_id in found
    )


def ending_offer(goods: Sequence[Goods], order: Order, shop: Shop, *, now: datetime) -> Step | None:
    """The first offer to end of those that take something off this order now."""
    lines = [Line.of(each.product, each.sku, each.quantity) for each in goods]
    hand = quote(lines, shop, now=now, region=order.region or None)
    ending = [
        step for step in hand.steps if step.ends_at is not None and step.ends_at - now < ENDS_WITHIN
    ]
    return min(ending, key=lambda step: step.ends_at or now, default=None)


def _item(goods: Sequence[Goods]) -> str:
    named = listed(each.name for each in goods[:MOST_NAMED])
    pieces = sum(each.quantity for each in goods)
    return named if len(goods) <= MOST_NAMED else f"{named}等{pieces}件"


def _scarce(goods: Sequence[Goods], policy: Policy) -> Goods | None:
    """The line of which least is left, where that is little and still enough for the order."""
    few = [each for each in goods if each.quantity <= each.sku.stock <= policy.followup_low_stock]
    return min(few, key=lambda each: each.sku.stock, default=None)


def _promised(
    goods: Sequence[Goods], order: Order, shop: Shop, *, now: datetime
) -> tuple[str, str]:
    """The price and the gift that were promised for this very order and stand."""
    standing = shop.commitments.standing(order.buyer_id, now=now)
    products = {each.product.id for each in goods}
    gifts = [
        str(promise.terms["gift"])
        for promise in standing
        if promise.kind == "gift" and promise.product_id in products and promise.terms.get("gift")
    ]
    totals = [
        Decimal(str(promise.terms["total"]))
        for promise in standing
        if promise.kind == "price"
        and products == {promise.product_id}
        and int(promise.terms.get("quantity", 1)) == sum(each.quantity for each in goods)
        and len(goods) == 1
        and promise.terms.get("options") in (None, "", _options(goods[0]))
    ]
    return yuan(min(totals)) if totals else "", gifts[-1] if gifts else ""


def _options(goods: Goods) -> str:
    return goods.sku.colour + goods.sku.size


def _leaves_today(goods: Sequence[Goods], policy: Policy, shop: Shop, now: datetime) -> bool:
    """Whether what is paid for in the next minutes is sent today."""
    today = now.date()
    if (now + IN_TIME).time() >= policy.dispatch_cutoff or (now + IN_TIME).date() != today:
        return False
    if not all(_is_here(each, today) for each in goods):
        return False
    if str(today.isoweekday()) not in policy.dispatch_weekdays:
        return False
    return not any(
        rest.starts_on <= today <= rest.ends_on for rest in shop.shipping.holidays(today)
    )


def _is_here(goods: Goods, today: date) -> bool:
    presale = goods.product.presale_on
    return goods.sku.stock >= goods.quantity and (presale is None or presale <= today)
