"""The shop's shelf without a product in view: goods by category and colour, and what is new."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from actions.turn import Outcome, Say
from bot.shop.model.catalogue import Product
from bot.text.spoken import day, listed

SHOWN = 3
MOST_CATEGORIES = 6
NEW_FOR = timedelta(days=90)


def found(
    products: Sequence[Product],
    *,
    what: str,
    colours: Collection[str] | None,
    refused: Collection[str] = (),
) -> Outcome | None:
    """Products in stock in one of `colours`, best sold first; None where there are none.

    Without `colours` any will do; `what` is what was asked for, as it is said.
    """
    fitting = [p for p in products if _has(p, colours, refused)]
    best = sorted(fitting, key=lambda product: -product.sales)[:SHOWN]
    if not best:
        return None
    facts = {"what": what, "names": listed(product.name for product in best)}
    return Outcome("stock.found", _shown("utter_stock_found", facts, best), memory=_memory(best))


def nothing_found(what: str, categories: Sequence[str]) -> Outcome:
    """Say honestly that the shop does not have it, and what it has."""
    facts = {"what": what, "categories": listed(categories[:MOST_CATEGORIES])}
    return Outcome("stock.not_sold", (Say("utter_stock_not_sold", facts),))


def new_arrivals(products: Sequence[Product], today: date) -> Outcome:
    """The latest listed products of the last months that can be bought."""
    dated = [(p.listed_on, p) for p in products if p.listed_on is not None and p.in_stock]
    fresh = [(day_, p) for day_, p in dated if today - NEW_FOR <= day_ <= today]
    latest = sorted(fresh, key=lambda pair: pair[0], reverse=True)[:SHOWN]
    if not latest:
        return Outcome("stock.nothing_new", (Say("utter_stock_nothing_new"),))
    newest = [product for _, product in latest]
    facts = {
        "names": listed(product.name for product in newest),
        "newest": newest[0].name,
        "listed_on": day(latest[0][0]),
    }
    name = "utter_stock_new" if len(newest) > 1 else "utter_stock_one_new"
    return Outcome("stock.new", _shown(name, facts, newest), memory=_memory(newest))


def _has(product: Product, colours: Collection[str] | None, refused: Collection[str]) -> bool:
    return any(
        sku.in_stock and sku.colour not in refused and (colours is None or sku.colour in colours)
        for sku in product.skus
    )


def _shown(name: str, facts: dict[str, str], products: Sequence[Product]) -> tuple[Say, ...]:
    names = tuple(product.name for product in products)
    return (Say(name, facts, card=products[0].id, offers=names if len(names) > 1 else ()),)


def _memory(products: Sequence[Product]) -> dict[str, object]:
    return {"listed": tuple(product.id for product in products)}
