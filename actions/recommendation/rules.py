"""What is recommended, and how it is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from actions.product.rules import price_span
from actions.recommendation.choosing import AT_MOST, REASONS, Pick, choose, relaxed
from actions.recommendation.needs import Wish
from actions.turn import Ask, Memory, Outcome, Say
from bot.shop.model.catalogue import Pair, Product
from bot.text.spoken import listed

REMEMBERED = 30


def ask_need(categories: Sequence[str]) -> Outcome:
    """One question about what it is for, with categories to tap."""
    return Outcome(
        "recommendation.need_unclear",
        (Say("utter_recommendation_ask_need", offers=tuple(categories[:AT_MOST])),),
        ask=Ask("need", "ask_recommendation"),
        stage="recommendation",
    )


def recommend(products: Sequence[Product], wish: Wish, memory: Memory, *, now: datetime) -> Outcome:
    """At most three products that fit, or the nearest ones said to be so; never one shown before.

    The one in view is not recommended either, nor what was listed where others are wanted.
    """
    shown = set(memory.recommended)
    if memory.product is not None:
        shown.add(memory.product)
    if wish.like:
        shown |= {*memory.listed}
    picks = choose(products, wish, shown=shown, now=now)
    if picks:
        if wish.needs and not wish.like:
            return _told("recommendation.fits", "utter_recommendation_fits", picks, memory)
        name = "cheapest" if wish.cheapest else "more" if wish.like else "popular"
        return _told(f"recommendation.{name}", f"utter_recommendation_{name}", picks, memory)
    nearest = choose(products, relaxed(wish), shown=shown, now=now)
    if nearest:
        return _told("recommendation.nearest", "utter_recommendation_nearest", nearest, memory)
    return Outcome(
        "recommendation.nothing_more",
        (Say("utter_recommendation_nothing_more"),),
        stage="recommendation",
    )


def go_with(product: Product, pairs: Sequence[Pair], memory: Memory) -> Outcome | None:
    """What goes well with the product in view (连带); None when nothing is recorded."""
    picked = [pair for pair in pairs if pair.product.id not in memory.recommended][:AT_MOST]
    if not picked:
        return None
    items = tuple(_item(pair.product, pair.reason) for pair in picked)
    intro = Say("utter_recommendation_pairs", {"product": product.name})
    return _shown(
        "recommendation.pairs", (intro, *items), [pair.product.id for pair in picked], memory
    )


def colours_of(product: Product, refused: Collection[str] = ()) -> Outcome | None:
    """Which colour to take: those in stock and not refused, for the buyer's taste to decide."""
    in_stock = (sku.colour for sku in product.skus if sku.in_stock and sku.colour)
    there = tuple(colour for colour in dict.fromkeys(in_stock) if colour not in refused)
    if not there:
        return None
    facts = {"product": product.name, "colours": listed(there)}
    return Outcome(
        "recommendation.colours",
        (Say("utter_recommendation_colours", facts, offers=there[:AT_MOST]),),
        stage="recommendation",
    )


def _told(reason: str, intro: str, picks: Sequence[Pick], memory: Memory) -> Outcome:
    items = tuple(_item(pick.product, _why(pick)) for pick in picks)
    ids = [pick.product.id for pick in picks]
    return _shown(reason, (Say(intro), *items), ids, memory)


def _shown(reason: str, says: tuple[Say, ...], ids: Sequence[str], memory: Memory) -> Outcome:
    """What was shown is remembered, the last first; a single one comes into view."""
    recommended = (*ids, *memory.recommended)[:REMEMBERED]
    remembered: dict[str, object] = {"recommended": recommended, "listed": tuple(ids)}
    if len(ids) == 1 and memory.product is None:
        remembered["product"] = ids[0]
    return Outcome(reason, says, memory=remembered, stage="recommendation")


def _item(product: Product, why: str) -> Say:
    facts = {
        "product": product.name,
        "why": why,
        "price": price_span(product.lowest_price, product.highest_price),
        "sales": str(product.sales),
    }
    sold = product.sales > 0 and why == product.selling_point
    name = "utter_recommendation_item_sold" if sold else "utter_recommendation_item"
    return Say(name, facts, card=product.id)


def _why(pick: Pick) -> str:
    if not pick.fits:
        return pick.product.selling_point or pick.product.title
    return "；".join(f"{attribute}：{value}" for attribute, value in pick.fits[:REASONS])
