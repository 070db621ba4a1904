"""The owner's own texts are looked over for what is better not said, and imported all the same."""

from __future__ import annotations

from pathlib import Path

from bot.shop.files.checking import check
from bot.shop.files.reading import read_shop_files
from bot.shop.files.reviewing import Remark, rows_to_review
from bot.shop.files.spoken_texts import remarks_on_texts
from bot.shop.files.stored import Stored
from bot.speech.taboos import TabooLists
from tests.unit.shop.files.small_shop import Tabs, put, small_shop, workbook

LISTS = TabooLists(Path("data/taboos"))


def remarks(tmp_path: Path, tabs: Tabs) -> tuple[Remark, ...]:
    checked = check(read_shop_files(workbook(tmp_path / "shop.xlsx", tabs)), Stored())
    assert checked.problems == ()
    return remarks_on_texts(rows_to_review(Stored(), checked), LISTS)


def test_plain_texts_bring_no_remark(tmp_path: Path) -> None:
    assert remarks(tmp_path, small_shop()) == ()


def test_a_selling_point_that_boasts_is_named_with_why(tmp_path: Path) -> None:
    tabs = small_shop()
    put(tabs, "商品", 2, "卖点", "全网最软，100%不起球")
    found = remarks(tmp_path, tabs)
    assert {remark.sheet for remark in found} == {"商品"}
    texts = " ".join(remark.text for remark in found)
    assert "最软" in texts and "100%" in texts and "广告法" in texts


def test_the_platform_decides_which_names_are_remarked(tmp_path: Path) -> None:
    tabs = small_shop()
    put(tabs, "商品", 2, "卖点", "淘宝老店的招牌款")
    assert len(remarks(tmp_path, tabs)) == 1
    tabs["店铺政策"].append(["平台", "淘宝天猫"])
    assert remarks(tmp_path, tabs) == ()
