from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.nlu.fact_extractor import find_facts
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)
ITEM_IDS = {"LN2107": "LN2107", "628013457719": "LN2107"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("160 105斤穿什么码", {"height_cm": 160.0, "weight_kg": 52.5}),
        ("发到杭州要几天", {"region": "浙江 杭州"}),
        ("80行吗", {"offered_price": "80"}),
        ("来两件", {"quantity": 2}),
        ("明天能到吗", {"date": "2026-11-22"}),
        ("628013457719", {"product": "LN2107"}),
        ("ln2107还有吗", {"product": "LN2107"}),
        ("999000111222 这个呢", {"unknown_item": "999000111222"}),
        ("身高300", {"absurd_body": True}),
        ("165/110", {"height_cm": 165.0, "weight_kg": 55.0}),
        ("在吗", {}),
    ],
)
def test_reads_figures_places_days_and_ids(text: str, expected: dict[str, Any]) -> None:
    found = find_facts(text, now=NOW, item_ids=ITEM_IDS)
    assert {entity["entity"]: entity["value"] for entity in found} == expected
