"""Which price a buyer asks for, quoted: of one product as it is wanted, or of several together."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.haggling.gathering import haggle_of
from actions.haggling.replies import outcome_of
from actions.haggling.rules import Decision
from actions.product.prices import Wanted, not_offered, price_of, prices_of
from actions.quoting import quoted
from actions.turn import Outcome, Turn
from bot.pricing.basket import Line
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop

_ADDED_UP = ("一共", "总共", "合计", "加起来", "算下来", "总价", "一起")
_AFTER_OFFERS = (
    "到手",
    "券后",
    "实付",
    "优惠后",
    "最后付",
    "最终价",
    "活动价",
    "折后",
    "减完",
    "用完券",
)
_OF_EACH = re.compile("各|每[款样种个]|都[要买拿来]")


def price_asked(product: Product, turn: Turn, shop: Shop) -> Outcome:
    """The price of `product` as it is wanted."""
    wanted = wanted_in(turn, product)
    sku = wanted.sku(product)
    if sku is None:
        return not_offered(product, wanted)
    hand = quoted((Line.of(product, sku, wanted.pieces),), turn, shop)
    return _promised(product, turn, shop) or price_of(product, wanted, hand, now=turn.now)


def _promised(product: Product, turn: Turn, shop: Shop) -> Outcome | None:
    """What stands for the pieces in view, where it is less than the offers make of them."""
    ledger = shop.commitments.history(turn.buyer_id)
    if not any(p.product_id == product.id and p.kind == "price" for p in ledger):
        return None
    haggle, told = haggle_of(product, ledger, turn, shop)
    promised = haggle.standing.total
    if promised is None or promised >= haggle.deal.hand.total:
        return None
    return replace(outcome_of(Decision("kept", promised), haggle, told), memory={}, stage=None)


def prices_asked(products: tuple[Product, ...], turn: Turn, shop: Shop) -> Outcome:
    """The prices of several products, and of all together."""
    several = "quantity" in turn.learnt and _OF_EACH.search(turn.plain)
    pieces = (turn.memory.quantity or 1) if several else 1
    goods = []
    for product in products:
        sku = wanted_in(turn, product).sku(product) or Wanted().sku(product)
        goods += [(product, sku)] if sku else []
    lines = [Line.of(product, sku, pieces) for product, sku in goods]
    return prices_of(goods, quoted(lines, turn, shop), pieces=pieces, now=turn.now)


def wanted_in(turn: Turn, product: Product) -> Wanted:
    """What was said now counts as said; what is remembered only where the product has it."""
    colour, size = turn.memory.colour, turn.memory.size
    if "colour" not in turn.learnt and colour not in product.colours:
        colour = None
    if "size" not in turn.learnt and size not in product.sizes:
        size = None
    added_up = any(word in turn.plain for word in _ADDED_UP)
    quantity = turn.memory.quantity if "quantity" in turn.learnt or added_up else None
    after_offers = any(word in turn.plain for word in _AFTER_OFFERS)
    return Wanted(colour, size, quantity, after_offers)
