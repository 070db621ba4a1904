from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.references import Reference, find_references

NEAR, FAR, OTHER = Reference("near"), Reference("far"), Reference("other")
BOTH, ALL = Reference("both"), Reference("all")


def nth(place: int) -> Reference:
    return Reference("nth", place)


def like(words: str) -> Reference:
    return Reference("described", about=words)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("这款多少钱", [NEAR]),
        ("那款有M吗", [FAR]),
        ("我要那个", [FAR]),
        ("刚才说的多少钱", [FAR]),
        ("刚才看的那条裤子", [FAR]),
        ("上面那个呢", [FAR]),
        ("第二个有货吗", [nth(1)]),
        ("第1款", [nth(0)]),
        ("第三", [nth(2)]),
        ("最后一个多少钱", [nth(-1)]),
        ("左边那个", [nth(0)]),
        ("右边的呢", [nth(-1)]),
        ("中间那款", [Reference("middle")]),
        ("前者还是后者", [nth(0), nth(1)]),
        ("另一个呢", [OTHER]),
        ("另外一款会起球吗", [OTHER]),
        ("这两个有啥区别", [BOTH]),
        ("刚才那两款哪个好", [BOTH]),
        ("它俩比呢", [BOTH]),
        ("都要", [ALL]),
        ("这几款都看看", [ALL]),
        ("第一款和第三款哪个厚", [nth(0), nth(2)]),
        ("这款和那款", [NEAR, FAR]),
        ("亚麻的那款", [like("亚麻")]),
        ("我喜欢亚麻的那款", [like("亚麻")]),
        ("我问的是那款", [FAR]),
        ("麻烦看下那款", [FAR]),
        ("第七个有货吗", [nth(6)]),
        ("第8款", [nth(7)]),
        ("第十二件", [nth(11)]),
        ("第20个", [nth(19)]),
        ("2号链接多少钱", [nth(1)]),
        ("十二号链接", [nth(11)]),
    ],
)
def test_what_is_pointed_at(text: str, found: list[Reference]) -> None:
    assert [span.value for span in find_references(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "第二件半价吗",
        "第一次买",
        "第二天能到吗",
        "这两天发货吗",
        "两件多少钱",
        "来两个",
        "那个颜色有吗",
        "那个黑色的有吗",
        "那个,请问发什么快递",
        "嗯那个",
        "那个啥来着",
        "另外问一下",
        "另外一个问题",
        "右边口袋深吗",
        "那我要了",
        "那边冷吗",
        "那款式怎么样",
        "就剩最后一件了",
        "都要多少钱",
        "这个价格",
        "第一个月",
        "第11个工作日",
        "第21个",
        "第八件半价",
        "第10次",
        "11月12号链接发我",
        "十一月十二号链接发我",
        "32号链接",
    ],
)
def test_what_points_at_no_product(text: str) -> None:
    assert find_references(text) == []


@given(
    st.text(
        alphabet="这那第一二三十百号链接个款条件两俩最后左边刚才说的都要另外亚麻,。 1x", max_size=30
    )
)
def test_every_span_is_in_the_text_and_none_overlap(text: str) -> None:
    spans = find_references(text)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
