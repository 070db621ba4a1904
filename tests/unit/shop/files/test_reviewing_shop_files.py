"""Odd things that import well but are probably not meant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.settings import SHOP_TIMEZONE
from bot.shop.files.checking import check
from bot.shop.files.reading import read_shop_files
from bot.shop.files.reviewing import Remark, review, rows_to_review
from bot.shop.files.stored import Stored
from tests.unit.shop.files.small_shop import Tabs, put, small_shop, workbook

SPRING = datetime(2026, 4, 1, tzinfo=SHOP_TIMEZONE)
AUTUMN = datetime(2026, 9, 1, tzinfo=SHOP_TIMEZONE)


def remarks(tmp_path: Path, tabs: Tabs, now: datetime = SPRING) -> dict[str, list[Remark]]:
    checked = check(read_shop_files(workbook(tmp_path / "shop.xlsx", tabs)), Stored())
    assert checked.problems == ()
    found: dict[str, list[Remark]] = {}
    for remark in review(rows_to_review(Stored(), checked), now=now):
        found.setdefault(remark.sheet, []).append(remark)
    return found


def test_only_the_missing_provinces_are_odd_in_the_small_shop(tmp_path: Path) -> None:
    found = remarks(tmp_path, small_shop())
    assert list(found) == ["运费时效"]
    (missing,) = found["运费时效"]
    assert "缺 32 个" in missing.text
    assert "广东" in missing.about
    assert "浙江" not in missing.about


def test_a_product_without_sku_is_named(tmp_path: Path) -> None:
    tabs = small_shop()
    del tabs["规格库存"][3], tabs["件数价"][1]
    assert [remark.about for remark in remarks(tmp_path, tabs)["商品"]] == ["B2 桂花乌龙"]


def test_an_expired_promotion_is_named_from_its_end_on(tmp_path: Path) -> None:
    (expired,) = remarks(tmp_path, small_shop(), now=AUTUMN)["促销"]
    assert expired.about.startswith("P2 ")
    assert "2026-06-30 18:30" in expired.text


def test_promotions_of_one_group_that_overlap_on_the_same_goods(tmp_path: Path) -> None:
    tabs = small_shop()
    other = list(tabs["促销"][1])
    other[0], other[1], other[7] = "P3", "满299减20", 299
    tabs["促销"].append(other)
    (overlap,) = remarks(tmp_path, tabs)["促销"]
    assert ("P1" in overlap.about, "P3" in overlap.about) == (True, True)
    put(tabs, "促销", 4, "开始时间", "2027-01-01 00:00")
    put(tabs, "促销", 4, "结束时间", "2027-02-01 00:00")
    assert "促销" not in remarks(tmp_path, tabs)


def test_a_tier_below_the_floor_and_an_unknown_category(tmp_path: Path) -> None:
    tabs = small_shop()
    put(tabs, "规格库存", 4, "底价", 46)
    tabs["店铺政策"].append(["不支持退货类目", "茶叶|内衣"])
    found = remarks(tmp_path, tabs)
    assert "低于底价 46" in found["件数价"][0].text
    assert found["店铺政策"][0].about == "内衣"


def test_hours_in_which_nobody_is_on_are_told_with_their_days(tmp_path: Path) -> None:
    tabs = small_shop()
    tabs["客服时间"] += [[2, "09:00", "22:00"], [3, "09:00", "22:00"]]
    tabs["客服"].append(["kanke", "看客", "只看"])
    tabs["班次"][1:] = [
        ["xiaomai", 1, "09:00", "15:00"],
        ["xiaomai", 1, "14:00", "20:00"],
        ["kanke", 1, "20:00", "22:00"],
        ["xiaomai", 2, "08:00", "20:00"],
        ["xiaomai", 3, "10:00", "23:00"],
    ]
    gaps = [remark.about for remark in remarks(tmp_path, tabs)["班次"]]
    assert gaps == ["周三 09:00–10:00", "周一二 20:00–22:00"]
    tabs["班次"][1:] = []
    assert "班次" not in remarks(tmp_path, tabs)
