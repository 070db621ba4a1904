"""What is there (库存): a colour and size, what else there is, and when it is back.

A count is said only when few are left; what a buyer refused is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product as pairs_of

from actions.stock.restock import back_on
from actions.turn import Ask, Outcome, Say
from bot.shop.model.catalogue import Product, Sku
from bot.text.spoken import day, listed

FEW = 5
MOST_OFFERS = 4


@dataclass(frozen=True)
class Wanted:
    """One stock question about a product.

    `colours` and `sizes` are asked for; empty leaves it open. `refused` are colours not to
    offer, `quantity` is how many the buyer wants.
    """

    product: Product
    today: date
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    quantity: int = 1
    alternatives: tuple[Product, ...] = ()


def answer(wanted: Wanted) -> Outcome:
    """Whether what is asked for is there."""
    product = wanted.product
    presale = product.presale_on
    if presale is not None and presale > wanted.today:
        facts = {"product": product.name, "from": day(presale)}
        return Outcome("stock.presale", (Say("utter_stock_presale", facts),))
    if not product.in_stock:
        return sold_out(wanted)
    for kind, asked, made in (
        ("colour", wanted.colours, product.colours),
        ("size", wanted.sizes, product.sizes),
    ):
        strange = [value for value in asked if value not in made]
        if strange and len(strange) == len(asked):
            return _not_made(wanted, kind, listed(strange))
    combinations = list(pairs_of(wanted.colours or (None,), wanted.sizes or (None,)))
    if len(combinations) > 1:
        return _several(wanted, combinations)
    return _one(wanted, *combinations[0])


def sold_out(wanted: Wanted) -> Outcome:
    """Nothing of the product is there: when it is back, and what is like it."""
    back = back_on(wanted.product.skus, wanted.today)
    facts = {"product": wanted.product.name, "back": day(back) if back else ""}
    says = [Say("utter_stock_sold_out", facts, (_back_name(back),))]
    if wanted.alternatives:
        names = listed(other.name for other in wanted.alternatives)
        like = {"category": wanted.product.category, "names": names}
        says.append(Say("utter_stock_alternatives", like, card=wanted.alternatives[0].id))
        says += [
            Say("utter_stock_alternative", {"name": other.name}, card=other.id)
            for other in wanted.alternatives[1:2]
        ]
    return Outcome(
        "stock.sold_out",
        tuple(says),
        memory={"listed": tuple(other.id for other in wanted.alternatives)},
    )


def _one(wanted: Wanted, colour: str | None, size: str | None) -> Outcome:
    skus = _kept(wanted, wanted.product.matching(colour=colour, size=size))
    if colour is not None and size is not None and not skus:
        return _no_combination(wanted, colour, size)
    here = [sku for sku in skus if sku.in_stock]
    facts = _names(wanted.product, colour, size)
    if not here:
        return _out(wanted, skus, colour, size)
    left = sum(sku.stock for sku in here)
    if colour is None and size is None:
        return _whole(wanted, here)
    if wanted.quantity > left:
        name = "utter_stock_too_few_left" if left <= FEW else "utter_stock_too_few"
        facts |= {"stock": str(left), "quantity": str(wanted.quantity)}
        return Outcome("stock.too_few", (Say(name, facts),))
    open_sizes = size is None and len(wanted.product.sizes) > 1
    open_colours = colour is None and len(wanted.product.colours) > 1
    if open_sizes or open_colours:
        found = _sizes_of(wanted, here) if open_sizes else _distinct(sku.colour for sku in here)
        name = "utter_stock_sizes_here" if open_sizes else "utter_stock_colours_here"
        facts["here"] = listed(found)
        say = Say(name, facts, offers=found[:MOST_OFFERS])
        ask = Ask("size" if open_sizes else "colour", "ask_stock")
        return Outcome("stock.partly_open", (say,), ask=ask)
    if left <= FEW:
        return Outcome("stock.few", (Say("utter_stock_few", facts | {"stock": str(left)}),))
    return Outcome("stock.in_stock", (Say("utter_stock_here", facts),))


def _whole(wanted: Wanted, here: Sequence[Sku]) -> Outcome:
    colours = _distinct(sku.colour for sku in here)
    sizes = _sizes_of(wanted, here)
    facts = {"product": wanted.product.name, "colours": listed(colours), "sizes": listed(sizes)}
    left = sum(sku.stock for sku in here)
    if wanted.quantity > left:
        facts |= {"stock": str(left), "quantity": str(wanted.quantity), "what": ""}
        name = "utter_stock_too_few_left" if left <= FEW else "utter_stock_too_few"
        return Outcome("stock.too_few", (Say(name, facts),))
    more: tuple[str, ...] = ("utter_stock_which_colours",) if colours else ()
    more += ("utter_stock_which_sizes",) if len(sizes) > 1 else ()
    offers = colours[:MOST_OFFERS] if len(colours) > 1 else ()
    return Outcome("stock.whole", (Say("utter_stock_whole", facts, more, offers=offers),))


def _out(wanted: Wanted, skus: Sequence[Sku], colour: str | None, size: str | None) -> Outcome:
    product = wanted.product
    back = back_on(skus, wanted.today)
    facts = _names(product, colour, size) | {"back": day(back) if back else ""}
    more = [_back_name(back)]
    offers: tuple[str, ...] = ()
    if colour is not None:
        same = _kept(wanted, product.matching(size=size))
        others = _distinct(sku.colour for sku in same if sku.in_stock)
        if others:
            facts["others"], offers = listed(others), others[:MOST_OFFERS]
            more.append("utter_stock_other_colours")
    if size is not None:
        sizes = _distinct(s.size for s in product.matching(colour=colour) if s.in_stock)
        if sizes:
            facts["other_sizes"] = listed(sizes)
            more.append("utter_stock_other_sizes")
            offers = offers or sizes[:MOST_OFFERS]
    return Outcome("stock.out", (Say("utter_stock_out", facts, tuple(more), offers=offers),))


def _several(wanted: Wanted, combinations: Sequence[tuple[str | None, str | None]]) -> Outcome:
    here: list[str] = []
    gone: list[str] = []
    for colour, size in combinations:
        skus = wanted.product.matching(colour=colour, size=size)
        found = any(sku.in_stock for sku in skus)
        (here if found else gone).append(f"{colour or ''}{size or ''}")
    facts = {"product": wanted.product.name, "here": listed(here), "gone": listed(gone)}
    if not gone:
        return Outcome("stock.all_here", (Say("utter_stock_all_here", facts, offers=tuple(here)),))
    name = "utter_stock_some_here" if here else "utter_stock_none_here"
    return Outcome("stock.some_here", (Say(name, facts, offers=tuple(here[:MOST_OFFERS])),))


def _not_made(wanted: Wanted, kind: str, asked: str) -> Outcome:
    """A colour or size that the product does not come in."""
    product = wanted.product
    here = [sku for sku in _kept(wanted, product.skus) if sku.in_stock]
    made = _distinct(sku.colour for sku in here) if kind == "colour" else _sizes_of(wanted, here)
    facts = {"product": product.name, "asked": asked, "made": listed(made)}
    name = f"utter_stock_{kind}_not_made" if len(made) > 1 else f"utter_stock_one_{kind}"
    if not made:
        name = f"utter_stock_no_{kind}s"
    return Outcome(
        f"stock.{kind}_not_made",
        (Say(name, facts, offers=made[:MOST_OFFERS]),),
        memory={kind: None},
    )


def _no_combination(wanted: Wanted, colour: str, size: str) -> Outcome:
    product = wanted.product
    sizes = _distinct(sku.size for sku in product.matching(colour=colour) if sku.in_stock)
    colours = _distinct(sku.colour for sku in product.matching(size=size) if sku.in_stock)
    facts = _names(product, colour, size) | {"sizes": listed(sizes), "colours": listed(colours)}
    more: tuple[str, ...] = ("utter_stock_colour_has_sizes",) if sizes else ()
    more += ("utter_stock_size_has_colours",) if colours else ()
    return Outcome("stock.no_combination", (Say("utter_stock_no_combination", facts, more),))


def _kept(wanted: Wanted, skus: Sequence[Sku]) -> tuple[Sku, ...]:
    return tuple(sku for sku in skus if sku.colour not in wanted.refused)


def _sizes_of(wanted: Wanted, skus: Sequence[Sku]) -> tuple[str, ...]:
    """Their sizes from small to large, as the product lists them."""
    found = {sku.size for sku in skus}
    return tuple(size for size in wanted.product.sizes if size in found)


def _names(product: Product, colour: str | None, size: str | None) -> dict[str, str]:
    """`what` is the colour and size as one word: 雾蓝M."""
    return {"product": product.name, "what": f"{colour or ''}{size or ''}"}


def _back_name(back: date | None) -> str:
    return "utter_stock_back_on" if back else "utter_stock_back_unknown"


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
