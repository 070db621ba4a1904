"""One cell, as people and Excel write it."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from decimal import Decimal
from typing import Any

import pytest

from bot.settings import SHOP_TIMEZONE
from bot.shop.files.cells import read_cell
from bot.shop.files.columns import Column
from bot.shop.files.problems import CellError

TEXT = Column("item_id", "平台商品ID")
MONEY = Column("price", "价格", "money", minimum=0.01)
WHOLE = Column("stock", "库存", "integer", minimum=0, maximum=100)
WEIGHT = Column("weight_min_kg", "体重下限(斤)", "decimal", jin=True, minimum=4, maximum=400)
FLAG = Column("every", "每满", "flag", default=0)
DAY = Column("listed_on", "上架日期", "date")
MOMENT = Column("starts_at", "开始时间", "moment")
TIME = Column("starts", "上班", "time")
LIST = Column("aliases", "别名", "list", default=())
KIND = Column("kind", "类型", choices={"包邮": "free_shipping", "买N送M": "buy_n_get_m"})
EVENING = datetime(2026, 1, 5, 20, 30, tzinfo=SHOP_TIMEZONE)


@pytest.mark.parametrize(
    ("column", "written", "stored"),
    [
        (MONEY, "129", Decimal("129")),
        (MONEY, "¥1,299.50", Decimal("1299.50")),
        (MONEY, "￥３９．９ 元", Decimal("39.9")),
        (MONEY, "1，299元", Decimal("1299")),
        (MONEY, 39.900000000000006, Decimal("39.9")),
        (MONEY, 129, Decimal("129")),
        (WHOLE, 3.0, 3),
        (WHOLE, "１２", 12),
        (WHOLE, "3.0", 3),
        (WEIGHT, "105.5", Decimal("52.75")),
        (FLAG, "是", 1),
        (FLAG, "否", 0),
        (FLAG, True, 1),
        (FLAG, 1.0, 1),
        (FLAG, "FALSE", 0),
        (FLAG, "", 0),
        (DAY, "2026-01-05", date(2026, 1, 5)),
        (DAY, "2026/1/5", date(2026, 1, 5)),
        (DAY, "2026年1月5日", date(2026, 1, 5)),
        (DAY, "20260105", date(2026, 1, 5)),
        (DAY, datetime(2026, 1, 5), date(2026, 1, 5)),
        (MOMENT, "2026/1/5 20:30", EVENING),
        (MOMENT, "2026年1月5日 20点30分", EVENING),
        (MOMENT, "2026-01-05T12:30:00Z", EVENING),
        (MOMENT, datetime(2026, 1, 5, 20, 29, 59, 999_997), EVENING),
        (MOMENT, "2026-01-05 24:00", datetime(2026, 1, 6, tzinfo=SHOP_TIMEZONE)),
        (TIME, "9：00", time(9)),
        (TIME, time(9, 30), time(9, 30)),
        (TIME, "21点30", time(21, 30)),
        (LIST, "衬衫|麻衬衫｜ 上衣，衬衫、打底;", ["衬衫", "麻衬衫", "上衣", "打底"]),
        (LIST, None, []),
        (KIND, "买n送m", "buy_n_get_m"),
        (KIND, "free_shipping", "free_shipping"),
        (TEXT, 600100200300, "600100200300"),
        (TEXT, 600100200300.0, "600100200300"),
        (TEXT, "  LN2107 ", "LN2107"),
        (TEXT, "", None),
    ],
)
def test_what_people_write_is_understood(column: Column, written: object, stored: Any) -> None:
    read = read_cell(column, written, places=2)
    assert read == stored
    assert type(read) is type(stored)


@pytest.mark.parametrize(
    ("column", "written", "said"),
    [
        (MONEY, "39,9", "金额"),
        (MONEY, "三十九", "金额"),
        (MONEY, "39.999", "两位小数"),
        (MONEY, "0", "不小于 0.01"),
        (MONEY, "-5", "不小于 0.01"),
        (MONEY, "#REF!", "公式出错"),
        (MONEY, "nan", "金额"),
        (WHOLE, "3.5", "整数，0 到 100"),
        (WHOLE, "101", "0 到 100"),
        (WEIGHT, "105.25", "最多 1 位小数"),
        (FLAG, "也许", "是 或 否"),
        (DAY, "2026-02-30", "日期"),
        (DAY, "1月5日", "日期"),
        (DAY, 46027, "日期"),
        (MOMENT, "2026-11-11", "日期和时间"),
        (MOMENT, date(2026, 11, 11), "日期和时间"),
        (MOMENT, "2026-11-11 25:00", "日期和时间"),
        (MOMENT, "9999-12-31 24:00", "日期和时间"),
        (TIME, "24:00", "时间"),
        (KIND, "打折", "包邮、买N送M"),
        (TEXT, "6.12E+11", "科学计数"),
        (TEXT, 6123456789012345678, "超过 15 位"),
        (TEXT, date(2026, 1, 5), "日期"),
        (TEXT, "A\x07B", "控制字符"),
        (TEXT, "货" * 21, "最多 20 个字"),
    ],
)
def test_what_cannot_be_meant_exactly_is_refused(
    column: Column, written: object, said: str
) -> None:
    with pytest.raises(CellError, match=said):
        read_cell(column, written, places=2, length=20)


def test_a_required_cell_says_so_when_empty() -> None:
    with pytest.raises(CellError, match="必填"):
        read_cell(Column("title", "标题", required=True), "  ")


def test_moments_of_the_files_are_the_shops_own_time() -> None:
    moment = read_cell(MOMENT, "2026-01-05 20:30")
    assert moment.astimezone(timezone.utc).hour == 12
