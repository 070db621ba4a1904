from __future__ import annotations

import pytest

from bot.nlu.catalogue_matcher import NameMatcher
from bot.shop.model.catalogue import CatalogueNames


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


def test_a_refused_colour_is_marked_as_refused(names: CatalogueNames) -> None:
    found = NameMatcher(names).find("不要黑色，米白有吗")
    assert [(e["value"], e.get("role")) for e in found] == [("黑色", "refused"), ("米白", None)]
