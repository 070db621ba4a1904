"""Sizes: which one for which body, said honestly, and measurements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from actions.sizing.facts import Body, Sizing
from actions.sizing.fitting import fit
from actions.sizing.rules import answer
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.shop.model.catalogue import BodyRange, GarmentMeasure, Product, SizeChart, Sku

TODAY = date(2026, 11, 23)
WORDING = Wording(Path("data/stories"))
RANGES = (
    BodyRange("S", 150, 170, 40, 50),
    BodyRange("M", 155, 175, 49, 58),
    BodyRange("L", 160, 180, 60, 70),
)
MEASURES = tuple(
    GarmentMeasure(size, part, cm + 2 * step)
    for step, size in enumerate("SML")
    for part, cm in (("衣长", 60.5), ("胸围", 96), ("袖长", 55))
)


def chart(note: str = "", ranges: tuple[BodyRange, ...] = RANGES) -> SizeChart:
    return SizeChart("c", "上衣", note, MEASURES, ranges)


def product(cut: str = "", sizes: str = "SML", **attributes: str) -> Product:
    named = {**({"版型": cut} if cut else {}), **attributes}
    skus = [
        Sku(f"A1-{c}{s}", "A1", c, s, Decimal(99), None, 0 if c + s == "白M" else 9, day)
        for c in ("黑", "白")
        for s in sizes
        for day in [date(2026, 12, 8) if c + s == "白M" else None]
    ]
    return Product(
        id="A1", item_id=None, title="衬衫", name="衬衫", aliases=(), category="衬衫",
        chart_id="c", selling_point="", sales=0, rating=None, listed_on=None, presale_on=None,
        image="", skus=tuple(skus), attributes=tuple(named.items()),
    )  # fmt: skip


def ask(text: str = "穿什么码", height: float | None = 160, jin: float | None = 100, **more: Any):
    fields: dict[str, Any] = {"product": product(), "chart": chart(), "today": TODAY} | more
    body = Body(height, None if jin is None else jin / 2)
    return answer(Sizing(body=body, text=text, **fields))


def fits_wording(outcome: Outcome) -> bool:
    replies = WORDING.replies()
    return all(
        variant.placeholders <= set(say.facts) and all(say.facts[p] for p in variant.placeholders)
        for say in outcome.says
        for name in (say.name, *say.more)
        for variant in replies[name]
    )


@pytest.mark.parametrize(
    ("height", "weight", "verdict", "sizes"),
    [
        (160, 45, "one", ("S",)),
        (160, 50, "border", ("S", "M")),
        (160, 49, "border", ("S", "M")),
        (160, 59, "between", ("M", "L")),
        (172, 45, "split", ("S", "M")),
        (190, 45, "height_off", ("S",)),
        (160, 71, "too_small", ("L",)),
        (160, 39, "too_large", ("S",)),
        (None, 65, "one", ("L",)),
    ],
)
def test_fit(height: float | None, weight: float, verdict: str, sizes: tuple[str, ...]) -> None:
    found = fit(RANGES, height, weight)
    assert (found.verdict, found.sizes) == (verdict, sizes)


@pytest.mark.parametrize(
    ("more", "size"),
    [
        ({"product": product("宽松落肩")}, "S"),
        ({"product": product("修身")}, "M"),
        ({"product": product("修身"), "chart": chart("介于两码选小；有误差")}, "S"),
        ({"product": product("宽松"), "chart": chart("介于两码选大")}, "M"),
        ({"sizes": ("M",)}, "M"),
    ],
)
def test_between_two_sizes_both_are_said_and_the_cut_decides(
    more: dict[str, Any], size: str
) -> None:
    outcome = ask(jin=99, **more)
    assert outcome.memory["size"] == size
    assert {outcome.says[0].facts["first"], outcome.says[0].facts["last"]} == {"S", "M"}
    assert fits_wording(outcome)


def test_a_size_that_does_not_fit_is_refused_and_the_right_one_named() -> None:
    outcome = ask("L行不行", jin=90, sizes=("L",))
    assert [say.name for say in outcome.says][:2] == [
        "utter_sizing_not_that",
        "utter_sizing_fits",
    ]
    assert outcome.memory["size"] == "S"


@pytest.mark.parametrize(("jin", "reason"), [(150, "too_small"), (60, "too_large")])
def test_none_fits_is_said_with_the_nearest_measurements(jin: float, reason: str) -> None:
    outcome = ask(jin=jin, height=None)
    assert outcome.reason == f"sizing.{reason}"
    assert "胸围" in outcome.says[0].facts["measures"]
    assert "size" not in outcome.memory


@pytest.mark.parametrize(
    ("height", "jin", "question"),
    [(None, None, "both"), (160, None, "weight"), (None, 100, "height")],
)
def test_only_what_is_missing_is_asked_for(
    height: float | None, jin: float | None, question: str
) -> None:
    outcome = ask(height=height, jin=jin)
    assert outcome.says[-1].name == f"utter_sizing_ask_{question}"
    assert outcome.ask is not None and outcome.ask.fact == "body"


def test_asked_before_the_table_is_told_or_the_weight_alone_decides() -> None:
    table = ask(height=None, jin=None, may_ask=False)
    assert table.says[0].facts["table"] == "S 80-100、M 98-116、L 120-140"
    assert ask(height=None, jin=90, may_ask=False).says[0].name == "utter_sizing_fits_by_weight"


def test_an_absurd_body_is_asked_for_once_more() -> None:
    again = ask(absurd=True, height=None, jin=None, may_ask=False)
    assert again.reason == "sizing.absurd_body"
    assert again.ask is not None
    assert ask(absurd=True, height=None, jin=None, may_ask_again=False).reason == "sizing.table"


@pytest.mark.parametrize(
    ("colour", "name", "back"),
    [
        ("黑", "utter_sizing_in_stock", ""),
        ("白", "utter_sizing_colour_out", "12月8日"),
        (None, "utter_sizing_colours", None),
    ],
)
def test_the_stock_of_the_size_is_told(colour: str | None, name: str, back: str | None) -> None:
    said = ask(jin=110, colour=colour).says[-1]
    assert said.name == name
    assert said.facts.get("back", "") == (back or "")
    assert fits_wording(ask(jin=110, colour=colour))


@pytest.mark.parametrize("today", [date(2026, 12, 8), date(2027, 1, 9)])
def test_a_day_of_restock_that_has_come_is_not_named(today: date) -> None:
    said = ask(jin=110, colour="白", today=today).says[-1]
    assert "utter_sizing_back_unknown" in said.more
    assert said.facts["back"] == ""


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("衣服多长", {}, "S 60.5、M 62.5、L 64.5"),
        ("袖子多长啊", {}, "S 55、M 57、L 59"),
        ("胸围有多少cm", {"sizes": ("L",)}, "胸围 100"),
        ("具体尺寸说下", {"size_in_view": "M"}, "衣长 62.5、胸围 98、袖长 57"),
    ],
)
def test_measurements(text: str, more: dict[str, Any], expected: str) -> None:
    outcome = ask(text, **more)
    assert outcome.says[0].facts["measures"] == expected
    assert fits_wording(outcome)


def test_measurements_of_no_size_ask_which() -> None:
    outcome = ask("尺寸说一下")
    assert outcome.reason == "sizing.which_measures"
    assert outcome.says[0].offers == ("S", "M", "L")


def test_a_buyers_own_waist_is_no_question_for_measurements() -> None:
    assert ask("我腰围68穿哪个", jin=90).reason == "sizing.one"


def test_what_a_size_is_for_and_how_it_is_cut() -> None:
    outcome = ask("L适合多少斤的", height=None, jin=None, sizes=("L",))
    assert outcome.says[0].facts["weights"] == "120-140"
    cut = ask("版型是宽松的吗", height=None, jin=None, product=product("宽松落肩"))
    assert cut.says[0].facts["cut"] == "宽松落肩"
    assert cut.ask is not None


@pytest.mark.parametrize(
    ("goods", "reason"),
    [
        (product(尺寸="长200厘米"), "sizing.dimensions"),
        (product(sizes="F"), "sizing.one_size"),
        (product(), "sizing.no_chart"),
    ],
)
def test_goods_without_a_chart(goods: Product, reason: str) -> None:
    outcome = ask(product=goods, chart=None)
    assert outcome.reason == reason
    assert bool(outcome.hand_over) is (reason == "sizing.no_chart")
    assert fits_wording(outcome)


@pytest.mark.parametrize("height", [95, 110, 111, 120, 150])
def test_a_chart_by_height_alone_needs_no_weight(height: float) -> None:
    ranges = (BodyRange("S", 100, 110, None, None), BodyRange("M", 110, 130, None, None))
    outcome = ask(height=height, jin=None, chart=chart("介于两码选大", ranges))
    assert outcome.ask is None
    assert fits_wording(outcome)
    expected = {95: "S", 110: "M", 111: "M", 120: "M", 150: "M"}
    assert outcome.memory["size"] == expected[int(height)]


def test_who_likes_it_loose_hears_of_the_next_size_not_of_other_goods() -> None:
    told = ask("我喜欢宽松的", jin=90)
    assert told.reason == "sizing.looser"
    assert told.says[-1].facts == {"larger": "M"} and fits_wording(told)


def test_there_is_no_larger_size_than_the_largest() -> None:
    assert ask("我喜欢宽松的", height=170, jin=130).reason == "sizing.one"


def test_half_a_body_after_figures_nobody_has_is_asked_for_the_other_half() -> None:
    told = ask("身高160", jin=None, may_ask=False, may_ask_rest=True)
    assert told.reason == "sizing.ask_rest" and told.ask is not None
    assert ask("身高160", jin=None, may_ask=False).reason == "sizing.table"
