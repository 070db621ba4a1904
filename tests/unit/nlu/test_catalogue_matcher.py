from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.catalogue_matcher import NameMatcher
from bot.shop.model.catalogue import CatalogueNames

WORDS = "亚麻 那条 阔腿 裤 子 贝蕾 帽 黑 的 色 红 不要 M XL 码 38 发 园通 天天 一点 深 ，".split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("亚麻阔腿裤多少钱", [("product", "LN2107")]),
        ("龙井茶怎么卖", [("product", "TE1001")]),
        ("阔腿裤有吗", [("product", "LN2107"), ("product", "LN2205")]),
        ("米白色的有没有", [("colour", "米白")]),
        ("有黑的吗", [("colour", "黑色")]),
        ("紫色有货吗", [("colour", "紫色")]),
        ("xxl有吗", [("size", "2XL")]),
        ("Ｍ码还有没", [("size", "M")]),
        ("要36码的", [("size", "36")]),
        ("一共36块", []),
        ("发SF可以吗", [("courier", "顺丰")]),
        ("sfx是什么", []),
        ("WMXL2", []),
    ],
)
def test_finds_what_the_catalogue_calls_things(
    names: CatalogueNames, text: str, expected: list[tuple[str, str]]
) -> None:
    found = NameMatcher(names).find(text)
    assert [(entity["entity"], entity["value"]) for entity in found] == expected


def test_an_entity_points_into_the_buyers_own_text(names: CatalogueNames) -> None:
    text = "想要 ＸＬ 的雾蓝"
    places = {e["value"]: text[e["start"] : e["end"]] for e in NameMatcher(names).find(text)}
    assert places == {"XL": "ＸＬ", "雾蓝": "雾蓝"}


def test_several_things_are_found_each_in_its_place(clothes: CatalogueNames) -> None:
    text = "亚麻那条阔腿裤黑的M码一条，贝蕾帽米白，发园通"
    found = [(e["value"], text[e["start"] : e["end"]]) for e in NameMatcher(clothes).find(text)]
    assert found == [
        ("LN2107", "亚麻那条阔腿裤"),
        ("黑色", "黑"),
        ("M", "M码"),
        ("MZ2509", "贝蕾帽"),
        ("米白", "米白"),
        ("圆通", "园通"),
    ]


def test_a_family_of_colours_has_a_role_of_its_own(clothes: CatalogueNames) -> None:
    (entity,) = NameMatcher(clothes).find("有没有深一点的颜色")
    assert (entity["entity"], entity["value"], entity["role"]) == ("colour", "深色", "family")


def test_a_refused_family_is_refused(clothes: CatalogueNames) -> None:
    (entity,) = NameMatcher(clothes).find("不要红色系的")
    assert (entity["value"], entity["role"]) == ("红色系", "refused")


def test_a_colour_of_the_catalogue_that_is_called_like_a_family_is_a_colour() -> None:
    names = CatalogueNames((), (), ("浅色", "深色"), (), (), ())
    (entity,) = NameMatcher(names).find("浅色有吗")
    assert entity["value"] == "浅色"
    assert "role" not in entity


def test_a_name_of_more_products_than_can_be_offered_gives_the_first_few() -> None:
    products = (("棉裙", tuple("ABCDEF")),)
    names = CatalogueNames(products, (), (), (), (), ())
    assert [entity["value"] for entity in NameMatcher(names).find("棉裙有吗")] == list("ABCD")


@pytest.fixture(scope="module")
def matcher(clothes: CatalogueNames) -> NameMatcher:
    return NameMatcher(clothes)


@settings(max_examples=200)
@given(text=st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS)).map("".join)))
def test_every_span_is_a_part_of_the_text_and_none_overlap(text: str, matcher: NameMatcher) -> None:
    places = sorted({(e["start"], e["end"]) for e in matcher.find(text)})
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


def test_a_misspelt_name_at_the_end_ends_with_the_text(matcher: NameMatcher) -> None:
    (entity,) = matcher.find("要贝蕾帽")
    assert (entity["start"], entity["end"]) == (1, 4)


def test_names_that_differ_in_typing_alone_mean_the_products_of_both() -> None:
    names = CatalogueNames((("A字裙", ("X",)), ("a字裙", ("Y",))), (), (), (), (), ())
    assert [entity["value"] for entity in NameMatcher(names).find("Ａ字裙有吗")] == ["X", "Y"]
