"""The second demo shop is a workbook an owner could have filled in: nothing is odd."""

from __future__ import annotations

from datetime import datetime

from bot.settings import SHOP_TIMEZONE
from bot.shop.files.checking import check
from bot.shop.files.reading import read_shop_files
from bot.shop.files.reviewing import review, rows_to_review
from bot.shop.files.stored import Stored
from tests.conftest import TEA_SHOP

NOW = datetime(2026, 11, 22, 12, tzinfo=SHOP_TIMEZONE)


def test_the_tea_shop_has_neither_faults_nor_odd_rows() -> None:
    checked = check(read_shop_files(TEA_SHOP), Stored())
    assert not checked.problems
    assert not review(rows_to_review(Stored(), checked), now=NOW)


def test_every_sheet_but_those_of_garments_is_filled() -> None:
    sheets = check(read_shop_files(TEA_SHOP), Stored()).sheets
    empty = {name for name, sheet in sheets.items() if not sheet.rows}
    assert empty == {"size_charts", "garment_measures", "body_ranges"}
    kinds = {row.values["kind"] for row in sheets["promotions"].rows}
    assert kinds == {"free_shipping", "amount_off", "gift", "coupon", "buy_n_get_m"}
