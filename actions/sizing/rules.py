"""Which size (尺码) for whom, and how the garment measures; never a guarantee."""

from __future__ import annotations

from dataclasses import replace

from actions.sizing.by_body import RECALLED, body_facts, cut, recommended
from actions.sizing.by_girths import by_girths
from actions.sizing.facts import FIT_ATTRIBUTE, Body, Sizing
from actions.sizing.fitting import fit, wanted
from actions.sizing.measurements import meant_for, measurements, named_ranges, the_table
from actions.sizing.without_chart import without_chart
from actions.sizing.words import (
    asks_cut,
    asks_meant_for,
    asks_measures,
    asks_table,
    usual_size,
)
from actions.turn import Ask, Outcome, Say
from bot.text.spoken import jin, number

# Kept with what was asked before: asked anew after figures nobody has, and for the other half.
ASKED_AGAIN = "body_again"
ASKED_REST = "body_rest"
SURE_WITHOUT_HEIGHT = frozenset({"too_small", "too_large"})


def answer(sizing: Sizing) -> Outcome:
    """The answer to a size question, with whose figures it goes by where that is not plain."""
    told = _answer(sizing)
    says = told.says
    if sizing.own is not None and not sizing.absurd:
        says = (Say("utter_sizing_other_body", _figures(sizing.own)), *says)
    by_earlier = sizing.earlier and any(say.name == RECALLED for say in says)
    if by_earlier and sizing.may_ask_wearer and told.ask is None:
        ask = Ask("wearer", "ask_size")
        return replace(told, says=(*says, Say("utter_sizing_whose")), ask=ask)
    return replace(told, says=says)


def _answer(sizing: Sizing) -> Outcome:
    chart = sizing.chart
    if chart is None or not (sizing.ranges or chart.measures):
        return without_chart(sizing)
    if sizing.absurd:
        return _absurd(sizing)
    if asks_table(sizing.text) and sizing.ranges:
        return Outcome("sizing.table", (the_table(sizing),))
    if asks_measures(sizing.text) and chart.measures and not sizing.told_girths:
        return measurements(sizing, chart)
    if asks_meant_for(sizing.text, sizing.sizes):
        return meant_for(sizing)
    if sizing.girths and (told := by_girths(sizing, chart)):
        return told
    if not sizing.ranges:
        return measurements(sizing, chart)
    return by_body(sizing)


def by_body(sizing: Sizing) -> Outcome:
    """The size for the buyer's body; asks once for what is missing of it."""
    missing = sizing.body.lacks(wanted(sizing.ranges))
    found = fit(sizing.ranges, sizing.body.height_cm, sizing.body.weight_kg)
    weight_known = sizing.body.weight_kg is not None
    if not missing or (weight_known and found.verdict in SURE_WITHOUT_HEIGHT):
        return recommended(sizing, found)
    if found.verdict == "height_outside" and _too_short(sizing):
        return recommended(sizing, found)
    usual = usual_size(sizing.text, sizing.sizes)
    said = _usual(sizing, usual) if usual else (*named_ranges(sizing), *cut(sizing))
    memory = {"size": None} if usual else {}
    if sizing.may_ask:
        return Outcome(
            "sizing.ask_body",
            (*said, _question(sizing, missing)),
            memory=memory,
            ask=Ask("body", "ask_size"),
        )
    if weight_known:
        return recommended(sizing, found)
    if sizing.may_ask_rest and len(missing) == 1:
        return Outcome(
            "sizing.ask_rest",
            (*cut(sizing), _question(sizing, missing)),
            ask=Ask("body", "ask_size"),
        )
    return Outcome("sizing.table", said or (the_table(sizing),), memory=memory)


def _usual(sizing: Sizing, usual: str) -> tuple[Say, ...]:
    """What the size that is always worn is meant for here, and how this one is cut."""
    ranges = named_ranges(sizing)
    how = sizing.product.attribute(FIT_ATTRIBUTE) or ""
    note = sizing.chart.note if sizing.chart else ""
    facts = {"product": sizing.product.name, "cut": how, "note": note, "usual": usual}
    if asks_cut(sizing.text):
        return (*ranges, *cut(sizing))
    if not note:
        return ranges or (the_table(sizing),)
    return (*ranges, Say("utter_sizing_chart_note", facts))


def _too_short(sizing: Sizing) -> bool:
    """Whether the height lies below every size: a child's."""
    lowest = [body.height_min_cm for body in sizing.ranges if body.height_min_cm is not None]
    return bool(lowest) and (sizing.body.height_cm or 0) < min(lowest)


def _absurd(sizing: Sizing) -> Outcome:
    if sizing.may_ask_again:
        return Outcome(
            "sizing.absurd_body", (Say("utter_sizing_absurd"),), ask=Ask("body", "ask_size")
        )
    return Outcome("sizing.table", (the_table(sizing),))


def _question(sizing: Sizing, missing: tuple[str, ...]) -> Say:
    what = "both" if len(missing) > 1 else missing[0].partition("_")[0]
    if sizing.wearer is None:
        return Say(f"utter_sizing_ask_{what}")
    return Say(f"utter_sizing_ask_{what}_of", body_facts(sizing))


def _figures(body: Body) -> dict[str, str]:
    return {
        "height": "" if body.height_cm is None else number(body.height_cm),
        "jin": "" if body.weight_kg is None else jin(body.weight_kg),
    }
