from __future__ import annotations

import pytest

from bot.nlu.catalogue_matcher import NameMatcher
from bot.shop.model.catalogue import CatalogueNames


@pytest.mark.parametrize(
    ("text", "courier"),
    [
        ("园通能到吗", "圆通"),
        ("发顺风可以吗", "顺丰"),
        ("顺峰快递", "顺丰"),
        ("发神通的吗", "申通"),
        ("百事快递停了吗", "百世"),
        ("极免能发么", "极兔"),
        ("德邦送上楼吗", "德邦"),
        ("天天快递有吗", "天天"),
        ("能发天天吗", "天天"),
        ("走EMS吗", "邮政"),
        ("让京东那天送", "京东"),
        ("京东上楼吗", "京东"),
    ],
)
def test_couriers_by_any_of_their_names(clothes: CatalogueNames, text: str, courier: str) -> None:
    assert _found(clothes, text) == [courier]


@pytest.mark.parametrize(
    "text",
    [
        "客服天天换人",
        "我天天来逛",
        "京东上才75块",
        "我在京东买的",
        "喝百事可乐",
        "集中通知一下",
        "邮政编码是多少",
        "神通广大",
        "二百四行吗",
        "一路顺风",
    ],
)
def test_words_that_sound_or_look_like_a_courier(clothes: CatalogueNames, text: str) -> None:
    assert _found(clothes, text) == []


def test_a_courier_the_shop_lacks_keeps_its_usual_name(teas: CatalogueNames) -> None:
    assert _found(teas, "发顺丰快递吗") == ["顺丰"]


def test_the_shops_own_name_for_a_courier_is_used() -> None:
    names = CatalogueNames((), (), (), (), (), (("中国邮政", "中国邮政"), ("ems", "中国邮政")))
    assert _found(names, "发邮政吗") == ["中国邮政"]


def _found(names: CatalogueNames, text: str) -> list[str]:
    found = NameMatcher(names).find(text)
    return [entity["value"] for entity in found if entity["entity"] == "courier"]
