from __future__ import annotations

import pytest

from bot.text.colours import colours_of, find_families

COLOURS = ("黑色", "米白", "酒红", "砖红", "雾粉", "藏青", "天蓝", "豆绿", "卡其", "浅灰", "蓝白条")


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("红色系", "酒红 砖红"),
        ("红色", "酒红 砖红"),
        ("粉色系", "雾粉"),
        ("蓝色系", "藏青 天蓝 蓝白条"),
        ("白色", "米白 蓝白条"),
        ("深色", "黑色 酒红 砖红 藏青"),
        ("浅色", "米白 雾粉 天蓝 豆绿 浅灰 蓝白条"),
        ("暖色", "酒红 砖红 雾粉 卡其"),
        ("冷色", "藏青 天蓝 豆绿"),
        ("素色", "黑色 米白 雾粉 卡其 浅灰"),
        ("亮色", "天蓝"),
        ("大地色", "卡其"),
        ("紫色系", ""),
    ],
)
def test_a_family_holds_the_colours_that_look_like_it(family: str, members: str) -> None:
    assert colours_of(family, COLOURS) == tuple(members.split())


def test_a_name_that_says_no_colour_belongs_nowhere() -> None:
    assert colours_of("深色", ("原味", "豪华款")) == ()


@pytest.mark.parametrize(
    ("text", "span", "family"),
    [
        ("有红色系的吗", "红色系", "红色系"),
        ("深色一点的", "深色", "深色"),
        ("浅一点的颜色", "浅一点的颜色", "浅色"),
        ("颜色深一些的", "颜色深一些", "深色"),
        ("素一点的颜色给奶奶", "素一点的颜色", "素色"),
        ("冷色系列", "冷色系列", "冷色"),
        ("鲜艳点的颜色", "鲜艳点的颜色", "亮色"),
        ("有没有深一点的", "深一点", "深色"),
    ],
)
def test_families_are_found_as_they_are_said(text: str, span: str, family: str) -> None:
    assert [(found.text, found.value) for found in find_families(text)] == [(span, family)]


@pytest.mark.parametrize("text", ["深蓝色有吗", "浅口的", "黑色", "便宜一点", "联系我", "色差大吗"])
def test_a_colour_or_another_word_is_no_family(text: str) -> None:
    assert find_families(text) == []
