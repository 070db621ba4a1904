"""Items a buyer points at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.links import find_item_ids, is_only_link

SHARE = "【淘宝】https://e.tb.cn/h.gAbCdE?tk=x1yZ CZ3457 「亚麻连衣裙」点击链接直接打开"


@pytest.mark.parametrize(
    ("message", "ids"),
    [
        (
            "https://item.taobao.com/item.htm?spm=a1.123456789012&id=530812620324&skuId=46116860"
            "18427387904这个有货吗",
            ["530812620324"],
        ),
        ("https://detail.tmall.com/item.htm?id=530812620324", ["530812620324"]),
        ("detail.m.tmall.com/item.htm?id=530812620324", ["530812620324"]),
        ("item.jd.com/100012043978.html", ["100012043978"]),
        ("https://item.m.jd.com/product/100012043978.html?x=1", ["100012043978"]),
        ("http://127.0.0.1:5005/chat?product=LN2107", ["LN2107"]),
        ("https://shop.example.com/?product=ln2107&from=chat", ["LN2107"]),
        ("530812620324有货吗", ["530812620324"]),
        ("５３０８１２６２０３２４", ["530812620324"]),
        ("LN2107有M码吗", ["LN2107"]),
        ("ln2107x2", ["LN2107"]),
        ("A-1032", ["A-1032"]),
        ("LN2107和LN2108哪个好", ["LN2107", "LN2108"]),
    ],
)
def test_ids(message: str, ids: list[str]) -> None:
    assert [span.value for span in find_item_ids(message)] == ids


@pytest.mark.parametrize(
    "message",
    [
        SHARE,
        "https://e.tb.cn/h.gAbCdE",
        "13800138000",
        "8613800138000",
        "057188888888",
        "4001234567",
        "订单号530812620324",
        "加微信abc12345",
        "qq123456",
        "L165",
        "165cm",
        "2025-11-18",
        "A4纸",
        "160 105",
        "1234567890123456",
    ],
)
def test_no_ids(message: str) -> None:
    assert find_item_ids(message) == []


@pytest.mark.parametrize(
    "message", [SHARE, "item.jd.com/100012043978.html ", "530812620324", "LN2107", "LN2107?"]
)
def test_only_a_link(message: str) -> None:
    assert is_only_link(message)


@pytest.mark.parametrize(
    "message", ["LN2107有货吗", "在吗", "", "13800138000", SHARE + "这个多少钱"]
)
def test_more_than_a_link(message: str) -> None:
    assert not is_only_link(message)


@given(st.integers(min_value=200_000_000, max_value=9_999_999_999_999))
def test_a_bare_id_is_found_inside_words(number: int) -> None:
    item = str(number)
    if item.startswith(("86", "400", "800", "1")):
        item = "5" + item[1:]
    (found,) = find_item_ids(f"这个{item}还有吗")
    assert (found.value, found.start) == (item, 2)
