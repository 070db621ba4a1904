"""What is said of colours and sizes as the goods in view call them: 250g is their 250g罐装."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.bare_answers import without_filling
from actions.reading import with_products
from actions.sizing.facts import Body
from actions.sizing.fitting import fit, wanted
from actions.sizing.wearer import asks_size_of_body
from actions.turn import Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop
from bot.text.normalise import normalise

SHORTEST_PART = 2
# Found by the figures, but none that can be taken without a word of ours.
NO_SIZE = frozenset({"too_small", "too_large", "height_outside", "split", "height_off"})
CHOICES = ("colour", "size")


def with_own_options(turn: Turn, shop: Shop) -> Turn:
    """The turn with the sizes that the product in view has, and with an option named in part."""
    turn = _product_called(turn, shop)
    known = turn.memory.product
    product = shop.catalogue.product(known) if known else None
    if product is None:
        return turn
    turn = _size_of_body(_own_sizes(turn, product), product, shop)
    return _named_in_part(turn, product)


def _product_called(turn: Turn, shop: Shop) -> Turn:
    """正山小种 is the tea of that name, though a gift box comes with it too.

    Where that option is chosen of the goods in view, it is the option.
    """
    if len(turn.colours) != 1 or turn.products:
        return turn
    called = [each for each in shop.catalogue.all() if each.name == turn.colours[0]]
    known, asked = turn.memory.product, turn.memory.asked
    in_view = shop.catalogue.product(known) if known else None
    choosing = turn.memory.ordering or (asked is not None and asked.fact == "colour")
    if len(called) != 1 or (choosing and in_view and turn.colours[0] in in_view.colours):
        return turn
    named = tuple(
        each._replace(name="product", values=(called[0].id,)) if each.name == "colour" else each
        for each in turn.named
    )
    memory = replace(turn.memory, colour=None)
    turn = replace(turn, colours=(), named=named, memory=memory, learnt=turn.learnt - {"colour"})
    return with_products(turn, (called[0].id,))


def _size_of_body(turn: Turn, product: Product, shop: Shop) -> Turn:
    """我那个码: the one that fits the figures known of whoever it is for."""
    if turn.sizes or not product.chart_id or not asks_size_of_body(turn.text):
        return turn
    chart, memory = shop.catalogue.size_chart(product.chart_id), turn.memory
    if chart is None:
        return turn
    ranges = tuple(body for body in chart.bodies if body.size in product.sizes)
    if not ranges or Body(memory.height_cm, memory.weight_kg).lacks(wanted(ranges)):
        return turn
    found = fit(ranges, memory.height_cm, memory.weight_kg)
    return turn if found.verdict in NO_SIZE else _with(turn, "size", found.sizes[0])


def _own_sizes(turn: Turn, product: Product) -> Turn:
    """Of the labels that the words may mean, those of the product; the only one is meant."""
    own = tuple(size for size in turn.sizes if size in product.sizes)
    if not own or own == turn.sizes:
        return turn
    named = tuple(
        each._replace(values=tuple(v for v in each.values if v in own) or each.values)
        if each.name == "size"
        else each
        for each in turn.named
    )
    turn = replace(turn, sizes=own, named=named)
    return _with(turn, "size", own[0]) if len(own) == 1 else turn


def _named_in_part(turn: Turn, product: Product) -> Turn:
    """经典的, where we asked which one and only 经典混合 can be meant."""
    asked = turn.memory.asked
    if asked is None or asked.fact not in CHOICES or turn.learnt & {*CHOICES}:
        return turn
    options = product.colours if asked.fact == "colour" else product.sizes
    said = without_filling(turn.text)
    meant = _holding(said, options) if len(said) >= SHORTEST_PART else []
    return _with(turn, asked.fact, meant[0]) if len(meant) == 1 else turn


def _holding(said: str, options: Sequence[str]) -> list[str]:
    return [option for option in options if said in normalise(option)]


def _with(turn: Turn, fact: str, value: str) -> Turn:
    """The turn in which `value` was said of the colour or of the size."""
    learnt = turn.learnt | {fact}
    if fact == "colour":
        memory = replace(turn.memory, colour=value)
        return replace(turn, memory=memory, learnt=learnt, colours=(value,))
    return replace(turn, memory=replace(turn.memory, size=value), learnt=learnt, sizes=(value,))
