from __future__ import annotations

import pytest

from bot.nlu.catalogue_matcher import NameMatcher
from bot.shop.model.catalogue import CatalogueNames


@pytest.mark.parametrize(
    ("text", "refused", "wanted"),
    [
        ("不要黑色", "黑色", ""),
        ("不要 黑色", "黑色", ""),
        ("除了红的都行", "红色", ""),
        ("别发邮政", "邮政", ""),
        ("不要M要L", "M", "L"),
        ("不是M是L", "M", "L"),
        ("不对,是L码", "", "L"),
        ("黑色的不要", "黑色", ""),
        ("黑色就算了，白色有吗", "黑色", "白色"),
        ("不喜欢黑的", "黑色", ""),
        ("除了EMS都行", "邮政", ""),
        ("黑色和白色我都不要", "黑色 白色", ""),
        ("黑的白的都不要", "黑色 白色", ""),
        ("不要黑色和白色的", "黑色 白色", ""),
        ("要黑色不要白色", "白色", "黑色"),
        ("白色太挑皮了不想要 黑色给我拍", "白色", "黑色"),
        ("黑色我妈嫌老气不穿", "黑色", ""),
        ("圆通除外都行", "圆通", ""),
        ("千万别给我发圆通", "圆通", ""),
        ("能不发圆通吗", "圆通", ""),
        ("我说的不是贝雷帽 是船袜", "MZ2509", "WZ2208"),
        ("亚麻阔腿裤先不拿了", "LN2107", ""),
        ("不要深色的", "深色", ""),
        ("黑色换成白色", "黑色", "白色"),
        ("XL算了吧，L还有没", "XL", "L"),
        ("不要这款要亚麻阔腿裤", "", "LN2107"),
        ("不要这件要黑色的", "", "黑色"),
    ],
)
def test_what_a_buyer_does_not_want_is_marked(
    clothes: CatalogueNames, text: str, refused: str, wanted: str
) -> None:
    found = NameMatcher(clothes).find(text)
    assert [e["value"] for e in found if e.get("role") == "refused"] == refused.split()
    assert [e["value"] for e in found if e.get("role") is None] == wanted.split()


@pytest.mark.parametrize(
    "text",
    [
        "有没有黑色",
        "是不是黑色",
        "黑色不好看吗",
        "黑色没有了吗",
        "黑色不要了吗",
        "要不要黑色",
        "能不能发顺丰",
        "用不用顺丰",
        "特别喜欢黑色",
        "黑色没货就算了",
        "黑色不好看就不要了",
        "黑色透的话就不要了",
        "顺丰不用加钱吧",
        "圆通不要加钱吧",
        "L码不合适能换吗",
        "黑色别发错了",
        "不是黑色吗",
        "有别的吗 黑色",
    ],
)
def test_questions_and_conditions_refuse_nothing(clothes: CatalogueNames, text: str) -> None:
    found = NameMatcher(clothes).find(text)
    assert found
    assert not [entity for entity in found if entity.get("role") == "refused"]
