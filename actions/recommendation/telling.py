"""How a recommended product is told: what it costs, why it fits, what is there of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.product.rules import price_span
from actions.recommendation.choosing import Cost, Pick
from actions.recommendation.needs import SELLING_POINT, Need
from actions.turn import Memory, Outcome, Say
from bot.shop.model.catalogue import Product
from bot.text.spoken import listed, yuan

REASONS = 2
REMEMBERED = 30


def item(
    pick: Pick,
    cost: Cost,
    *,
    pieces: int = 1,
    budget: Decimal | None = None,
    instead_of: Sequence[Need] = (),
    wanted: Sequence[Need] = (),
) -> Say:
    """One product: the price, what it comes to for this buyer, why it fits.

    Above a `budget` the difference is told. `instead_of` are needs of which nothing is written:
    what else the record has of use stands in their place; what it says against one of those
    `wanted` is told in any case.
    """
    product, listing = pick.product, pick.sku.price * pieces
    total = cost(product, pick.sku, pieces)
    facts = {
        **_named(pick),
        "hand": yuan(total),
        "pieces": str(pieces),
        "sales": str(product.sales),
        "why": _why(pick, instead_of, wanted),
    }
    more: list[str] = []
    if pieces > 1:
        more.append("utter_recommendation_item_together")
    elif total < listing:
        more.append("utter_recommendation_item_hand")
    if budget is not None and total > budget:
        facts["over"] = yuan(total - budget)
        more.append("utter_recommendation_item_over")
    if product.sales > 0 and not pick.fits:
        more.append("utter_recommendation_item_sold")
    more.append("utter_recommendation_item_why")
    return Say("utter_recommendation_item", facts, tuple(more), card=product.id)


def detail(told: Say, product: Product) -> tuple[Say, ...]:
    """The only one that fits: what is there of it too, and what to go on with."""
    here = [sku for sku in product.skus if sku.in_stock]
    colours = tuple(dict.fromkeys(sku.colour for sku in here if sku.colour))
    sizes = tuple(size for size in product.sizes if any(sku.size == size for sku in here))
    options = tuple(listed(names) for names in (colours, sizes) if len(names) > 1)
    then = "utter_recommendation_then_sized" if product.chart_id else "utter_recommendation_then"
    if not options:
        return told, Say(then)
    facts = {**told.facts, "options": "；".join(options)}
    *others, why = told.more
    more = (*others, "utter_recommendation_item_options", why)
    return replace(told, facts=facts, more=more), Say(then)


def shown(
    reason: str,
    says: tuple[Say, ...],
    ids: Sequence[str],
    memory: Memory,
    *,
    beside: bool = False,
) -> Outcome:
    """What was shown is remembered, the last first; a single one comes into view.

    What is shown `beside` the product in view leaves that one there.
    """
    recommended = (*ids, *memory.recommended)[:REMEMBERED]
    remembered: dict[str, object] = {"recommended": recommended, "listed": tuple(ids)}
    if len(ids) == 1 and memory.product != ids[0] and not beside:
        of_before = memory.of_another(()) if memory.product is not None else {}
        remembered |= {"product": ids[0], **of_before}
    return Outcome(reason, says, memory=remembered, stage="recommendation")


def _named(pick: Pick) -> dict[str, str]:
    """What it is and costs; where only some of its pieces fit, the one that does."""
    product, sku = pick.product, pick.sku
    if sku.price == product.lowest_price:
        price = price_span(product.lowest_price, product.highest_price)
        return {"product": product.name, "price": price}
    name = " ".join(part for part in (product.name, sku.colour, sku.size) if part)
    return {"product": name, "price": yuan(sku.price)}


def _why(pick: Pick, instead_of: Sequence[Need], wanted: Sequence[Need]) -> str:
    """The attributes for which it fits, those that help to judge, or the selling point."""
    known = (need.told_instead(pick.product) for need in instead_of)
    told = tuple(dict.fromkeys((*pick.fits, *filter(None, known))))
    values = [
        value if attribute == SELLING_POINT else f"{attribute}：{value}"
        for attribute, value in told[:REASONS]
    ]
    against = (need.against(pick.product) for need in wanted)
    values += [clause for clause in against if clause and clause not in "；".join(values)]
    return "；".join(values) or pick.product.selling_point or pick.product.title
