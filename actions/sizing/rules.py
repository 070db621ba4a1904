"""Which size (尺码) for whom, and how the garment measures; never a guarantee."""

from __future__ import annotations

from actions.sizing.availability import availability
from actions.sizing.facts import (
    FIT_ATTRIBUTE,
    Sizing,
    advice,
    dimensions,
    measures_of_part,
    measures_of_size,
    table,
    weights,
)
from actions.sizing.fitting import Fit, fit, wanted
from actions.sizing.words import (
    asks_cut,
    asks_meant_for,
    asks_measures,
    asks_table,
    parts_asked,
    prefers_looser,
)
from actions.turn import Ask, Outcome, Say
from bot.shop.model.catalogue import SizeChart
from bot.text.spoken import jin, number

# Kept with what was asked before: asked anew after figures nobody has, and for the other half.
ASKED_AGAIN = "body_again"
ASKED_REST = "body_rest"
MOST_PARTS = 2
CLOSE_CUTS = ("修身", "收腰", "紧", "合身", "包臀")
LOOSE_CUTS = ("宽松", "茧型", "微松", "落肩")
SURE_WITHOUT_HEIGHT = frozenset({"too_small", "too_large"})


def answer(sizing: Sizing) -> Outcome:
    """The answer to a size question."""
    chart = sizing.chart
    if chart is None or not (sizing.ranges or chart.measures):
        return without_chart(sizing)
    if sizing.absurd:
        return _absurd(sizing)
    if asks_table(sizing.text) and sizing.ranges:
        return Outcome("sizing.table", (_table(sizing),))
    if asks_measures(sizing.text) and chart.measures:
        return measurements(sizing, chart)
    if asks_meant_for(sizing.text, sizing.sizes):
        return meant_for(sizing)
    if not sizing.ranges:
        return measurements(sizing, chart)
    return by_body(sizing)


def without_chart(sizing: Sizing) -> Outcome:
    """A product that has no sizes, or a single one."""
    facts = {"product": sizing.product.name}
    said = dimensions(sizing.product)
    if said is not None:
        return Outcome(
            "sizing.dimensions", (Say("utter_sizing_dimensions", facts | {"dimensions": said}),)
        )
    if len(sizing.product.sizes) <= 1:
        return Outcome("sizing.one_size", (Say("utter_sizing_one_size", facts),))
    return Outcome(
        "sizing.no_chart", (Say("utter_sizing_no_chart", facts),), hand_over="sizing.no_chart"
    )


def by_body(sizing: Sizing) -> Outcome:
    """The size for the buyer's body; asks once for what is missing of it."""
    missing = sizing.body.lacks(wanted(sizing.ranges))
    found = fit(sizing.ranges, sizing.body.height_cm, sizing.body.weight_kg)
    weight_known = sizing.body.weight_kg is not None
    if not missing or (weight_known and found.verdict in SURE_WITHOUT_HEIGHT):
        return recommended(sizing, found)
    cut = _cut(sizing)
    if sizing.may_ask:
        return Outcome(
            "sizing.ask_body",
            (*_named_ranges(sizing), *cut, Say(_question(missing))),
            ask=Ask("body", "ask_size"),
        )
    if weight_known:
        return recommended(sizing, found)
    if sizing.may_ask_rest and len(missing) == 1:
        return Outcome(
            "sizing.ask_rest", (*cut, Say(_question(missing))), ask=Ask("body", "ask_size")
        )
    return Outcome("sizing.table", (*cut, *(_named_ranges(sizing) or (_table(sizing),))))


def recommended(sizing: Sizing, found: Fit) -> Outcome:
    """What fits, why, and whether it is there."""
    if found.verdict in ("too_small", "too_large"):
        return _none_fits(sizing, found)
    asked = next(iter(sizing.sizes), None)
    chosen, name = _chosen(sizing, found)
    if asked in found.sizes:
        chosen, name = asked, _fits(sizing)
    facts = _body_facts(sizing) | {"size": chosen, "first": found.sizes[0], "last": found.sizes[-1]}
    says = [Say(f"utter_sizing_{name}", facts)]
    if asked is not None and asked not in found.sizes:
        says.insert(0, Say("utter_sizing_not_that", {"asked": asked}))
    larger = _next_size(sizing, chosen) if found.verdict == "one" else None
    if larger is not None and prefers_looser(sizing.text):
        looser = Say("utter_sizing_looser", {"larger": larger})
        return Outcome("sizing.looser", (*says, looser, *_cut(sizing)), memory={"size": chosen})
    says += _cut(sizing, with_note=name != "border_by_note")
    says += availability(
        sizing.product, chosen, sizing.colour, sizing.today, refused=sizing.refused
    )
    return Outcome(f"sizing.{found.verdict}", tuple(says), memory={"size": chosen})


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
        (Say("utter_sizing_which_measures", facts, offers=_size_offers(sizing)),),
        ask=Ask("size", "ask_size"),
    )


def meant_for(sizing: Sizing) -> Outcome:
    """The weights a named size is cut for."""
    named = _named_ranges(sizing)
    return Outcome("sizing.meant_for", named or (_table(sizing),))


def _none_fits(sizing: Sizing, found: Fit) -> Outcome:
    size = found.sizes[0]
    measured = measures_of_size(sizing.chart, size) if sizing.chart else ""
    edge = next(body for body in sizing.ranges if body.size == size)
    facts = {"size": size, "measures": measured, "weights": weights(edge)}
    more = ("utter_sizing_nearest_measures",) if measured else ()
    name = f"utter_sizing_{found.verdict}"
    return Outcome(f"sizing.{found.verdict}", (Say(name, _body_facts(sizing) | facts, more),))


def _chosen(sizing: Sizing, found: Fit) -> tuple[str, str]:
    """The size to take and the wording; of two the owner's note decides, else the cut."""
    small, large = found.sizes[0], found.sizes[-1]
    if found.verdict == "one":
        return small, _fits(sizing)
    if found.verdict in ("height_off", "split", "height_outside"):
        return small, found.verdict
    note = sizing.chart.note if sizing.chart else ""
    cut = sizing.product.attribute(FIT_ATTRIBUTE) or ""
    by_weight = "weight_kg" in wanted(sizing.ranges)
    for word, size in (("选小", small), ("选大", large)):
        if word in note and by_weight:
            return size, "border_by_note"
    if not by_weight:
        return large, "border_by_height"
    if any(word in cut for word in CLOSE_CUTS):
        return large, "border_by_cut"
    return small, "border_by_cut" if any(word in cut for word in LOOSE_CUTS) else "border"


def _next_size(sizing: Sizing, size: str) -> str | None:
    """The next larger size that the product comes in."""
    sizes = sizing.product.sizes
    place = sizes.index(size) + 1 if size in sizes else len(sizes)
    return sizes[place] if place < len(sizes) else None


def _fits(sizing: Sizing) -> str:
    """The wording by the figures that the chart goes by and the buyer gave."""
    missing = {name for name in ("height_cm", "weight_kg") if name not in wanted(sizing.ranges)}
    missing |= set(sizing.body.lacks(wanted(sizing.ranges)))
    if "height_cm" in missing:
        return "fits_by_weight"
    return "fits_by_height" if "weight_kg" in missing else "fits"


def _absurd(sizing: Sizing) -> Outcome:
    if sizing.may_ask_again:
        return Outcome(
            "sizing.absurd_body", (Say("utter_sizing_absurd"),), ask=Ask("body", "ask_size")
        )
    return Outcome("sizing.table", (_table(sizing),))


def _cut(sizing: Sizing, *, with_note: bool = True) -> tuple[Say, ...]:
    cut = sizing.product.attribute(FIT_ATTRIBUTE)
    note = sizing.chart.note if sizing.chart and with_note else ""
    if not asks_cut(sizing.text) or not (cut or note):
        return ()
    facts = {"product": sizing.product.name, "cut": cut or "", "note": note}
    if not cut:
        return (Say("utter_sizing_chart_note", facts),)
    return (Say("utter_sizing_cut", facts, ("utter_sizing_chart_note",) if note else ()),)


def _named_ranges(sizing: Sizing) -> tuple[Say, ...]:
    return tuple(
        Say("utter_sizing_meant_for", {"size": body.size, "weights": weights(body)})
        for body in sizing.ranges
        if body.size in sizing.sizes and weights(body)
    )


def _table(sizing: Sizing) -> Say:
    facts = {"product": sizing.product.name, "table": table(sizing.ranges)}
    return Say("utter_sizing_table", facts)


def _question(missing: tuple[str, ...]) -> str:
    what = "both" if len(missing) > 1 else missing[0].partition("_")[0]
    return f"utter_sizing_ask_{what}"


def _body_facts(sizing: Sizing) -> dict[str, str]:
    body = sizing.body
    facts = {"note": advice(sizing.chart.note) if sizing.chart else ""}
    facts["cut"] = sizing.product.attribute(FIT_ATTRIBUTE) or ""
    facts["height"] = "" if body.height_cm is None else number(body.height_cm)
    facts["jin"] = "" if body.weight_kg is None else jin(body.weight_kg)
    return facts


def _size_offers(sizing: Sizing) -> tuple[str, ...]:
    return sizing.product.sizes[:5]
