"""Importing again and again: what was added, changed, retired, and what stays."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE
from bot.shop.files.importing import import_shop
from bot.shop.files.problems import ShopFilesFaulty
from bot.shop.files.report import RowChange, SheetChanges
from bot.shop.model.policy import Policy
from bot.shop.tables.catalogue import BodyRangeRow, ProductRow, SizeChartRow, SkuRow
from bot.shop.tables.policy import AgentRow, PolicyRow
from bot.shop.tables.promotions import PromotionRow
from tests.unit.shop.files.small_shop import Tabs, folder, put, small_shop, workbook


@pytest.fixture
def shop(tmp_path: Path, url: str) -> Tabs:
    """The small shop, imported."""
    tabs = small_shop()
    import_shop(workbook(tmp_path / "first.xlsx", tabs), url=url)
    return tabs


def again(tmp_path: Path, url: str, tabs: Tabs, sheet: str) -> SheetChanges:
    return import_shop(workbook(tmp_path / "again.xlsx", tabs), url=url).of(sheet)


def test_values_arrive_in_their_units(shop: Tabs, url: str) -> None:
    with transaction(url) as session:
        sku = session.get(SkuRow, "A1-WM")
        assert (sku.price, sku.floor_price, sku.stock) == (Decimal("129"), Decimal("109"), 12)
        body = session.get(BodyRangeRow, ("C1", "M"))
        assert (body.height_min_cm, body.weight_min_kg, body.weight_max_kg) == (155, 47.5, 55.25)
        promotion = session.get(PromotionRow, "P1")
        assert promotion.ends_at == datetime(2027, 1, 1, tzinfo=SHOP_TIMEZONE)
        assert promotion.excluded_regions == ["新疆", "西藏"]
        assert (promotion.kind, promotion.scope) == ("amount_off", "shop")
        kept = {row.key: row.value for row in session.query(PolicyRow)}
    policy = Policy.parse_obj(kept)
    assert (policy.shop_name, policy.store_type) == ("素棉里", "marketplace")
    assert (policy.dispatch_cutoff.hour, policy.freight_insurance) == (16, True)


def test_the_same_files_again_change_nothing(shop: Tabs, tmp_path: Path, url: str) -> None:
    for path in (workbook(tmp_path / "a.xlsx", shop), folder(tmp_path / "b", shop)):
        report = import_shop(path, url=url)
        assert report.quiet
        assert report.of("skus").unchanged == 3
        assert report.left_alone == ()


def test_a_changed_price_is_reported_with_both_values(shop: Tabs, tmp_path: Path, url: str) -> None:
    put(shop, "规格库存", 2, "价格", "¥119.00")
    changes = again(tmp_path, url, shop, "skus")
    assert changes.changed == (RowChange("A1-WM", (("价格", "129.00", "119.00"),)),)
    assert changes.unchanged == 2
    put(shop, "店铺政策", 6, "内容", "否")
    policy = again(tmp_path, url, shop, "policy")
    assert policy.changed == (RowChange("是否送运费险", (("是否送运费险", "是", "否"),)),)


def test_what_is_gone_goes_off_sale_and_may_come_back(shop: Tabs, tmp_path: Path, url: str) -> None:
    fewer = small_shop()
    for tab, row in (("商品", 3), ("规格库存", 4), ("促销", 3), ("客服", 2), ("停发日期", 2)):
        del fewer[tab][row - 1]
    for tab in ("搭配", "件数价", "班次"):
        del fewer[tab][1:]
    report = import_shop(workbook(tmp_path / "fewer.xlsx", fewer), url=url)
    assert report.of("products").retired == ("B2",)
    assert report.of("skus").retired == ("B2-250",)
    assert report.of("pairs").retired == ("A1 B2",)
    with transaction(url) as session:
        assert session.get(ProductRow, "B2").on_sale == 0
        assert session.get(SkuRow, "B2-250").on_sale == 0
        assert session.get(PromotionRow, "P2").active == 0
        assert session.get(AgentRow, "xiaomai").active == 0
    assert import_shop(workbook(tmp_path / "fewer.xlsx", fewer), url=url).quiet
    back = import_shop(workbook(tmp_path / "back.xlsx", shop), url=url)
    assert back.of("products").returned == ("B2",)
    assert back.of("holidays").added == ("春节 2026-02-14",)
    with transaction(url) as session:
        assert session.get(ProductRow, "B2").on_sale == 1


def test_a_sheet_not_given_stays_as_it_is_and_is_looked_up(
    shop: Tabs, tmp_path: Path, url: str
) -> None:
    stock_only = {"规格库存": shop["规格库存"]}
    put(stock_only, "规格库存", 3, "库存", 7)
    report = import_shop(workbook(tmp_path / "stock.xlsx", stock_only), url=url)
    assert report.of("skus").changed == (RowChange("A1-BM", (("库存", "0", "7"),)),)
    assert len(report.left_alone) == 17
    assert "店铺政策" in report.left_alone
    put(stock_only, "规格库存", 3, "货号", "Z9")
    with pytest.raises(ShopFilesFaulty, match="Z9"):
        import_shop(workbook(tmp_path / "stock.xlsx", stock_only), url=url)


def test_a_column_not_given_keeps_what_is_stored(shop: Tabs, tmp_path: Path, url: str) -> None:
    narrow = {"规格库存": [["SKU编码", "货号", "颜色", "尺码", "价格", "库存"]]}
    narrow["规格库存"] += [[*row[:5], row[6]] for row in shop["规格库存"][1:]]
    assert import_shop(workbook(tmp_path / "narrow.xlsx", narrow), url=url).quiet
    with transaction(url) as session:
        assert session.get(SkuRow, "A1-WM").floor_price == Decimal("109")
    put(narrow, "规格库存", 2, "价格", 99)
    with pytest.raises(ShopFilesFaulty, match="不高于同一行的价格"):
        import_shop(workbook(tmp_path / "narrow.xlsx", narrow), url=url)


def test_a_password_survives_every_import(shop: Tabs, tmp_path: Path, url: str) -> None:
    with transaction(url) as session:
        session.execute(update(AgentRow).values(password_hash="kept"))
    put(shop, "客服", 2, "昵称", "小雨")
    assert len(again(tmp_path, url, shop, "agents").changed) == 1
    with transaction(url) as session:
        assert session.get(AgentRow, "xiaomai").password_hash == "kept"


def test_two_skus_may_swap_their_variants_and_item_ids(
    shop: Tabs, tmp_path: Path, url: str
) -> None:
    put(shop, "规格库存", 2, "颜色", "黑色")
    put(shop, "规格库存", 3, "颜色", "白色")
    put(shop, "商品", 2, "平台商品ID", "600100200301")
    put(shop, "商品", 3, "平台商品ID", "600100200300")
    report = import_shop(workbook(tmp_path / "swap.xlsx", shop), url=url)
    assert len(report.of("skus").changed) == len(report.of("products").changed) == 2
    with transaction(url) as session:
        sku = session.get(SkuRow, "A1-WM")
        assert (sku.colour, sku.size) == ("黑色", "M")
        assert session.get(ProductRow, "A1").item_id == "600100200301"
    assert import_shop(workbook(tmp_path / "swap.xlsx", shop), url=url).quiet


def test_a_new_code_for_the_same_variant_retires_the_old_one(
    shop: Tabs, tmp_path: Path, url: str
) -> None:
    put(shop, "规格库存", 2, "SKU编码", "A1-WHITE-M")
    changes = again(tmp_path, url, shop, "skus")
    assert (changes.added, changes.retired) == (("A1-WHITE-M",), ("A1-WM",))
    with transaction(url) as session:
        assert session.get(SkuRow, "A1-WM").on_sale == 0
        assert session.get(SkuRow, "A1-WHITE-M").size == "M"
    put(shop, "规格库存", 2, "SKU编码", "A1-WM")
    assert again(tmp_path, url, shop, "skus").returned == ("A1-WM",)
    with transaction(url) as session:
        assert session.get(SkuRow, "A1-WM").size == "M"


def test_a_size_chart_in_use_is_not_deleted_unseen(shop: Tabs, tmp_path: Path, url: str) -> None:
    with pytest.raises(ShopFilesFaulty) as caught:
        import_shop(workbook(tmp_path / "c.xlsx", {"尺码表": [["尺码表编号", "名称"]]}), url=url)
    assert {(p.value, p.expected) for p in caught.value.problems} == {
        ("C1", "留着这一行：「成衣尺寸」还在用它"),
        ("C1", "留着这一行：「身材对照」还在用它"),
        ("C1", "留着这一行：「商品」还在用它"),
    }
    without = small_shop()
    for tab in ("尺码表", "成衣尺寸", "身材对照", "商品属性", "搭配"):
        del without[tab][1:]
    del without["商品"][1], without["规格库存"][1:3]
    import_shop(workbook(tmp_path / "d.xlsx", without), url=url)
    with transaction(url) as session:
        assert session.get(SizeChartRow, "C1") is None
        assert session.get(ProductRow, "A1").chart_id is None


def test_the_order_of_the_file_is_the_owners_order(shop: Tabs, tmp_path: Path, url: str) -> None:
    shop["规格库存"][1], shop["规格库存"][2] = shop["规格库存"][2], shop["规格库存"][1]
    assert again(tmp_path, url, shop, "skus").unchanged == 3
    with transaction(url) as session:
        assert [sku.id for sku in session.get(ProductRow, "A1").skus] == ["A1-BM", "A1-WM"]


def test_progress_is_told_sheet_by_sheet(tmp_path: Path, url: str) -> None:
    steps: list[tuple[str, int, int]] = []
    path = workbook(tmp_path / "shop.xlsx", small_shop())
    import_shop(path, url=url, on_step=lambda *step: steps.append(step))
    assert [what for what, _, _ in steps[:2]] == ["读取文件", "检查"]
    assert steps[-1] == ("写入 店铺政策", 18, 18)
