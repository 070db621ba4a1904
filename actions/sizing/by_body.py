"""The size for a body by the chart's heights and weights, why, and whether it is there."""

from __future__ import annotations

from actions.sizing.availability import availability
from actions.sizing.facts import (
    FIT_ATTRIBUTE,
    Sizing,
    advice,
    heights,
    measures_of_size,
    weights,
)
from actions.sizing.fitting import Fit, wanted
from actions.sizing.words import asks_cut, prefers_closer, prefers_looser, usual_size
from actions.turn import Outcome, Say
from bot.text.spoken import jin, number

CLOSE_CUTS = ("修身", "收腰", "紧", "合身", "包臀")
LOOSE_CUTS = ("宽松", "茧型", "微松", "落肩")
RECALLED = "utter_sizing_recalled"
LOOSE, CLOSE = "loose", "close"


def recommended(sizing: Sizing, found: Fit) -> Outcome:
    """What fits, why, and whether it is there."""
    if found.verdict in ("too_small", "too_large"):
        return _none_fits(sizing, found)
    usual = usual_size(sizing.text, sizing.sizes)
    asked = None if usual else next(iter(sizing.sizes), None)
    chosen, name = _chosen(sizing, found)
    if asked in found.sizes:
        chosen, name = asked, _fits(sizing)
    facts = body_facts(sizing) | {"size": chosen, "first": found.sizes[0], "last": found.sizes[-1]}
    says = [_recalled(sizing, Say(f"utter_sizing_{name}", facts))]
    if asked is not None and asked not in found.sizes:
        says.insert(0, Say("utter_sizing_not_that", {"asked": asked}))
    says += beside_usual(sizing, chosen)
    beside = next_to(sizing, chosen) if found.verdict == "one" else None
    if beside is not None:
        says.append(beside)
    says += cut(sizing, with_note=name != "border_by_note")
    if found.verdict == "height_outside":
        return Outcome("sizing.height_outside", tuple(says), memory={"size": chosen})
    if beside is None:
        says += availability(
            sizing.product, chosen, sizing.colour, sizing.today, refused=sizing.refused
        )
    reason = beside.name.removeprefix("utter_sizing_") if beside else found.verdict
    return Outcome(f"sizing.{reason}", tuple(says), memory={"size": chosen})


def next_to(sizing: Sizing, size: str) -> Say | None:
    """The size beside the one that fits, where the buyer says just now to like it so."""
    looser = prefers_looser(sizing.text)
    sizes = sizing.product.sizes
    if not (looser or prefers_closer(sizing.text)) or size not in sizes:
        return None
    place = sizes.index(size) + (1 if looser else -1)
    if not 0 <= place < len(sizes):
        return None
    if looser:
        return Say("utter_sizing_looser", {"larger": sizes[place]})
    return Say("utter_sizing_closer", {"smaller": sizes[place], "size": size})


def beside_usual(sizing: Sizing, size: str) -> tuple[Say, ...]:
    """Whether it is the size that is always worn, where that was told."""
    usual = usual_size(sizing.text, sizing.sizes)
    if usual is None:
        return ()
    same = "same" if usual == size else "other"
    return (Say(f"utter_sizing_usual_{same}", {"usual": usual, "size": size}),)


def cut(sizing: Sizing, *, with_note: bool = True) -> tuple[Say, ...]:
    """How it is cut and the owner's note on sizes, where that was asked."""
    how = sizing.product.attribute(FIT_ATTRIBUTE)
    note = sizing.chart.note if sizing.chart and with_note else ""
    if not asks_cut(sizing.text) or not (how or note):
        return ()
    facts = {"product": sizing.product.name, "cut": how or "", "note": note}
    if not how:
        return (Say("utter_sizing_chart_note", facts),)
    return (Say("utter_sizing_cut", facts, ("utter_sizing_chart_note",) if note else ()),)


def body_facts(sizing: Sizing) -> dict[str, str]:
    """The figures of the body and what the chart says of sizes."""
    body = sizing.body
    return {
        "note": advice(sizing.chart.note) if sizing.chart else "",
        "cut": sizing.product.attribute(FIT_ATTRIBUTE) or "",
        "height": "" if body.height_cm is None else number(body.height_cm),
        "jin": "" if body.weight_kg is None else jin(body.weight_kg),
        "heights": heights(sizing.ranges),
        "wearer": sizing.wearer or "",
    }


def _recalled(sizing: Sizing, said: Say) -> Say:
    """The answer, with whose figures it goes by where they were told before."""
    if not sizing.recalled:
        return said
    name = f"{RECALLED}_of" if sizing.wearer else RECALLED
    return Say(name, said.facts, (said.name, *said.more))


def _none_fits(sizing: Sizing, found: Fit) -> Outcome:
    size = found.sizes[0]
    measured = measures_of_size(sizing.chart, size) if sizing.chart else ""
    edge = next(body for body in sizing.ranges if body.size == size)
    facts = {"size": size, "measures": measured, "weights": weights(edge)}
    more = ("utter_sizing_nearest_measures",) if measured else ()
    name = f"utter_sizing_{found.verdict}"
    said = Say(name, body_facts(sizing) | facts, more)
    return Outcome(f"sizing.{found.verdict}", (_recalled(sizing, said),))


def _chosen(sizing: Sizing, found: Fit) -> tuple[str, str]:
    """The size to take and the wording; of two the liking decides, the owner's note, the cut."""
    small, large = found.sizes[0], found.sizes[-1]
    if found.verdict == "one":
        return small, _fits(sizing)
    if found.verdict in ("height_off", "split", "height_outside"):
        return small, found.verdict
    by_weight = "weight_kg" in wanted(sizing.ranges)
    taste = _taste(sizing)
    if taste and by_weight:
        return (large, "border_loose") if taste == LOOSE else (small, "border_close")
    note = sizing.chart.note if sizing.chart else ""
    how = sizing.product.attribute(FIT_ATTRIBUTE) or ""
    for word, size in (("选小", small), ("选大", large)):
        if word in note and by_weight:
            return size, "border_by_note"
    if not by_weight:
        return large, "border_by_height"
    if any(word in how for word in CLOSE_CUTS):
        return large, "border_by_cut"
    return small, "border_by_cut" if any(word in how for word in LOOSE_CUTS) else "border"


def _taste(sizing: Sizing) -> str | None:
    if prefers_looser(sizing.text):
        return LOOSE
    return CLOSE if prefers_closer(sizing.text) else sizing.taste


def _fits(sizing: Sizing) -> str:
    """The wording by the figures that the chart goes by and the buyer gave."""
    missing = {name for name in ("height_cm", "weight_kg") if name not in wanted(sizing.ranges)}
    missing |= set(sizing.body.lacks(wanted(sizing.ranges)))
    if "height_cm" in missing:
        return "fits_by_weight"
    return "fits_by_height" if "weight_kg" in missing else "fits"
