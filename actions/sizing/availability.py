"""Whether the size we recommend is there, said right away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.stock.restock import back_on
from actions.turn import Say
from bot.shop.model.catalogue import Product
from bot.text.spoken import day, listed

MOST_OFFERS = 4


def availability(
    product: Product, size: str, colour: str | None, today: date, *, refused: Sequence[str] = ()
) -> tuple[Say, ...]:
    """Stock of a size in the colour in view, or in every colour that was not `refused`."""
    skus = tuple(sku for sku in product.matching(size=size) if sku.colour not in refused)
    here = tuple(sku.colour for sku in skus if sku.in_stock and sku.colour)
    facts = {"size": size, "colour": colour or "", "colours": listed(here)}
    if colour is not None and colour in product.colours:
        if colour in here:
            return (Say("utter_sizing_in_stock", facts),)
        skus = product.matching(colour=colour, size=size)
        name = "utter_sizing_colour_out"
    elif here:
        return (Say("utter_sizing_colours", facts, offers=here[:MOST_OFFERS]),)
    elif any(sku.in_stock for sku in skus):
        return ()
    else:
        name = "utter_sizing_size_out"
    back = back_on(skus, today)
    more: tuple[str, ...] = ("utter_sizing_back_on" if back else "utter_sizing_back_unknown",)
    more += ("utter_sizing_other_colours",) if here else ()
    facts["back"] = day(back) if back else ""
    return (Say(name, facts, more, offers=here[:MOST_OFFERS]),)
