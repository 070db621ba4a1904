"""The guide to the shop's files names every sheet, column and policy item."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.shop.files.columns import Sheet
from bot.shop.files.policy_items import ITEMS
from bot.shop.files.sheets import SHEETS

GUIDE = (Path(__file__).parents[4] / "docs" / "shop-files.md").read_text(encoding="utf-8")


def line(header: str, field: str, *, required: bool) -> str:
    return f"| {header}{' **required**' if required else ''} | `{field}` |"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.name))
def test_the_guide_names_every_column_of_a_sheet(sheet: Sheet) -> None:
    _, _, part = GUIDE.partition(f"### {sheet.title} · `{sheet.name}.csv`")
    part = part.partition("### ")[0]
    for column in sheet.columns:
        assert line(column.header, column.field, required=column.required) in part


def test_the_guide_names_every_policy_item() -> None:
    for item in ITEMS.values():
        assert line(item.header, item.field, required=item.required) in GUIDE
