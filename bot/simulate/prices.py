"""Prices that the bot told a buyer for goods, and what they may be: reckoned without its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.pricing.basket import Basket, Line
from bot.pricing.hand_price import hand_price
from bot.shop.model.catalogue import Product, Sku
from bot.shop.shop import Shop
from bot.simulate.goods import Goods, least_floor
from bot.simulate.records import Reply

_PRICE = re.compile(r"\d+(?:\.\d+)?")
_BETWEEN, _ASIDE = re.compile("[、；]"), re.compile("（.*?）")
_COUNTED = re.compile(r"(.+?)[×xX](\d+)$")
# Of these the price told is a past one, not what the goods cost.
PAST = frozenset({"haggling.expired", "haggling.withdrawn"})


@dataclass(frozen=True)
class Pieces:
    """So many pieces of one product: of one of these SKUs, whichever it is."""

    product: Product
    skus: tuple[Sku, ...]
    quantity: int


@dataclass(frozen=True)
class Told:
    """A total in yuan for goods, as one reply told it."""

    goods: tuple[Pieces, ...]
    total: Decimal

    @property
    def floor(self) -> Decimal:
        """The least the goods may go for, whichever of the SKUs are meant."""
        return sum((least_floor(each.skus) * each.quantity for each in self.goods), Decimal(0))


def told_in(reply: Reply, goods: Goods) -> Told | None:
    """The price after all offers that a reply tells; None where it tells none for known goods."""
    facts = reply.facts
    if reply.reason in PAST:
        return None
    if {"product", "price", "list", "quantity"} <= facts.keys():
        return _of_product(reply, goods)
    named = facts.get("items") or facts.get("item")
    if not reply.reason.startswith("order.") or not named or "total" not in facts:
        return None
    total = money(facts["total"])
    said = _BETWEEN.split(_ASIDE.sub("", named))
    lines = [line_named(each, goods, facts.get("quantity", "")) for each in said]
    known = [line for line in lines if line is not None]
    return Told(tuple(known), total) if total is not None and len(known) == len(lines) else None


def hands(told: Told, shop: Shop, *, at: datetime, region: str | None) -> set[Decimal]:
    """The hand prices (到手价) the shop's offers make of the goods, for new and for old buyers."""
    found = set()
    live = shop.promotions.live(at)
    products = dict.fromkeys(each.product.id for each in told.goods)
    tiers = [tier for product in products for tier in shop.promotions.tiers(product)]
    for skus in _choices(told.goods):
        lines = [
            Line.of(each.product, sku, each.quantity)
            for each, sku in zip(told.goods, skus, strict=True)
        ]
        for new_buyer in (False, True):
            hand = hand_price(Basket(tuple(lines)), live, tiers, at, region, new_buyer=new_buyer)
            found.add(hand.total)
    return found


def money(text: str) -> Decimal | None:
    """The sum in yuan that `text` is; None where it is anything else."""
    return Decimal(text) if _PRICE.fullmatch(text) else None


def line_named(text: str, goods: Goods, quantity: str) -> Pieces | None:
    """亚麻阔腿裤 黑色 M×2, or the name alone with the quantity beside it."""
    counted = _COUNTED.fullmatch(text)
    name, count = (counted[1], counted[2]) if counted else (text, quantity)
    found = goods.named(name)
    if found is None or not count.isdigit():
        return None
    return Pieces(found[0], (found[1],), int(count))


def _of_product(reply: Reply, goods: Goods) -> Told | None:
    """What a haggle, an offer or the hand price tells for pieces of one product."""
    facts = reply.facts
    product = goods.called(facts["product"])
    total, listed = money(facts["price"]), money(facts["list"])
    if product is None or total is None or not facts["quantity"].isdigit():
        return None
    if f"{facts['price']}元" not in reply.text:
        return None
    quantity = int(facts["quantity"])
    skus = tuple(sku for sku in product.skus if listed == sku.price * quantity)
    return Told((Pieces(product, skus or product.skus, quantity),), total)


def _choices(goods: Sequence[Pieces]) -> Iterable[tuple[Sku, ...]]:
    """One SKU of each: of several that may be meant one of each price is enough."""
    rows: list[tuple[Sku, ...]] = [()]
    for each in goods:
        of_price = {(sku.price, sku.floor_price): sku for sku in each.skus}
        rows = [(*row, sku) for row in rows for sku in of_price.values()]
    return rows
