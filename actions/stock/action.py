"""Is it there, in which colours and sizes, when is it back, what is new."""

from __future__ import annotations

from dataclasses import replace

from actions.base import ShopAction, answer_as
from actions.product.lookup import product_in_view, put_in_view
from actions.stock import words
from actions.stock.rules import Wanted, answer
from actions.stock.shelf import found, new_arrivals, nothing_found
from actions.turn import Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop

ALTERNATIVES = 2


class ActionStock(ShopAction):
    """Stock (库存)."""

    topic = "stock"
    intents = ("ask_stock",)

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Whether what is asked for is there."""
        if not turn.products and words.asks_new(turn.text):
            return new_arrivals(_in_categories(turn, shop), turn.now.date())
        if words.asks_more(turn.text) and _is_choosing(turn):
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


def _is_choosing(turn: Turn) -> bool:
    """Whether goods are being shown and none of them was picked yet."""
    memory = turn.memory
    waits = memory.asked is not None and memory.asked.intent == "ask_recommendation"
    return memory.product is None and not turn.products and (waits or bool(memory.recommended))


def _on_the_shelf(turn: Turn, shop: Shop) -> Outcome | None:
    """The answer where goods are asked for rather than the product in view."""
    if turn.products or turn.unknown_item is not None:
        return None
    known = turn.memory.product
    in_view = shop.catalogue.product(known) if known else None
    categories = shop.catalogue.categories()
    named = words.categories_named(turn.text, categories)
    colour = turn.colours[0] if turn.colours else words.colour_word(turn.text)
    if in_view is None and not named and colour is None:
        goods = words.goods_named(turn.text)
        return nothing_found(goods, categories) if goods else None
    if in_view is not None and (not named or in_view.category in named):
        goods = None if named else words.goods_named(turn.text)
        strange = goods is not None and goods not in in_view.title
        return nothing_found(goods or "", categories) if strange else None
    what = f"{colour or ''}{named[0] if named else ''}"
    goods_found = found(
        _in_categories(turn, shop), what=what, colour=colour, refused=turn.not_colours
    )
    return goods_found or nothing_found(what, categories)


def _in_categories(turn: Turn, shop: Shop) -> tuple[Product, ...]:
    named = words.categories_named(turn.text, shop.catalogue.categories())
    return tuple(p for p in shop.catalogue.all() if not named or p.category in named)


def _wanted(product: Product, turn: Turn, shop: Shop) -> Wanted:
    memory = turn.memory
    same = memory.product == product.id
    colours = turn.colours or ((memory.colour,) if same and memory.colour else ())
    sizes = turn.sizes or ((memory.size,) if same and memory.size else ())
    spoken = None if turn.colours or turn.not_colours else words.colour_word(turn.text)
    if spoken is not None:
        colours = tuple(colour for colour in product.colours if spoken in colour)
    if words.asks_other_colours(turn.text) or turn.not_colours:
        colours = ()
    if words.asks_other_sizes(turn.text):
        sizes = ()
    alternatives = () if product.in_stock else _alternatives(product, shop)
    return Wanted(
        product=product,
        today=turn.now.date(),
        colours=tuple(colour for colour in colours if colour not in turn.not_colours),
        sizes=sizes if product.sizes else (),
        refused=turn.not_colours,
        unknown_colour=f"{spoken}色" if spoken and not colours else None,
        quantity=turn.memory.quantity or 1 if "quantity" in turn.learnt else 1,
        alternatives=alternatives,
    )


def _alternatives(product: Product, shop: Shop) -> tuple[Product, ...]:
    popular = shop.catalogue.popular(limit=ALTERNATIVES + 1, category=product.category)
    return tuple(other for other in popular if other.id != product.id)[:ALTERNATIVES]
