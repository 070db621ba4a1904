"""Which products fit a wish."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.recommendation.needs import Wish
from bot.shop.model.catalogue import Product

AT_MOST = 3
REASONS = 2
SEASON = "季节"
ALL_SEASONS = "四季"
_SEASONS = "冬冬春春春夏夏夏秋秋秋冬"  # by month, January first


@dataclass(frozen=True)
class Pick:
    """A product, and the attributes (name and value) for which it fits."""

    product: Product
    fits: tuple[tuple[str, str], ...]


def choose(
    products: Sequence[Product], wish: Wish, *, shown: Collection[str], now: datetime
) -> tuple[Pick, ...]:
    """At most three that are in stock, not yet shown and meet the most of the wish.

    Category, colour and budget must be met, and at least one need where any was named.
    """
    picks = [
        _pick(product, wish)
        for product in products
        if product.id not in shown and _allowed(product, wish)
    ]
    if wish.needs:
        picks = [pick for pick in picks if pick.fits]
    return tuple(sorted(picks, key=lambda pick: _rank(pick, wish, now))[:AT_MOST])


def relaxed(wish: Wish) -> Wish:
    """The nearest wish that more products meet: first without the budget, then without needs."""
    if wish.at_most is not None or wish.at_least is not None:
        return replace(wish, at_most=None, at_least=None, cheapest=True)
    return replace(wish, needs=(), colours=(), best_sold=True)


def _pick(product: Product, wish: Wish) -> Pick:
    met = [fit for need in wish.needs if (fit := need.met_by(product))]
    return Pick(product, tuple(dict.fromkeys(met)))


def _allowed(product: Product, wish: Wish) -> bool:
    there = [sku for sku in product.skus if sku.in_stock and sku.colour not in wish.refused_colours]
    if wish.colours:
        there = [sku for sku in there if sku.colour in wish.colours]
    if wish.at_most is not None:
        there = [sku for sku in there if sku.price <= wish.at_most]
    if wish.at_least is not None:
        there = [sku for sku in there if sku.price >= wish.at_least]
    if wish.categories and product.category not in wish.categories:
        return False
    return bool(there) and not any(need.met_by(product) for need in wish.refused)


def _rank(pick: Pick, wish: Wish, now: datetime) -> tuple[object, ...]:
    """Most needs met first; then what is for the time of year, unless a season was named."""
    product = pick.product
    asked_season = any(SEASON in dict(need.fits) for need in wish.needs)
    order = (
        -len(pick.fits),
        not (asked_season or in_season(product, now)),
        product.lowest_price if wish.cheapest else 0,
        -product.sales,
    )
    return (order[2], *order[:2], order[3]) if wish.cheapest and not wish.needs else order


def in_season(product: Product, now: datetime) -> bool:
    """Whether it is made for the time of year; goods without a season always are."""
    season = product.attribute(SEASON)
    return season is None or ALL_SEASONS in season or _SEASONS[now.month - 1] in season
