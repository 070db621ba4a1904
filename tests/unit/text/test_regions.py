"""Places a parcel goes to."""

import csv
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.regions import Region, find_regions, provinces, region_named


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("杭州", ["浙江 杭州"]),
        ("杭州市", ["浙江 杭州"]),
        ("浙江杭州", ["浙江 杭州"]),
        ("浙江省 杭州市", ["浙江 杭州"]),
        ("临沂山东", ["山东 临沂"]),
        ("浙江省金华市义乌市", ["浙江 金华 义乌"]),
        ("内蒙", ["内蒙古"]),
        ("內蒙古自治區呼和浩特", ["内蒙古 呼和浩特"]),
        ("新疆能发吗", ["新疆"]),
        ("香港", ["香港"]),
        ("帝都", ["北京"]),
        ("魔都包邮吗", ["上海"]),
        ("臺北", ["台湾 台北"]),
        ("吉林", ["吉林"]),
        ("吉林省吉林市", ["吉林 吉林市"]),
        ("青海海南州", ["青海 海南州"]),
        ("恩施土家族苗族自治州", ["湖北 恩施"]),
        ("从广州发到成都", ["四川 成都"]),
        ("广州发到成都几天", ["四川 成都"]),
        ("浙江省杭州市余杭区", ["浙江 杭州 余杭"]),
        ("上海浦东", ["上海 浦东"]),
        ("北京市朝阳区", ["北京 朝阳"]),
        ("辽宁朝阳", ["辽宁 朝阳"]),
        ("河北保定定州这边", ["河北 保定 定州"]),
        ("云南腾冲能到吗", ["云南 保山 腾冲"]),
        ("曹县能寄吗", ["山东 菏泽 曹县"]),
        ("泉城几天到", ["山东 济南"]),
        ("杭州宁波都发吗", ["浙江 杭州", "浙江 宁波"]),
        ("杭州 山东", ["浙江 杭州", "山东"]),
        ("发开封几天", ["河南 开封"]),
        ("山西大同", ["山西 大同"]),
        ("我在日照", ["山东 日照"]),
        ("安康", ["陕西 安康"]),
        ("保山的", ["云南 保山"]),
        ("东方市", ["海南 东方"]),
        ("云南普洱能到吗", ["云南 普洱"]),
    ],
)
def test_places(message: str, names: list[str]) -> None:
    assert [span.value.name for span in find_regions(message)] == names


@pytest.mark.parametrize(
    "message",
    [
        "东方美",
        "大同小异",
        "祝您安康幸福",
        "开封了能退吗",
        "在开封前能退吗",
        "大理石纹",
        "三明治",
        "普洱茶",
        "云南普洱茶",
        "新疆长绒棉",
        "中山装",
        "送来宾礼物",
        "南京路",
        "中山东路",
        "朝阳区",
        "鼓楼区能到吗",
        "北京时间",
        "云南白药",
        "上海青",
        "内蒙古羊绒",
        "从杭州发货吗",
        "你们在杭州吗",
        "去三亚拍照穿",
        "和平",
        "多少钱",
    ],
)
def test_no_places(message: str) -> None:
    assert find_regions(message) == []


def test_the_word_for_market_is_no_part_of_a_name() -> None:
    assert [span.text for span in find_regions("上海市场价")] == ["上海"]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("浙江 杭州", Region("浙江", "杭州")),
        ("浙江省杭州市", Region("浙江", "杭州")),
        (" 开封 ", Region("河南", "开封")),
        ("黑龙江", Region("黑龙江")),
        ("杭州好", None),
        ("", None),
    ],
)
def test_named(text: str, region: Region | None) -> None:
    assert region_named(text) == region


def test_there_are_34_provincial_regions() -> None:
    assert len(provinces()) == 34
    assert provinces()[0] == "北京"
    for province in provinces():
        assert region_named(province) == Region(province)


def test_the_prefecture_level_cities_are_all_there() -> None:
    """333 prefecture-level divisions, counted by province for a sample of the table."""
    rows = list(
        csv.DictReader(
            files("bot.text").joinpath("regions.csv").read_text(encoding="utf-8").splitlines()
        )
    )
    cities = Counter(row["province"] for row in rows if row["city"] and not row["county"])
    assert (cities["浙江"], cities["广东"], cities["四川"], cities["云南"]) == (11, 21, 21, 16)
    assert (cities["山东"], cities["江苏"], cities["甘肃"], cities["青海"]) == (16, 13, 14, 8)
    places = [(row["province"], row["city"], row["county"]) for row in rows]
    assert len(places) == len(set(places)) > 3000
    cities_named = {row["city"] for row in rows if not row["county"]}
    assert {row["city"] for row in rows} <= cities_named | {""}


@given(st.sampled_from(provinces()), st.sampled_from(["能发吗", "几天到", "包邮吗", ""]))
def test_a_span_points_into_the_message(province: str, rest: str) -> None:
    message = f"亲到{province}{rest}"
    (found,) = find_regions(message)
    assert (found.value, found.start, found.text) == (Region(province), 2, province)
