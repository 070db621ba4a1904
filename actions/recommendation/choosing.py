"""Which products fit a wish."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from actions.recommendation.allergies import bearable
from actions.recommendation.needs import Need, Told
from actions.recommendation.wish import Wish
from bot.shop.model.catalogue import Product, Sku

AT_MOST = 3
GIFTS = "礼"
SEASON = "季节"
ALL_SEASONS = "四季"
_SEASONS = "冬冬春春春夏夏夏秋秋秋冬"  # by month, January first
# Offers take no more than this off: a list price further above the budget is not looked at.
REACH = Decimal("2.5")

Cost = Callable[[Product, Sku, int], Decimal]
"""The hand price (到手价) in yuan of so many pieces."""


@dataclass(frozen=True)
class Pick:
    """A product, its lowest priced piece that fits, and the attributes for which it fits.

    `met` are the needs that its record says outright, `near` those it only speaks for.
    """

    product: Product
    sku: Sku
    fits: tuple[Told, ...] = ()
    met: tuple[Need, ...] = ()
    near: tuple[Need, ...] = ()

    @property
    def needs(self) -> int:
        """How many needs it meets, outright or nearly."""
        return len(self.met) + len(self.near)


def choose(
    products: Sequence[Product], wish: Wish, *, shown: Collection[str], now: datetime, cost: Cost
) -> tuple[Pick, ...]:
    """At most three that are in stock, not yet shown and meet the most of the wish.

    Category, colour and budget must be met, and where needs were named as many of them as the
    best meets: two that are about as good are two, not three.
    """
    picks = [_pick(product, sku, wish) for product, sku in fitting(products, wish, shown, cost)]
    if wish.needs:
        picks = [pick for pick in picks if pick.fits]
    picks.sort(key=lambda pick: _rank(pick, wish, now))
    picks = [
        pick
        for _, equal in groupby(picks, key=lambda pick: _rank(pick, wish, now))
        for pick in _by_cost(tuple(equal), wish, cost)
    ]
    if wish.needs and picks:
        picks = _as_good(picks, wish)
    return tuple(picks[:AT_MOST])


def _as_good(picks: Sequence[Pick], wish: Wish) -> list[Pick]:
    """Those that meet as many needs as the first, and what must be met wherever any does."""
    must = [need for need in wish.needs if need.must and any(need in pick.met for pick in picks)]
    kept = [pick for pick in picks if all(need in pick.met for need in must)] or list(picks)
    return [pick for pick in kept if pick.needs == kept[0].needs]


def fitting(
    products: Sequence[Product], wish: Wish, shown: Collection[str], cost: Cost
) -> list[tuple[Product, Sku]]:
    """Products that what must be met allows, each with its lowest priced piece that does."""
    found = []
    for product in products:
        if product.id in shown or not _of_kind(product, wish):
            continue
        skus = [sku for sku in product.skus if _allowed(product, sku, wish, cost)]
        if skus:
            found.append((product, min(skus, key=lambda sku: sku.price)))
    return found


def without_budget(wish: Wish) -> Wish:
    """The wish at any price, the price nearest to the budget first."""
    near = wish.at_most if wish.at_most is not None else wish.at_least
    return replace(wish, at_most=None, at_least=None, close_to=near)


def cheaper_than(shown: Sequence[Product], wish: Wish) -> Wish:
    """The wish for goods of the kinds shown at a price below the highest of them."""
    kinds = dict.fromkeys(each.category for each in shown)
    return replace(
        wish,
        categories=tuple(kind for kind in kinds if kind not in wish.refused_categories),
        below=max(each.lowest_price for each in shown),
        at_least=None,
    )


def without_needs(wish: Wish) -> Wish:
    """The wish for goods that meet none of the needs and colours."""
    return replace(wish, needs=(), colours=(), best_sold=True)


def in_season(product: Product, now: datetime) -> bool:
    """Whether it is made for the time of year; goods without a season always are."""
    season = product.attribute(SEASON)
    return season is None or ALL_SEASONS in season or _SEASONS[now.month - 1] in season


def _pick(product: Product, sku: Sku, wish: Wish) -> Pick:
    met = {need: fit for need in wish.needs if (fit := need.met_by(product))}
    others = (need for need in wish.needs if need not in met)
    near = {need: fit for need in others if (fit := need.near_by(product))}
    fits = dict.fromkeys((*met.values(), *near.values()))
    return Pick(product, sku, tuple(fits), tuple(met), tuple(near))


def is_looked_for(product: Product, wish: Wish) -> bool:
    """Whether it is of the kinds looked for, or a gift (礼盒) named after one: 岁和茶礼盒."""
    if not wish.categories or product.category in wish.categories:
        return True
    return GIFTS in product.category and any(part in product.name for part in wish.parts)


def _of_kind(product: Product, wish: Wish) -> bool:
    wanted = is_looked_for(product, wish)
    refused = product.category in wish.refused_categories
    if not bearable(product, wish.allergies):
        return False
    return wanted and not refused and not any(need.met_by(product) for need in wish.refused)


def _allowed(product: Product, sku: Sku, wish: Wish, cost: Cost) -> bool:
    if sku.stock < wish.pieces or sku.colour in wish.refused_colours:
        return False
    if wish.colours and sku.colour not in wish.colours:
        return False
    if wish.below is not None and sku.price >= wish.below:
        return False
    price = sku.price * wish.pieces
    if wish.at_least is not None and price < wish.at_least:
        return False
    if wish.at_most is None or price <= wish.at_most:
        return True
    return price <= wish.at_most * REACH and cost(product, sku, wish.pieces) <= wish.at_most


def _rank(pick: Pick, wish: Wish, now: datetime) -> tuple[object, ...]:
    """Most needs met first, outright before nearly; then what is for the time of year.

    Where a season was named, that counts instead.
    """
    asked_season = any(SEASON in dict(need.fits) for need in wish.needs)
    out_of_season = not (asked_season or in_season(pick.product, now))
    price = pick.sku.price
    if wish.close_to is not None:
        price = abs(price * wish.pieces - wish.close_to)
    elif wish.finest:
        price = -pick.product.highest_price
    elif not wish.cheapest:
        price = Decimal(0)
    by_needs = (-pick.needs, -len(pick.met), out_of_season)
    by_price = wish.close_to is not None or not wish.needs
    order = (price, *by_needs) if by_price else (*by_needs, price)
    return (*order, -pick.product.sales)


def _by_cost(equal: tuple[Pick, ...], wish: Wish, cost: Cost) -> tuple[Pick, ...]:
    if len(equal) == 1:
        return equal
    return tuple(sorted(equal, key=lambda pick: cost(pick.product, pick.sku, wish.pieces)))
