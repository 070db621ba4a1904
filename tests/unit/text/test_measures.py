"""The buyer's body out of a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.measures import Body, Expect, find_body


@pytest.mark.parametrize(
    ("message", "height_cm", "weight_kg"),
    [
        ("160 105斤穿什么码", 160, 52.5),
        ("165/110", 165, 55),
        ("165，110", 165, 55),
        ("身高165体重55公斤", 165, 55),
        ("一米六五 一百一十斤", 165, 55),
        ("一米六五一百一", 165, 55),
        ("1米6", 160, None),
        ("1米58体重96", 158, 48),
        ("1.65m", 165, None),
        ("165CM", 165, None),
        ("165公分", 165, None),
        ("55kg", None, 55),
        ("52公斤", None, 52),
        ("105斤 160", 160, 52.5),
        ("105斤 1.6", 160, 52.5),
        ("105 160", 160, 52.5),
        ("160 105", 160, 52.5),
        ("160 50", 160, 50),
        ("180 80", 180, 80),
        ("170 90能穿吗", 170, 45),
        ("身高1.65体重110", 165, 55),
        ("身高一六五体重一百零五", 165, 52.5),
        ("165cm 110", 165, 55),
        ("１６５　１１０", 165, 55),
        ("163高 98斤", 163, 49),
        ("165-110", 165, 55),
        ("我高一米七 重130", 170, 65),
        ("体重120", None, 60),
        ("体重50", None, 50),
    ],
)
def test_body(message: str, height_cm: float | None, weight_kg: float | None) -> None:
    assert find_body(message) == Body(height_cm=height_cm, weight_kg=weight_kg)


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
        "165/88A",
        "160-165",
        "来5斤茶叶",
        "这个重2公斤吗",
        "瓶子高20",
        "2025-12-01",
        "165 110 88",
        "明天发货吗",
    ],
)
def test_no_body(message: str) -> None:
    assert find_body(message) == Body()
    assert find_body(message, bare_pair=True) == Body()


def test_a_bare_pair_among_other_words_needs_the_context() -> None:
    assert find_body("白色的 165 110") == Body()
    assert find_body("白色的 165 110", bare_pair=True) == Body(height_cm=165, weight_kg=55)


@pytest.mark.parametrize(
    ("message", "girths"),
    [
        ("三围88 68 92", (88, 68, 92)),
        ("三围是88/68/92", (88, 68, 92)),
        ("胸围88腰围68臀围92", (88, 68, 92)),
        ("腰围68", (None, 68, None)),
    ],
)
def test_girths(message: str, girths: tuple[float | None, ...]) -> None:
    body = find_body(message)
    assert (body.bust_cm, body.waist_cm, body.hip_cm) == girths
    assert (body.height_cm, body.weight_kg) == (None, None)


@pytest.mark.parametrize("message", ["身高50", "身高3米", "我500斤", "体重900"])
def test_absurd(message: str) -> None:
    assert find_body(message) == Body(absurd=True)


def test_one_absurd_figure_leaves_the_other() -> None:
    assert find_body("身高165体重900") == Body(height_cm=165, absurd=True)


@pytest.mark.parametrize(
    ("message", "expect", "body"),
    [
        ("110", "weight", Body(weight_kg=55)),
        ("一百零五", "weight", Body(weight_kg=52.5)),
        ("110左右吧", "weight", Body(weight_kg=55)),
        ("52", "weight", Body(weight_kg=52)),
        ("500", "weight", Body(absurd=True)),
        ("要两件", "weight", Body()),
        ("165", "height", Body(height_cm=165)),
        ("我165", "height", Body(height_cm=165)),
        ("1.65", "height", Body(height_cm=165)),
        ("一六五", "height", Body(height_cm=165)),
        ("50", "height", Body(absurd=True)),
        ("165 110", "height", Body(height_cm=165, weight_kg=55)),
        ("110斤", "height", Body(weight_kg=55)),
        ("530812620324", "height", Body()),
    ],
)
def test_the_answer_to_our_question(message: str, expect: Expect, body: Body) -> None:
    assert find_body(message, expect=expect) == body


@given(st.integers(min_value=145, max_value=185), st.integers(min_value=38, max_value=75))
def test_jin_and_kg_of_one_body_agree(height: int, weight: int) -> None:
    expected = Body(height_cm=height, weight_kg=weight)
    assert find_body(f"{height} {weight * 2}斤") == expected
    assert find_body(f"身高{height}体重{weight}kg") == expected
    assert find_body(f"{weight}公斤 {height}cm") == expected
