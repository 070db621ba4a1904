"""Colours by one character, by another name of theirs, and words that only look like colours."""

from __future__ import annotations

import pytest

from bot.nlu.catalogue_matcher import NameMatcher
from bot.shop.model.catalogue import CatalogueNames


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("黑的M码", "黑:黑色"),
        ("黑M有吗", "黑:黑色"),
        ("我要白38码", "白:白色"),
        ("有粉吗", "粉:粉色"),
        ("粉一点的", "粉:粉色"),
        ("黑白灰都要", "黑:黑色 白:白色 灰:灰色"),
        ("两件装是一黑一白吗", "黑:黑色 白:白色"),
        ("灰的蓝的都行", "灰:灰色 蓝:蓝色"),
        ("藏蓝还有吗", "藏蓝:藏青"),
        ("咖啡色有货吗", "咖啡色:咖色"),
        ("米色的", "米色:米白"),
        ("焦糖色出吗", "焦糖色:焦糖色"),
        ("本白色差大吗", "本白:本白"),
        ("黑色差多少钱", "黑色:黑色"),
    ],
)
def test_colours_are_found_as_they_are_said(
    clothes: CatalogueNames, text: str, colours: str
) -> None:
    assert " ".join(_found(clothes, text)) == colours


@pytest.mark.parametrize(
    "text",
    [
        "加好评有红包吗",
        "白送我也不要",
        "黑猫投诉见",
        "黄金会员",
        "绿色食品吗",
        "红糖水能洗掉吗",
        "会发黄的",
        "要显白的",
        "漂白的吗",
        "两米的",
        "几厘米的",
        "咖啡渍能洗吗",
        "我皮肤黑",
        "蓝牙耳机",
        "明白的",
        "便宜一点",
    ],
)
def test_words_with_a_colour_in_them_are_none(clothes: CatalogueNames, text: str) -> None:
    assert _found(clothes, text) == []


def test_a_colour_of_one_character_in_the_catalogue_is_not_found_in_words() -> None:
    names = CatalogueNames((), (), ("黑", "白"), (), (), ())
    assert _found(names, "白送的黑猫") == []
    assert _found(names, "黑的有吗") == ["黑:黑"]


def _found(names: CatalogueNames, text: str) -> list[str]:
    return [
        f"{text[entity['start'] : entity['end']]}:{entity['value']}"
        for entity in NameMatcher(names).find(text)
        if entity["entity"] == "colour"
    ]
