"""What goes well with a product (连带), with what both would cost together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from actions.product.rules import price_span
from actions.quoting import quoted
from actions.recommendation.allergies import bearable
from actions.recommendation.choosing import AT_MOST
from actions.recommendation.rules import not_again
from actions.recommendation.telling import shown
from actions.turn import Memory, Outcome, Say, Turn
from bot.pricing.basket import Line
from bot.shop.model.catalogue import Pair, Product, Sku
from bot.shop.shop import Shop
from bot.text.spoken import yuan


def paired(product: Product, turn: Turn, shop: Shop) -> Outcome | None:
    """What to offer beside `product`; None where nothing recorded is in stock and new."""
    pairs = pairs_left(shop.catalogue.pairs(product.id), turn.memory)
    own = piece_of(product, turn.memory)
    totals = {
        pair.product.id: quoted(
            [Line.of(product, own), Line.of(pair.product, piece_of(pair.product))], turn, shop
        ).total
        for pair in pairs
        if own is not None
    }
    return go_with(product, pairs, totals, turn.memory)


def pairs_left(pairs: Sequence[Pair], memory: Memory) -> tuple[Pair, ...]:
    """At most three that are in stock, not refused and not shown yet."""
    known: Collection[str] = not_again(memory)
    return tuple(
        pair
        for pair in pairs
        if pair.product.in_stock
        and pair.product.id not in known
        and pair.product.category not in memory.not_categories
        and bearable(pair.product, memory.allergies)
    )[:AT_MOST]


def go_with(
    product: Product, pairs: Sequence[Pair], totals: dict[str, Decimal], memory: Memory
) -> Outcome | None:
    """The pairs, each with why and, where known, the hand price of both in `totals` (yuan)."""
    if not pairs:
        return None
    intro = Say("utter_recommendation_pairs", {"product": product.name})
    items = tuple(_item(pair, totals.get(pair.product.id)) for pair in pairs)
    ids = [pair.product.id for pair in pairs]
    return shown("recommendation.pairs", (intro, *items), ids, memory, beside=True)


def piece_of(product: Product, memory: Memory | None = None) -> Sku:
    """The piece chosen so far, if it is there; else the lowest priced one in stock."""
    chosen: tuple[Sku, ...] = ()
    if memory is not None and memory.product == product.id:
        chosen = product.matching(colour=memory.colour, size=memory.size)
    here = [sku for sku in chosen if sku.in_stock] or [sku for sku in product.skus if sku.in_stock]
    return min(here or product.skus, key=lambda sku: sku.price)


def _item(pair: Pair, total: Decimal | None) -> Say:
    other = pair.product
    facts = {
        "product": other.name,
        "why": pair.reason,
        "price": price_span(other.lowest_price, other.highest_price),
        "both": "" if total is None else yuan(total),
    }
    both = () if total is None else ("utter_recommendation_item_both",)
    more = (*both, "utter_recommendation_item_why")
    return Say("utter_recommendation_item", facts, more, card=other.id)
