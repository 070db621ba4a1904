"""Numbers as buyers say them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.numbers import find_numbers, parse_number

NAMES = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("165", "165"),
        ("１６５", "165"),
        ("1.5", "1.5"),
        ("2万", "20000"),
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("廿五", "25"),
        ("一百二", "120"),
        ("百二", "120"),
        ("一百零五", "105"),
        ("一百〇五", "105"),
        ("一百一十", "110"),
        ("两百五", "250"),
        ("两千五", "2500"),
        ("一千零五十", "1050"),
        ("一万二", "12000"),
        ("两万零五", "20005"),
        ("十二万三千", "123000"),
        ("壹佰", "100"),
        ("貳拾", "20"),
        ("一六五", "165"),
        ("幺八八", "188"),
        ("一点五", "1.5"),
        ("俩", "2"),
        ("仨", "3"),
        ("半", "0.5"),
    ],
)
def test_said(said: str, value: str) -> None:
    assert parse_number(said) == Decimal(value)


@pytest.mark.parametrize(
    "said", ["", "好", "两三", "三五", "十七八", "五六十", "一百百", "12a", "1.2.3", "点五", "一点"]
)
def test_no_number(said: str) -> None:
    assert parse_number(said) is None


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("一百二给不给", [120]),
        ("165 110", [165, 110]),
        ("来三件", [3]),
        ("要俩", [2]),
        ("身高165体重55公斤", [165, 55]),
        ("99包邮", [99]),
        ("三", [3]),
        ("便宜一点", []),
        ("看一下", []),
        ("万一不合适", []),
        ("千万别忘", []),
        ("十分好看", []),
        ("第二个", []),
        ("周三到", []),
        ("两三件", []),
        ("LN2107", []),
        ("530812620324", []),
        ("半身裙", []),
    ],
)
def test_found(message: str, values: list[int]) -> None:
    assert [span.value for span in find_numbers(message)] == values


@pytest.mark.parametrize(
    ("message", "value", "span"),
    [
        ("1斤半", "1.5", "1斤半"),
        ("1斤半装多少钱", "1.5", "1斤半"),
        ("两斤半", "2.5", "两斤半"),
        ("105斤半", "105.5", "105斤半"),
        ("一米半", "1.5", "一米半"),
        ("两个半", "2.5", "两个半"),
        ("两个半小时", "2.5", "两个半"),
        ("两个半月", "2.5", "两个半"),
        ("1百斤", "100", "1百"),
        ("两斤半价", "2", "两"),
        ("两件半身裙", "2", "两"),
        ("两个半成品", "2", "两"),
    ],
)
def test_a_half_behind_the_unit_is_part_of_the_number(message: str, value: str, span: str) -> None:
    (found,) = find_numbers(message)
    assert (found.value, found.text) == (Decimal(value), span)


@given(st.integers(min_value=1, max_value=99_999_999))
def test_digits_are_read_as_written(number: int) -> None:
    assert parse_number(str(number)) == number


@given(st.integers(min_value=1, max_value=9), st.integers(min_value=1, max_value=9))
def test_a_short_hundred_is_the_long_one(hundreds: int, tens: int) -> None:
    spoken, full = f"{NAMES[hundreds]}百{NAMES[tens]}", f"{NAMES[hundreds]}百{NAMES[tens]}十"
    assert parse_number(spoken) == parse_number(full) == hundreds * 100 + tens * 10


@given(st.text(alphabet="零一二两十百千万点半俩123. 件个块第周", max_size=20))
def test_a_span_points_into_the_message(message: str) -> None:
    for span in find_numbers(message):
        assert message[span.start : span.end] == span.text
        figure = parse_number(span.text)
        assert span.text.endswith("半") if figure is None else figure == span.value
