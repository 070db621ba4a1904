"""What to offer in the place of goods that are not there: the same kind, as like it as can be."""

from __future__ import annotations

from collections.abc import Sequence

from actions.recommendation.allergies import bearable
from actions.turn import Memory
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop

MOST = 2


def alternatives(
    product: Product,
    shop: Shop,
    memory: Memory,
    *,
    colour: str | None = None,
    size: str | None = None,
    most: int = MOST,
) -> tuple[Product, ...]:
    """Goods of the same category in stock that the buyer did not refuse, the likest first."""
    goods = shop.catalogue.all(category=product.category)
    kept = [each for each in goods if _may_be(each, memory)]
    return alike(product, kept, colour=colour, size=size)[:most]


def _may_be(product: Product, memory: Memory) -> bool:
    return product.id not in memory.refused and bearable(product, memory.allergies)


def alike(
    product: Product,
    others: Sequence[Product],
    *,
    colour: str | None = None,
    size: str | None = None,
) -> tuple[Product, ...]:
    """Those of `others` in stock, the likest of `product` first.

    What has the wanted colour and size in stock comes first, then what shares most attributes,
    then what is nearest in price, then what sells best.
    """
    own = set(product.attributes)

    def rank(other: Product) -> tuple[object, ...]:
        here = [sku for sku in other.matching(colour=colour, size=size) if sku.in_stock]
        sized = [sku for sku in other.matching(size=size) if sku.in_stock]
        shared = len(own.intersection(other.attributes))
        apart = abs(other.lowest_price - product.lowest_price)
        return (not here, not sized, -shared, apart, -other.sales)

    there = (each for each in others if each.id != product.id and each.in_stock)
    return tuple(sorted(there, key=rank))
