from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.fact_extractor import find_facts
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)
ITEM_IDS = {"LN2107": "LN2107", "628013457719": "LN2107"}


def facts(text: str) -> list[tuple[str, Any, str]]:
    found = find_facts(text, now=NOW, item_ids=ITEM_IDS)
    return [(e["entity"], e["value"], text[e["start"] : e["end"]]) for e in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("160 105斤穿什么码", [("height_cm", 160.0, "160"), ("weight_kg", 52.5, "105斤")]),
        ("165/110", [("height_cm", 165.0, "165"), ("weight_kg", 55.0, "110")]),
        (
            "三围88 66 90",
            [("bust_cm", 88.0, "88"), ("waist_cm", 66.0, "66"), ("hip_cm", 90.0, "90")],
        ),
        ("脚长23.5", [("foot_length_cm", 23.5, "23.5")]),
        ("肩宽38", [("shoulder_cm", 38.0, "38")]),
        ("身高300", [("absurd_body", True, "300")]),
        ("发到杭州要几天", [("region", "浙江 杭州", "杭州")]),
        ("浙江省杭州市余杭区", [("region", "浙江 杭州 余杭", "浙江省杭州市余杭区")]),
        ("80行吗", [("offered_price", "80", "80")]),
        ("来两件", [("quantity", 2, "两件")]),
        ("明天能到吗", [("date", "2026-11-22", "明天")]),
        ("628013457719", [("product", "LN2107", "628013457719")]),
        ("ln2107还有吗", [("product", "LN2107", "ln2107")]),
        ("999000111222 这个呢", [("unknown_item", "999000111222", "999000111222")]),
        (
            "https://x.com/i?id=999000111222，有吗",
            [("unknown_item", "999000111222", "https://x.com/i?id=999000111222")],
        ),
        ("在吗", []),
    ],
)
def test_reads_figures_places_days_and_ids(text: str, expected: list[tuple[str, Any, str]]) -> None:
    assert facts(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("165/110可以吗", ["height_cm", "weight_kg"]),
        ("我170可以吗", ["height_cm"]),
        ("1米6可以吗", ["height_cm"]),
        ("110斤可以吗", ["weight_kg"]),
        ("3件可以吗", ["quantity"]),
        ("18号可以吗", ["date"]),
        ("628013457719可以吗", ["product"]),
    ],
)
def test_no_figure_is_an_offered_price_as_well(text: str, names: list[str]) -> None:
    assert [name for name, _, _ in facts(text)] == names


def test_several_facts_of_one_message_stand_apart() -> None:
    assert facts("我165 110斤，两件150行吗，25号前寄到山东临沂") == [
        ("height_cm", 165.0, "165"),
        ("weight_kg", 55.0, "110斤"),
        ("quantity", 2, "两件"),
        ("offered_price", "150", "150"),
        ("date", "2026-11-25", "25号"),
        ("region", "山东 临沂", "山东临沂"),
    ]


@given(
    st.text(
        alphabet="0123456789一二百米斤块件号前我高腰到杭州浙江行吗别家才下周三LNln. /-,",
        max_size=40,
    )
)
def test_facts_of_any_text_lie_in_it_and_apart(text: str) -> None:
    end = 0
    for entity in find_facts(text, now=NOW, item_ids=ITEM_IDS):
        assert end <= entity["start"] < entity["end"] <= len(text)
        end = entity["end"]
