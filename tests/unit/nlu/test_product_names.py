"""Products by what buyers really call them: parts of names, names misspelt."""

from __future__ import annotations

import pytest

from bot.nlu.catalogue_matcher import NameMatcher
from bot.shop.model.catalogue import CatalogueNames


@pytest.mark.parametrize(
    ("text", "span", "products"),
    [
        ("亚麻那条阔腿裤还有吗", "亚麻那条阔腿裤", "LN2107"),
        ("阔腿裤那条双层纱的", "阔腿裤那条双层纱", "LN2310"),
        ("方领的裙子多少钱", "方领的裙子", "LQ2301"),
        ("灯芯绒裙子一共几款", "灯芯绒裙子", "LQ2509 BQ2508"),
        ("双层纱那个会勾丝吗", "双层纱", "LN2310"),
        ("小立领脖子粗能穿吗", "小立领", "CS2204"),
        ("地板袜防滑吗", "地板袜", "WZ2512"),
        ("船袜掉跟吗", "船袜", "WZ2208"),
        ("连体裤上厕所方便吗", "连体裤", "BD2403"),
        ("短袖那件麻衬衫", "短袖那件麻衬衫", "CS2409"),
        ("古巴领衬衫有吗", "古巴领衬衫", "CS2409"),
        ("亚麻裤还打折吗", "亚麻裤", "LN2107 BD2403"),
    ],
)
def test_a_part_of_a_name_that_tells_few_products_from_all_others_is_enough(
    clothes: CatalogueNames, text: str, span: str, products: str
) -> None:
    assert _found(clothes, text) == [(span, tuple(products.split()))]


@pytest.mark.parametrize(
    ("text", "span", "products"),
    [
        ("小熊那个还有吗", "小熊", "B1 B2"),
        ("小熊的水杯漏水吗", "小熊的水杯", "B2"),
        ("玫瑰那款茶怎么泡", "玫瑰那款茶", "T1"),
        ("龙井那个多少钱", "龙井", "T2"),
    ],
)
def test_parts_of_names_are_found_in_any_trade(
    teas: CatalogueNames, text: str, span: str, products: str
) -> None:
    assert _found(teas, text) == [(span, tuple(products.split()))]


@pytest.mark.parametrize(
    "text",
    [
        "裙子有口袋吗",
        "阔腿裤显矮吗",
        "有没有夏天穿的裤子",
        "宽松的裙子有推荐吗",
        "冬天的袜子",
        "亚麻的会不会皱",
        "羊毛扎人吗",
        "有没有亚麻的裤子推荐",
        "薄款的衬衫有哪些",
        "这条裙子和那条裤子搭吗",
        "帽子多少钱",
        "度假穿的裙子",
        "一条裤子两件衣服",
    ],
)
def test_words_that_fit_many_products_name_none(clothes: CatalogueNames, text: str) -> None:
    assert _found(clothes, text) == []


@pytest.mark.parametrize("text", ["有什么茶", "绿茶有吗", "下午茶", "送礼盒吗", "喝茶睡不着"])
def test_a_tea_shop_hears_no_product_in_talk_of_tea(teas: CatalogueNames, text: str) -> None:
    assert _found(teas, text) == []


@pytest.mark.parametrize(
    ("text", "span", "product"),
    [
        ("贝蕾帽有货吗", "贝蕾帽", "MZ2509"),
        ("亚麻阔退裤", "亚麻阔退裤", "LN2107"),
        ("双层沙阔腿裤", "双层沙阔腿裤", "LN2310"),
        ("灯心绒半群", "灯心绒半群", "BQ2508"),
        ("亚麻连休裤有S吗", "亚麻连休裤", "BD2403"),
        ("棉麻川袜", "棉麻川袜", "WZ2208"),
    ],
)
def test_a_wrong_character_does_not_hide_a_product(
    clothes: CatalogueNames, text: str, span: str, product: str
) -> None:
    assert _found(clothes, text) == [(span, (product,))]


@pytest.mark.parametrize("text", ["长袖麻衬衫", "真丝阔腿裤", "羊绒厚袜", "棉麻连体裤"])
def test_another_word_is_no_slip_of_the_pen(clothes: CatalogueNames, text: str) -> None:
    assert text not in [span for span, _ in _found(clothes, text)]


def test_a_word_that_is_torn_out_of_a_name_tells_nothing() -> None:
    names = CatalogueNames((("碎花茶歇裙", ("A",)), ("雪纺裙", ("B",))), (), (), (), ("裙子",), ())
    assert _found(names, "花茶那个") == []
    assert _found(names, "碎花那个") == [("碎花", ("A",))]


def test_a_part_that_stands_inside_another_word_of_the_message_tells_nothing(
    clothes: CatalogueNames,
) -> None:
    assert _found(clothes, "长袖衬衫有吗") == []


def _found(names: CatalogueNames, text: str) -> list[tuple[str, tuple[str, ...]]]:
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for entity in NameMatcher(names).find(text):
        if entity["entity"] == "product":
            place = (entity["start"], entity["end"])
            found[place] = (*found.get(place, ()), entity["value"])
    return [(text[start:end], products) for (start, end), products in found.items()]
