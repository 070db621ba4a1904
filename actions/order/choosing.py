"""Which SKU the buyer means: what is still missing, what is not there, what is instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from actions.order.purchase import Piece
from actions.stock.restock import back_on
from actions.turn import Ask, Item, Outcome, Say
from bot.shop.model.catalogue import Product, Sku
from bot.text.spoken import day, listed

OFFERED = 3


@dataclass(frozen=True)
class Wanted:
    """What was said of the order, and on which day; None is open, `quantity` in pieces.

    `may_ask_colour` and `may_ask_size` say that the buyer was not asked for it yet; `of_several`
    that the order has other lines too, so that it is said which one is asked about. `taken` are
    the colours and sizes that its lines of the same product have. `pick` leaves what is open to us.
    """

    colour: str | None
    size: str | None
    quantity: int
    today: date
    may_ask_colour: bool = True
    may_ask_size: bool = True
    of_several: bool = False
    taken: frozenset[str] = frozenset()
    pick: bool = False


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
    left = _in_stock(product, colour=colour, size=size)
    if (open_colour or open_size) and (len(left) == 1 or (wanted.pick and left)):
        colour, size = (best := max(left, key=lambda sku: sku.stock)).colour, best.size
    elif open_colour or open_size:
        return _missing(product, wanted, colour, size, open_colour, open_size)
    found = product.matching(colour=colour, size=size)
    if not found or not found[0].in_stock:
        return _out_of_stock(product, back_on(found, wanted.today), colour, size, wanted)
    if found[0].stock < wanted.quantity:
        return few_left(Piece(product, found[0], wanted.quantity))
    return found[0]


def picked_for(product: Product, sku: Sku, line: Item) -> tuple[Say, ...]:
    """That we took what there is, or what there is most of, for what a line left open."""
    colour = "" if line.colour or len(product.colours) <= 1 else sku.colour
    size = "" if line.size or len(product.sizes) <= 1 else sku.size
    if not (colour or size):
        return ()
    left = _in_stock(product, colour=line.colour, size=line.size)
    name = "utter_order_only_left" if len(left) == 1 else "utter_order_picked_option"
    option = " ".join(part for part in (colour, size) if part)
    return (Say(name, {"product": product.name, "option": option}),)


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
        back = back_on(product.matching(colour=colour, size=size), wanted.today)
        return _out_of_stock(product, back, colour, size, wanted)
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
        ask=Ask(fact, "order", reminded=True),
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
    product: Product, back: date | None, colour: str | None, size: str | None, wanted: Wanted
) -> Outcome:
    """What there is instead; of several lines, the one sold out may also be left out."""
    others = [
        *(other for other in _in_stock(product, colour=None, size=size) if size),
        *(other for other in _in_stock(product, colour=colour, size=None) if colour),
    ]
    called = _distinct(f"{other.colour}{other.size}" for other in others)
    names = [name for name in called if name not in wanted.taken][:OFFERED]
    item = f"{product.name} {colour or ''}{size or ''}"
    facts = {"item": item, "others": listed(names)}
    name = "utter_order_out_of_stock"
    if back is not None:
        facts["restock"] = day(back)
        name = "utter_order_out_of_stock_until"
    more = ("utter_basket_or_without",) if wanted.of_several else ()
    if not names:
        ask = Ask("colour", "order") if wanted.of_several else None
        return Outcome("order.out_of_stock", (Say(f"{name}_alone", facts, more=more),), ask=ask)
    say = Say(name, facts, more=more, offers=tuple(names))
    return Outcome("order.out_of_stock", (say,), ask=Ask("colour", "order"))


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
