"""Sums of money and offered prices."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.money import find_amounts, find_offers


@pytest.mark.parametrize(
    ("message", "amounts"),
    [
        ("80块", ["80"]),
        ("八十元", ["80"]),
        ("￥９９", ["99"]),
        ("一百五十块钱", ["150"]),
        ("99包邮", ["99"]),
        ("九块九", ["9.9"]),
        ("3块5", ["3.5"]),
        ("8毛", ["0.8"]),
        ("12.5元", ["12.5"]),
        ("一块钱", ["1"]),
        ("原价199 现价99", ["199", "99"]),
        ("便宜10块", ["10"]),
        ("一块拍了", []),
        ("这块布", []),
        ("3块香皂", []),
        ("满300减30", []),
        ("满300元减30元", []),
        ("满99包邮", []),
        ("165/110", []),
        ("530812620324", []),
        ("两件", []),
    ],
)
def test_amounts(message: str, amounts: list[str]) -> None:
    assert [span.value for span in find_amounts(message)] == [Decimal(a) for a in amounts]


@pytest.mark.parametrize(
    ("message", "offer"),
    [
        ("80行吗", "80"),
        ("80块行不行", "80"),
        ("两件150卖不卖", "150"),
        ("一百二给不给", "120"),
        ("60可以吗拿两件", "60"),
        ("便宜到80", "80"),
        ("能不能便宜到一百五", "150"),
        ("能不能80", "80"),
        ("可以80吗", "80"),
        ("给你100", "100"),
        ("100两件可以吗", "100"),
        ("80包邮行吗", "80"),
        ("预算200", "200"),
        ("最多出90", "90"),
        ("150我就拍", "150"),
        ("就100吧", "100"),
        ("80一件吧", "80"),
        ("￥100可以吗", "100"),
    ],
)
def test_offers(message: str, offer: str) -> None:
    assert [span.value for span in find_offers(message)] == [Decimal(offer)]


@pytest.mark.parametrize(
    "message",
    [
        "80块",
        "99包邮",
        "便宜10块行吗",
        "少20行吗",
        "别家才80 行吗",
        "运费10块行吗",
        "满300减30可以吗",
        "打8折可以吗",
        "38码可以吗",
        "3件可以吗",
        "18号可以吗",
        "110斤可以吗",
        "我170可以吗",
        "165/110可以吗",
        "160 105可以吗",
        "1米6可以吗",
        "60cm可以吗",
        "530812620324可以吗",
        "13800138000行吗",
        "LN2107可以吗",
    ],
)
def test_no_offers(message: str) -> None:
    assert find_offers(message) == []


@given(st.integers(min_value=1, max_value=99_999), st.sampled_from(["行吗", "卖不卖", "可以吗"]))
def test_the_span_is_the_figure_in_the_message(price: int, ask: str) -> None:
    message = f"亲，{price}元{ask}"
    (offer,) = find_offers(message)
    assert offer.value == price
    assert message[offer.start : offer.end] == offer.text == f"{price}元"
