"""Sizes of goods that no chart is kept of: a bag's dimensions, weights to choose from (250g)."""

from __future__ import annotations

import re

from actions.product.rules import price_span
from actions.sizing.facts import Sizing, dimensions
from actions.turn import Outcome, Say
from bot.shop.model.catalogue import Product
from bot.text.spoken import listed

MOST_OFFERS = 5
# S, 2XL, 38, 165/88A, 均码: worn on a body, so that a chart is missing.
_WORN = re.compile(r"\d*X{0,4}[SMLF]|\d{2,3}(?:/\d{2,3}[A-D]?)?码?|均码|[大中小]码", re.I)


def without_chart(sizing: Sizing) -> Outcome:
    """What the record has; weights and packs to choose from; else a person."""
    product = sizing.product
    facts = {"product": product.name}
    packs = tuple(size for size in product.sizes if not _WORN.fullmatch(size))
    if len(packs) > 1:
        return _packs(product, packs)
    said = dimensions(product)
    if said is not None:
        return Outcome(
            "sizing.dimensions", (Say("utter_sizing_dimensions", facts | {"dimensions": said}),)
        )
    if len(product.sizes) <= 1:
        return Outcome("sizing.one_size", (Say("utter_sizing_one_size", facts),))
    return Outcome(
        "sizing.no_chart", (Say("utter_sizing_no_chart", facts),), hand_over="sizing.no_chart"
    )


def _packs(product: Product, packs: tuple[str, ...]) -> Outcome:
    """The packs with their prices; those that are there can be tapped."""
    here = [size for size in packs if any(sku.in_stock for sku in product.matching(size=size))]
    priced = []
    for size in here or packs:
        prices = [sku.price for sku in product.matching(size=size)]
        priced.append((size, price_span(min(prices), max(prices))))
    facts = {
        "product": product.name,
        "packs": listed(f"{size}（{price}元）" for size, price in priced),
    }
    name = "utter_sizing_packs" if here else "utter_sizing_packs_out"
    return Outcome("sizing.packs", (Say(name, facts, offers=tuple(here[:MOST_OFFERS])),))
