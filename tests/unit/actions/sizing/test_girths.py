"""Measurements of a body against those of the garment, and packs that no body wears."""

from __future__ import annotations

from typing import Any

import pytest

from actions.sizing.girths import deciding, fit_girths
from tests.unit.actions.sizing.test_rules import MEASURES, ask, chart, fits_wording, product


@pytest.mark.parametrize(
    ("bust", "snug", "easy", "holds"),
    [(90, "S", "S", True), (94, "S", "M", True), (99, "L", "L", True), (110, "L", "L", False)],
)
def test_the_smallest_size_that_holds_a_bust(
    bust: float, snug: str, easy: str, holds: bool
) -> None:
    part = deciding(fit_girths(chart(), "SML", {"bust_cm": bust}), "SML")
    assert (part.snug, part.easy, part.holds) == (snug, easy, holds)


def girth(text: str, bust: float, **more: Any):
    return ask(text, girths=(("bust_cm", bust),), told_girths=True, **more)


@pytest.mark.parametrize(
    ("text", "bust", "jin", "reason", "size"),
    [
        ("胸围90穿多大", 90, None, "girth", "S"),
        ("胸围94穿多大", 94, None, "girth_border", "M"),
        ("胸围94想穿合身点", 94, None, "girth_border", "S"),
        ("胸围98穿多大", 98, 90, "girth_larger", "L"),
        ("胸围90穿多大", 90, 130, "girth_smaller", "L"),
        ("胸围110穿多大", 110, None, "girth_none", None),
    ],
)
def test_measured(text: str, bust: float, jin: float | None, reason: str, size: str | None) -> None:
    told = girth(text, bust, height=160 if jin else None, jin=jin)
    assert told.reason == f"sizing.{reason}"
    assert told.memory.get("size") == size
    assert fits_wording(told)


def test_what_the_chart_does_not_measure_leaves_it_to_the_body() -> None:
    told = ask("腰围70能穿吗", jin=90, girths=(("waist_cm", 70),), told_girths=True)
    assert told.reason == "sizing.one"


def test_feet_go_by_the_length_of_the_foot() -> None:
    shoes = chart()
    lengths = [m for m in MEASURES if m.part == "袖长"]
    shoes = type(shoes)(
        "c", "鞋", "", tuple(type(m)(m.size, "脚长", m.cm / 2.3) for m in lengths), ()
    )
    told = ask("脚长24穿几码", chart=shoes, girths=(("foot_length_cm", 24.2),), told_girths=True)
    assert told.memory["size"] == "M"


def test_weights_to_choose_from_are_told_with_their_prices() -> None:
    tea = product(sizes="")
    sku = product().skus[0]
    packs = tuple(
        type(sku)(size, "A1", "", size, sku.price, None, stock, None)
        for size, stock in (("125g罐装", 3), ("250g罐装", 0), ("500g袋装", 9))
    )
    told = ask("多大的", product=type(tea)(**{**vars(tea), "skus": packs}), chart=None)
    assert told.reason == "sizing.packs" and told.hand_over is None
    assert told.says[0].facts["packs"] == "125g罐装（99元）、500g袋装（99元）"
    assert told.says[0].offers == ("125g罐装", "500g袋装")


@pytest.mark.parametrize(
    ("usual", "name"), [("S", "utter_sizing_usual_same"), ("M", "utter_sizing_usual_other")]
)
def test_the_size_always_worn_is_compared(usual: str, name: str) -> None:
    told = ask(f"我平时穿{usual}", jin=90, sizes=(usual,))
    assert name in [say.name for say in told.says]
    assert told.memory["size"] == "S" and fits_wording(told)


def test_a_child_is_told_at_once_that_none_is_cut_for_it() -> None:
    told = ask("能穿吗", height=140, jin=None)
    assert told.reason == "sizing.height_outside" and told.ask is None
    assert told.says[0].facts["heights"] == "150-180" and fits_wording(told)
