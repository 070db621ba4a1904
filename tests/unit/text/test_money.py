"""Prices a buyer offers or holds against ours."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.money import find_offers
from bot.text.spans import Span


@pytest.mark.parametrize(
    ("message", "offer", "words"),
    [
        ("80行吗", "80", "80"),
        ("80块行不行", "80", "80块"),
        ("八十元行吗", "80", "八十元"),
        ("一百五十块钱行吗", "150", "一百五十块钱"),
        ("九块九行不行", "9.9", "九块九"),
        ("3块5卖不卖", "3.5", "3块5"),
        ("￥９９可以吗", "99", "￥９９"),
        ("两件150卖不卖", "150", "150"),
        ("一百二给不给", "120", "一百二"),
        ("百二行不", "120", "百二"),
        ("60可以吗拿两件", "60", "60"),
        ("便宜到80", "80", "80"),
        ("能不能便宜到一百五", "150", "一百五"),
        ("能不能80", "80", "80"),
        ("可以80吗", "80", "80"),
        ("给你100", "100", "100"),
        ("80给我吧", "80", "80"),
        ("两件给我150", "150", "150"),
        ("100两件可以吗", "100", "100"),
        ("80包邮行吗", "80", "80"),
        ("99包邮到成都吧", "99", "99"),
        ("预算200", "200", "200"),
        ("最多出90", "90", "90"),
        ("150我就拍", "150", "150"),
        ("就100吧", "100", "100"),
        ("50就50", "50", "50"),
        ("80一件吧", "80", "80"),
        ("凑个整一百吧", "100", "一百"),
        ("心里价位260左右啦", "260", "260"),
        ("XL码的裙子500块，零头就抹了吧", "500", "500块"),
        ("XL300卖吗", "300", "300"),
        ("便宜点啦，二百一条", "200", "二百"),
        ("俩130", "130", "130"),
        ("85那条裙子卖不卖", "85", "85"),
        ("110块我马上付款", "110", "110块"),
        ("108呗", "108", "108"),
    ],
)
def test_offers(message: str, offer: str, words: str) -> None:
    assert [(span.value, span.text) for span in find_offers(message)] == [(Decimal(offer), words)]


@pytest.mark.parametrize(
    ("message", "quoted"),
    [
        ("别家才59", "59"),
        ("别家才80 行吗", "80"),
        ("拼多多一样的只要六十五", "65"),
        ("人家直播间卖129", "129"),
        ("上次我买才89", "89"),
        ("网上有人卖45元呢", "45"),
        ("淘宝39都有", "39"),
        ("隔壁才19块8你们要25", "19.8"),
    ],
)
def test_prices_held_against_ours(message: str, quoted: str) -> None:
    assert [span.value for span in find_offers(message)] == [Decimal(quoted)]


@pytest.mark.parametrize(
    "message",
    [
        "80块",
        "99包邮",
        "99包邮那个活动还有吗",
        "便宜10块行吗",
        "少20行吗",
        "六块抹了吧",
        "运费10块行吗",
        "满300减30可以吗",
        "打8折可以吗",
        "38码可以吗",
        "3件可以吗",
        "18号可以吗",
        "60cm可以吗",
        "530812620324可以吗",
        "13800138000行吗",
        "LN2107可以吗",
        "99是一件吗",
        "不是99吗",
        "标价109对吧",
        "怎么还要一百五十九",
        "那就是58对吧",
        "199的那款能便宜点吗",
        "一套是239吧",
        "两件99是怎么买的",
        "一块拍了行吗",
        "三块毛巾行吗",
        "老客户我买过十几单了",
        "100块以内有啥",
        "618你们会更便宜吗",
    ],
)
def test_no_offers(message: str) -> None:
    assert find_offers(message) == []


def test_figures_known_to_be_something_else_are_no_offers() -> None:
    message = "165行吗"
    assert find_offers(message, taken=[Span(165.0, 0, 3, "165")]) == []
    assert [offer.text for offer in find_offers(message)] == ["165"]


@pytest.mark.parametrize("text", ["5斤半行吗", "8个半能发吗", "30天半行吗"])
def test_a_figure_with_a_half_behind_its_unit_is_no_price(text: str) -> None:
    assert find_offers(text) == []


@given(st.integers(min_value=1, max_value=99_999), st.sampled_from(["行吗", "卖不卖", "可以吗"]))
def test_the_span_is_the_figure_in_the_message(price: int, ask: str) -> None:
    message = f"亲，{price}元{ask}"
    (offer,) = find_offers(message)
    assert offer.value == price
    assert message[offer.start : offer.end] == offer.text == f"{price}元"


@given(st.text(alphabet="0123456789一二三十百块元毛行吗给我卖不包邮别家才的 ,", max_size=30))
def test_any_text_gives_spans_that_are_in_it(text: str) -> None:
    for offer in find_offers(text):
        assert offer.text == text[offer.start : offer.end] != ""
