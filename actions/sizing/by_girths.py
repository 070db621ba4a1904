"""The size for a body's own measurements, beside what height and weight say."""

from __future__ import annotations

from actions.sizing.availability import availability
from actions.sizing.by_body import LOOSE, beside_usual, body_facts, next_to
from actions.sizing.facts import FIT_ATTRIBUTE, Sizing
from actions.sizing.fitting import fit, wanted
from actions.sizing.girths import STRETCHES, PartFit, deciding, fit_girths
from actions.sizing.words import prefers_closer, prefers_looser
from actions.turn import Outcome, Say
from bot.shop.model.catalogue import SizeChart
from bot.text.spoken import listed, number

STRETCH_ATTRIBUTE = "弹性"


def by_girths(sizing: Sizing, chart: SizeChart) -> Outcome | None:
    """The size that holds what was measured; None where the chart measures none of it.

    What was measured before counts only where it asks for a larger size than the weight.
    """
    sizes = sizing.product.sizes
    fits = fit_girths(chart, sizes, dict(sizing.girths), stretches=_stretches(sizing, chart))
    if not fits:
        return None
    part = deciding(fits, sizes)
    by_weight = _by_weight(sizing)
    enough = by_weight is not None and sizes.index(by_weight) >= sizes.index(part.snug)
    if enough and part.holds and not sizing.told_girths:
        return None
    facts = _facts(sizing, part)
    note = _note(chart, part)
    if not part.holds:
        said = Say("utter_sizing_girth_none", facts | {"size": part.easy})
        return Outcome("sizing.girth_none", (said, *note))
    size, name = _chosen(sizing, part, by_weight)
    facts |= {"size": size, "cm": number(part.measured[size]), "by_weight": by_weight or ""}
    also = [f"{each.part}{number(each.body_cm)}cm" for each in fits if each is not part]
    more = ("utter_sizing_girth_also",) if also else ()
    said = Say(f"utter_sizing_{name}", facts | {"also": listed(also)}, more)
    beside = next_to(sizing, size)
    then = (beside,) if beside else availability(
        sizing.product, size, sizing.colour, sizing.today, refused=sizing.refused
    )  # fmt: skip
    says = (said, *note, *beside_usual(sizing, size), *then)
    return Outcome(f"sizing.{name}", says, memory={"size": size})


def _chosen(sizing: Sizing, part: PartFit, by_weight: str | None) -> tuple[str, str]:
    """The size and the wording; where weight and measurement differ the larger holds both."""
    sizes = sizing.product.sizes
    if by_weight is not None and by_weight not in (part.snug, part.easy):
        if sizes.index(part.easy) > sizes.index(by_weight):
            return part.easy, "girth_larger"
        return by_weight, "girth_smaller"
    if part.snug == part.easy:
        return part.easy, "girth"
    if by_weight is not None:
        return by_weight, "girth_border"
    loose = prefers_looser(sizing.text) or sizing.taste == LOOSE
    close = not loose and prefers_closer(sizing.text)
    return (part.snug if close else part.easy), "girth_border"


def _by_weight(sizing: Sizing) -> str | None:
    """The size by the weight known, where the chart has one."""
    if sizing.body.weight_kg is None or "weight_kg" not in wanted(sizing.ranges):
        return None
    found = fit(sizing.ranges, sizing.body.height_cm, sizing.body.weight_kg)
    return None if found.verdict in ("too_small", "too_large") else found.sizes[0]


def _stretches(sizing: Sizing, chart: SizeChart) -> bool:
    elastic = sizing.product.attribute(STRETCH_ATTRIBUTE) or ""
    how = sizing.product.attribute(FIT_ATTRIBUTE) or ""
    return STRETCHES in f"{elastic}{how}{chart.note}"


def _note(chart: SizeChart, part: PartFit) -> tuple[Say, ...]:
    """The owner's note, where it is about what was measured."""
    if part.part not in chart.note:
        return ()
    return (Say("utter_sizing_chart_note", {"note": chart.note}),)


def _facts(sizing: Sizing, part: PartFit) -> dict[str, str]:
    return body_facts(sizing) | {
        "part": part.part,
        "body": number(part.body_cm),
        "first": part.snug,
        "last": part.easy,
        "first_cm": number(part.measured[part.snug]),
        "last_cm": number(part.measured[part.easy]),
    }
