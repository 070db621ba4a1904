"""The buyer's body out of a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.measures import Asked, find_measures, read_answer


def measured(message: str) -> dict[str, tuple[float, str]]:
    return {m.name: (m.span.value, m.span.text) for m in find_measures(message) if not m.absurd}


def body(message: str) -> tuple[float | None, float | None]:
    found = {name: value for name, (value, _) in measured(message).items()}
    return found.get("height_cm"), found.get("weight_kg")


@pytest.mark.parametrize(
    ("message", "height_cm", "weight_kg"),
    [
        ("160 105斤穿什么码", 160, 52.5),
        ("165/110", 165, 55),
        ("165，110", 165, 55),
        ("身高165体重55公斤", 165, 55),
        ("一米六五 一百一十斤", 165, 55),
        ("一米六五一百一", 165, 55),
        ("一米六五110", 165, 55),
        ("一米六五十公斤", 160, 50),
        ("高一米六重一百一", 160, 55),
        ("1米6", 160, None),
        ("1米58体重96", 158, 48),
        ("1.65m", 165, None),
        ("165CM", 165, None),
        ("165公分", 165, None),
        ("55kg", None, 55),
        ("52公斤", None, 52),
        ("105斤半", None, 52.75),
        ("一百斤半", None, 50.25),
        ("1百斤", None, 50),
        ("我1百多斤", None, 50),
        ("160 1百斤", 160, 50),
        ("身高一米半", 150, None),
        ("身高165百搭吗", 165, None),
        ("一百来斤", None, 50),
        ("105斤 160", 160, 52.5),
        ("105斤 1.6", 160, 52.5),
        ("105 160", 160, 52.5),
        ("160 50", 160, 50),
        ("180 80", 180, 80),
        ("170 90能穿吗", 170, 45),
        ("身高1.65体重110", 165, 55),
        ("身高一六五体重一百零五", 165, 52.5),
        ("165cm 110", 165, 55),
        ("１６５　１１０", 165, 55),
        ("163高 98斤", 163, 49),
        ("162高97重", 162, 48.5),
        ("163高110", 163, 55),
        ("165-110", 165, 55),
        ("我高一米七 重130", 170, 65),
        ("体重120", None, 60),
        ("体重50", None, 50),
        ("白色的 165 110", 165, 55),
        ("我158会不会太长", 158, None),
        ("175的男生能穿吗，140斤", 175, 70),
        ("我妈125能穿多大", None, 62.5),
        ("L168 120斤够大吗", 168, 60),
        ("165 110 80给我", 165, 55),
    ],
)
def test_height_and_weight(message: str, height_cm: float | None, weight_kg: float | None) -> None:
    assert body(message) == (height_cm, weight_kg)


@pytest.mark.parametrize(
    "message",
    [
        "160元",
        "160 105元",
        "买3件160",
        "80元 160件",
        "530812620324",
        "13800138000",
        "满165减110",
        "裙长120cm",
        "衣长165公分",
        "1.8米床",
        "3米5的窗帘",
        "165/88A",
        "160-165",
        "来5斤茶叶",
        "这个重2公斤吗",
        "瓶子高20",
        "高腰110",
        "2025-12-01",
        "165 110 88",
        "我150拿了",
        "2XL还有吗",
        "明天发货吗",
        "裤脚22",
        "1斤半",
        "一米半的桌布",
        "下胸围75",
    ],
)
def test_no_body(message: str) -> None:
    assert find_measures(message) == []


@pytest.mark.parametrize(
    ("message", "girths"),
    [
        ("三围88 68 92", {"bust_cm": 88, "waist_cm": 68, "hip_cm": 92}),
        ("三围是88/68/92", {"bust_cm": 88, "waist_cm": 68, "hip_cm": 92}),
        ("胸围88腰围68臀围92", {"bust_cm": 88, "waist_cm": 68, "hip_cm": 92}),
        ("腰围68", {"waist_cm": 68}),
        ("腰围2尺1", {"waist_cm": 70}),
        ("二尺二的腰", {"waist_cm": 73}),
        ("我两尺三穿多大", {"waist_cm": 77}),
        ("腰围2.4尺", {"waist_cm": 80}),
        ("胯3尺", {"hip_cm": 100}),
        ("臀围有100", {"hip_cm": 100}),
        ("肩宽38", {"shoulder_cm": 38}),
        ("脚长23.5", {"foot_length_cm": 23.5}),
        ("脚长24厘米", {"foot_length_cm": 24}),
    ],
)
def test_girths_shoulders_and_feet(message: str, girths: dict[str, float]) -> None:
    assert {name: value for name, (value, _) in measured(message).items()} == girths


def test_each_figure_has_a_span_of_its_own_without_its_label() -> None:
    assert measured("我身高一米六五，体重105斤，腰围2尺1") == {
        "height_cm": (165, "一米六五"),
        "weight_kg": (52.5, "105斤"),
        "waist_cm": (70, "2尺1"),
    }


@pytest.mark.parametrize("message", ["身高50", "身高3米", "我500斤", "体重900"])
def test_absurd(message: str) -> None:
    assert [measure.absurd for measure in find_measures(message)] == [True]


def test_one_absurd_figure_leaves_the_other() -> None:
    assert measured("身高165体重900") == {"height_cm": (165, "165")}


@pytest.mark.parametrize(
    ("message", "asked", "figure"),
    [
        ("110", "weight_kg", 55),
        ("一百零五", "weight_kg", 52.5),
        ("110左右吧", "weight_kg", 55),
        ("52", "weight_kg", 52),
        ("500", "weight_kg", None),
        ("要两件", "weight_kg", None),
        ("165", "height_cm", 165),
        ("我165", "height_cm", 165),
        ("1.65", "height_cm", 165),
        ("一六五", "height_cm", 165),
        ("50", "height_cm", None),
        ("165 110", "height_cm", None),
        ("530812620324", "height_cm", None),
    ],
)
def test_the_bare_answer_to_our_question(message: str, asked: Asked, figure: float | None) -> None:
    assert read_answer(message, asked=asked) == figure


@given(st.integers(min_value=145, max_value=185), st.integers(min_value=38, max_value=75))
def test_jin_and_kg_of_one_body_agree(height: int, weight: int) -> None:
    for message in (
        f"{height} {weight * 2}斤",
        f"身高{height}体重{weight}kg",
        f"{weight}公斤 {height}cm",
    ):
        assert body(message) == (height, weight)


@given(st.text(alphabet="0123456789一二六十百半米尺斤公cmkg.高重腰胸三围我的 /-,", max_size=30))
def test_any_text_gives_spans_that_are_in_it(text: str) -> None:
    for measure in find_measures(text):
        span = measure.span
        assert 0 <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]
