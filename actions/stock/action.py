"""Is it there, in which colours and sizes, when is it back, what is new."""

from __future__ import annotations

from dataclasses import replace

from actions.base import ShopAction, answer_as
from actions.product.colours import colours_meant, colours_sold
from actions.product.lookup import product_in_view, put_in_view
from actions.recommendation.alternatives import alternatives
from actions.recommendation.needs import categories_in, looked_for
from actions.stock import words
from actions.stock.rules import Wanted, answer
from actions.stock.shelf import found, new_arrivals, nothing_found
from actions.turn import Memory, Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop


class ActionStock(ShopAction):
    """Stock (库存)."""

    topic = "stock"
    intents = ("ask_stock",)

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Whether what is asked for is there."""
        if not turn.products and words.asks_new(turn.text):
            return new_arrivals(_in_categories(turn, shop), turn.now.date())
        if (words.asks_more(turn.text) and _is_choosing(turn)) or _asks_other_goods(turn, shop):
            return answer_as("ask_recommendation", turn, shop)
        elsewhere = _on_the_shelf(turn, shop)
        if elsewhere is not None:
            return elsewhere
        product = product_in_view(turn, shop)
        if isinstance(product, Outcome):
            return product
        if product is None:
            return Outcome("stock.no_product", (Say("utter_stock_no_product"),))
        outcome = answer(_wanted(product, turn, shop))
        return replace(outcome, memory={**put_in_view(turn, product), **outcome.memory})


def _asks_other_goods(turn: Turn, shop: Shop) -> bool:
    """Whether other goods of a kind are asked for (还有别的裤子吗), not another colour."""
    options = turn.colours or turn.sizes or turn.colour_families
    kinds = categories_in(turn.text, shop.catalogue.categories())
    return words.asks_others(turn.text) and bool(kinds) and not options


def _is_choosing(turn: Turn) -> bool:
    """Whether goods are being shown and none of them was picked yet."""
    memory = turn.memory
    waits = memory.asked is not None and memory.asked.intent == "ask_recommendation"
    return memory.product is None and not turn.products and (waits or bool(memory.listed))


def _on_the_shelf(turn: Turn, shop: Shop) -> Outcome | None:
    """The answer where goods are asked for rather than the product in view."""
    if turn.products or turn.unknown_item is not None:
        return None
    known = turn.memory.product
    in_view = shop.catalogue.product(known) if known else None
    categories = shop.catalogue.categories()
    named = categories_in(turn.text, categories)
    colour = next(iter((*turn.colours, *turn.colour_families)), None)
    if in_view is None and not named and colour is None:
        goods = words.goods_named(turn.text) or words.named_only(turn.text)
        return nothing_found(goods, categories) if goods else None
    if in_view is not None and (not named or in_view.category in named):
        goods = None if named else words.goods_named(turn.text)
        strange = goods is not None and goods not in in_view.title
        return nothing_found(goods or "", categories) if strange else None
    what = f"{colour or ''}{named[0] if len(named) == 1 else ''}"
    wanted = None if colour is None else colours_meant((colour,), colours_sold(shop))
    refused = turn.memory.not_colours
    outcome = found(_in_categories(turn, shop), what=what, colours=wanted, refused=refused)
    outcome = outcome or nothing_found(what, categories)
    return replace(outcome, memory={**outcome.memory, **looked_for(turn, named)})


def _in_categories(turn: Turn, shop: Shop) -> tuple[Product, ...]:
    named = categories_in(turn.text, shop.catalogue.categories()) or turn.memory.categories
    return tuple(p for p in shop.catalogue.all() if not named or p.category in named)


def _most_there(product: Product, memory: Memory) -> tuple[str, ...]:
    """The colour there is most of, where the buyer leaves it to us."""
    skus = (sku for sku in product.matching(size=memory.size) if sku.in_stock and sku.colour)
    kept = [sku for sku in skus if sku.colour not in memory.not_colours]
    return (max(kept, key=lambda sku: sku.stock).colour,) if kept else ()


def _wanted(product: Product, turn: Turn, shop: Shop) -> Wanted:
    memory = turn.memory
    same = memory.product == product.id
    said = (*turn.colours, *turn.colour_families)
    said = said or ((memory.colour,) if same and memory.colour else ())
    colours = colours_meant(said, product.colours) or said
    if turn.left_open == "colour":
        colours = _most_there(product, memory)
    sizes = turn.sizes or ((memory.size,) if same and memory.size else ())
    if words.asks_other_colours(turn.text) or turn.not_colours:
        colours = ()
    if words.asks_other_sizes(turn.text):
        sizes = ()
    instead: tuple[Product, ...] = ()
    if not product.in_stock:
        colour, size = next(iter(colours), None), next(iter(sizes), None)
        instead = alternatives(product, shop, memory, colour=colour, size=size)
    return Wanted(
        product=product,
        today=turn.now.date(),
        colours=tuple(colour for colour in colours if colour not in memory.not_colours),
        sizes=sizes if product.sizes else (),
        refused=colours_meant(memory.not_colours, product.colours),
        quantity=turn.memory.quantity or 1 if "quantity" in turn.learnt else 1,
        alternatives=instead,
    )
