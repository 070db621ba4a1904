"""Centimetres of the garment, the table of sizes, and the bodies a size is meant for."""

from __future__ import annotations

from actions.sizing.facts import Sizing, measures_of_part, measures_of_size, table, weights
from actions.sizing.words import parts_asked
from actions.turn import Ask, Outcome, Say
from bot.shop.model.catalogue import SizeChart

MOST_PARTS = 2
MOST_SIZES = 5


def measurements(sizing: Sizing, chart: SizeChart) -> Outcome:
    """Centimetres: the named parts of all sizes, or all of the size in view."""
    sizes = tuple(size for size in sizing.sizes if size in sizing.product.sizes)
    parts = parts_asked(sizing.text, chart)
    facts = {"product": sizing.product.name}
    if parts and not sizes:
        says = [
            Say(
                "utter_sizing_part",
                {"part": part, "measures": measures_of_part(chart, part, sizing.product.sizes)},
            )
            for part in parts[:MOST_PARTS]
        ]
        return Outcome("sizing.measures_of_part", tuple(says))
    for size in sizes or ((sizing.size_in_view,) if sizing.size_in_view else ()):
        measured = measures_of_size(chart, size, parts)
        if measured:
            said = Say("utter_sizing_measures", facts | {"size": size, "measures": measured})
            return Outcome("sizing.measures_of_size", (said,))
    return Outcome(
        "sizing.which_measures",
        (Say("utter_sizing_which_measures", facts, offers=sizing.product.sizes[:MOST_SIZES]),),
        ask=Ask("size", "ask_size"),
    )


def meant_for(sizing: Sizing) -> Outcome:
    """The weights a named size is cut for."""
    return Outcome("sizing.meant_for", named_ranges(sizing) or (the_table(sizing),))


def named_ranges(sizing: Sizing) -> tuple[Say, ...]:
    """The weights of each size that was named."""
    return tuple(
        Say("utter_sizing_meant_for", {"size": body.size, "weights": weights(body)})
        for body in sizing.ranges
        if body.size in sizing.sizes and weights(body)
    )


def the_table(sizing: Sizing) -> Say:
    """Every size with its weights."""
    facts = {"product": sizing.product.name, "table": table(sizing.ranges)}
    return Say("utter_sizing_table", facts)
