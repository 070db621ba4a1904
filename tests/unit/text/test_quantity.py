"""How many a buyer wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.quantity import find_quantities


@pytest.mark.parametrize(
    ("message", "quantities"),
    [
        ("两件", [2]),
        ("3个", [3]),
        ("来五条", [5]),
        ("要一套", [1]),
        ("俩", [2]),
        ("要仨", [3]),
        ("20盒", [20]),
        ("三件多少钱", [3]),
        ("一百件什么价", [100]),
        ("连衣裙x2", [2]),
        ("LN2107*2", [2]),
        ("拍2", [2]),
        ("２件", [2]),
        ("XL2件", [2]),
        ("白色一件黑色两件", [1, 2]),
        ("两件150卖不卖", [2]),
        ("100两件可以吗", [2]),
        ("三块毛巾", [3]),
        ("半打", [6]),
        ("袜子一打多少钱", [12]),
        ("就一条", [1]),
        ("可以买一包吗", [1]),
        ("给我拿一双38的", [1]),
        ("黑的白的各一件", [1]),
        ("4盒包邮吗", [4]),
        ("两件半身裙", [2]),
    ],
)
def test_quantities(message: str, quantities: list[int]) -> None:
    assert [span.value for span in find_quantities(message)] == quantities


@pytest.mark.parametrize(
    "message",
    [
        "等一下",
        "便宜一点",
        "一个月",
        "第二个",
        "第2件半价",
        "那件",
        "每件",
        "两三件",
        "几十件",
        "三件套",
        "一件代发",
        "20条装",
        "一件多少钱",
        "一盒几个",
        "一个问题",
        "两个颜色",
        "5个工作日",
        "我们俩",
        "三块钱",
        "一块买",
        "165*110",
        "530812620324",
        "65一件",
        "一件65",
        "二百一套",
        "是一套的吗",
        "这是一件的价吗",
        "一盒里面有几双",
        "一双一双分开包",
        "瘦子一枚",
        "79对吧",
        "159对不对",
        "99包邮",
        "80打到支付宝",
        "两个半",
        "两个半小时能到吗",
        "两个半月",
    ],
)
def test_no_quantities(message: str) -> None:
    assert find_quantities(message) == []


@given(st.integers(min_value=1, max_value=999), st.sampled_from("件条套盒包袋箱瓶双"))
def test_the_span_is_the_count_in_the_message(count: int, classifier: str) -> None:
    message = f"好的要{count}{classifier}"
    (found,) = find_quantities(message)
    assert (found.value, found.text) == (count, f"{count}{classifier}")
    assert message[found.start : found.end] == found.text
