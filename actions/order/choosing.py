"""Which SKU the buyer means: what is still missing, what is not there, what is instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from actions.order.purchase import Piece
from actions.stock.restock import back_on
from actions.turn import Ask, Outcome, Say
from bot.shop.model.catalogue import Product, Sku
from bot.text.spoken import day, listed

OFFERED = 3


@dataclass(frozen=True)
class Wanted:
    """What was said of the order, and on which day; None is open, `quantity` in pieces.

    `may_ask_colour` and `may_ask_size` say that the buyer was not asked for it yet; `of_several`
    that the order has other lines too, so that it is said which one is asked about.
    """

    colour: str | None
    size: str | None
    quantity: int
    today: date
    may_ask_colour: bool = True
    may_ask_size: bool = True
    of_several: bool = False


def item_name(product: Product, sku: Sku) -> str:
    """方领亚麻长裙 米白 M."""
    return Piece(product, sku, 1).name


def choose(product: Product, wanted: Wanted, alternatives: Sequence[Product]) -> Sku | Outcome:
    """The SKU meant, if enough of it is there; else what the buyer is told instead.

    `alternatives` are products to show when nothing of this one is left.
    """
    if not product.in_stock:
        return _sold_out(product, alternatives, wanted.today)
    colour, size = _only(product.colours, wanted.colour), _only(product.sizes, wanted.size)
    if colour is not None and colour not in product.colours:
        return _not_offered(product, "colour", colour)
    if size is not None and size not in product.sizes:
        return _not_offered(product, "size", size)
    open_colour = colour is None and bool(product.colours)
    open_size = size is None and bool(product.sizes)
    if open_colour or open_size:
        return _missing(product, wanted, colour, size, open_colour, open_size)
    found = product.matching(colour=colour, size=size)
    if not found or not found[0].in_stock:
        return _out_of_stock(product, back_on(found, wanted.today), colour, size)
    if found[0].stock < wanted.quantity:
        return few_left(Piece(product, found[0], wanted.quantity))
    return found[0]


def _only(names: Sequence[str], said: str | None) -> str | None:
    """What was said, or the only one there is; None where it comes in none."""
    if not names:
        return None
    return said or (names[0] if len(names) == 1 else None)


def _in_stock(product: Product, *, colour: str | None, size: str | None) -> list[Sku]:
    return [sku for sku in product.matching(colour=colour, size=size) if sku.in_stock]


def _missing(
    product: Product,
    wanted: Wanted,
    colour: str | None,
    size: str | None,
    open_colour: bool,
    open_size: bool,
) -> Outcome:
    left = _in_stock(product, colour=colour, size=size)
    if not left:
        return _out_of_stock(product, None, colour, size)
    colours = _distinct(sku.colour for sku in left)
    sizes = [size for size in product.sizes if any(sku.size == size for sku in left)]
    facts = {"product": product.name, "colours": listed(colours), "sizes": listed(sizes)}
    fact = "colour" if open_colour else "size"
    offers = tuple(colours if open_colour else sizes)
    which = "options" if open_colour and open_size else fact
    about = "utter_basket" if wanted.of_several else "utter_order"
    if wanted.of_several:
        facts["item"] = " ".join(
            part for part in (product.name, wanted.colour, wanted.size) if part
        )
    may_ask = wanted.may_ask_colour if open_colour else wanted.may_ask_size
    if may_ask:
        return Outcome(
            f"order.ask_{fact}",
            (Say(f"{about}_which_{which}", facts, offers=offers),),
            ask=Ask(fact, "order"),
        )
    return Outcome(
        "order.options_open",
        (Say(f"{about}_choose_{which}", facts, offers=offers),),
        ask=Ask(fact, "order"),
    )


def _not_offered(product: Product, fact: str, said: str) -> Outcome:
    skus = [sku for sku in product.skus if sku.in_stock]
    names = _distinct(getattr(sku, fact) for sku in skus)
    facts = {"product": product.name, "said": said, "offered": listed(names)}
    return Outcome(
        "order.not_offered",
        (Say(f"utter_order_no_such_{fact}", facts, offers=tuple(names)),),
        memory={fact: None},
        ask=Ask(fact, "order"),
    )


def _out_of_stock(
    product: Product, back: date | None, colour: str | None, size: str | None
) -> Outcome:
    others = [
        *(other for other in _in_stock(product, colour=None, size=size) if size),
        *(other for other in _in_stock(product, colour=colour, size=None) if colour),
    ]
    names = _distinct(f"{other.colour}{other.size}" for other in others)[:OFFERED]
    wanted = f"{product.name} {colour or ''}{size or ''}"
    facts = {"item": wanted, "others": listed(names)}
    name = "utter_order_out_of_stock"
    if back is not None:
        facts["restock"] = day(back)
        name = "utter_order_out_of_stock_until"
    if not names:
        return Outcome("order.out_of_stock", (Say(f"{name}_alone", facts),))
    return Outcome(
        "order.out_of_stock", (Say(name, facts, offers=tuple(names)),), ask=Ask("colour", "order")
    )


def few_left(piece: Piece) -> Outcome:
    """Less is there than was wanted: how many, and to tap just that many."""
    facts = {"item": piece.name, "stock": str(piece.sku.stock), "quantity": str(piece.quantity)}
    return Outcome(
        "order.few_left",
        (Say("utter_order_few_left", facts, offers=(f"{piece.sku.stock}件",)),),
        memory={"quantity": None},
        ask=Ask("quantity", "order"),
    )


def _sold_out(product: Product, alternatives: Sequence[Product], today: date) -> Outcome:
    back = back_on(product.skus, today)
    others = [other.name for other in alternatives if other.id != product.id][:OFFERED]
    facts = {"product": product.name, "others": listed(others)}
    name = "utter_order_sold_out"
    if back is not None:
        facts["restock"] = day(back)
        name = "utter_order_sold_out_until"
    more = ("utter_order_similar",) if others else ()
    return Outcome("order.sold_out", (Say(name, facts, more=more, offers=tuple(others)),))


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
