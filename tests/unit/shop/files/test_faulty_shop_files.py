"""A workbook with a fault of every kind: each is named with its place, nothing is imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.database.engine import transaction
from bot.shop.files.importing import import_shop
from bot.shop.files.problems import Problem, ShopFilesFaulty
from bot.shop.files.stored import read_stored
from tests.unit.shop.files.small_shop import Tabs, folder, put, small_shop, workbook

# tab, row, header, what is put there, the value shown, a part of what was expected
CELLS: list[tuple[str, int, str, Any, str, str]] = [
    ("商品", 2, "标题", "", "", "必填"),
    ("商品", 2, "平台商品ID", "6.12E+11", "6.12E+11", "科学计数"),
    ("商品", 3, "尺码表编号", "C9", "C9", "「尺码表」里有的"),
    ("商品", 3, "评分", 5.5, "5.5", "0 到 5"),
    ("商品", 3, "上架日期", "去年", "去年", "日期，例如"),
    ("规格库存", 2, "货号", "A11", "A11", "最接近的是「A1」"),
    ("规格库存", 3, "价格", "一百二", "一百二", "金额"),
    ("规格库存", 2, "底价", 130, "130", "不高于同一行的价格"),
    ("规格库存", 4, "库存", 2.5, "2.5", "整数"),
    ("身材对照", 2, "身高下限(cm)", 170, "170", "不大于同一行的身高上限"),
    ("身材对照", 2, "体重下限(斤)", 120, "120", "不大于同一行的体重上限"),
    ("搭配", 2, "搭配货号", "A1", "A1", "另一件商品"),
    ("促销", 2, "类型", "打折", "打折", "包邮、满减、满赠、优惠券、买N送M"),
    ("促销", 2, "结束时间", "2025-01-01 00:00", "2025-01-01 00:00", "晚于同一行的开始时间"),
    ("促销", 2, "减金额", "", "", "类型为满减时必填减金额或减百分比"),
    ("促销", 2, "减百分比", 15, "15", "只填一个"),
    ("促销", 2, "减金额", 200, "200", "小于满金额 199"),
    ("促销", 2, "不含地区", "新江", "新江", "省份简称"),
    ("促销", 2, "范围内容", "衬衫", "衬衫", "范围是全店时留空"),
    ("促销", 3, "范围内容", "茶具", "茶具", "「商品」里有的类目（没有 茶具）"),
    ("促销", 3, "赠品", "", "", "类型为满赠时必填赠品"),
    ("件数价", 2, "单价", 50, "50", "不高于单件价格 48.00"),
    ("快递", 3, "默认", "是", "是", "只能有一家默认，第 2 行已经是了"),
    ("快递", 2, "默认", "否", "", "正好一家快递填 是"),
    ("快递", 3, "可指定", "随便", "随便", "是 或 否"),
    ("运费时效", 2, "省份", "浙江省", "浙江省", "最接近的是「浙江」"),
    ("运费时效", 2, "最快天数", 3, "3", "不大于同一行的最慢天数"),
    ("运费时效", 3, "快递", "顺风", "顺风", "「快递」里有的"),
    ("停发日期", 2, "结束", "2026-02-01", "", "不晚于同一行的结束日期"),
    ("客服时间", 2, "星期", 8, "8", "1 到 7"),
    ("客服时间", 2, "下班", "08:00", "08:00", "晚于同一行的上班时间"),
    ("议价让步", 2, "减百分比", "", "", "类型为折扣时必填减百分比"),
    ("客服", 2, "角色", "老板", "老板", "店主、客服、只看"),
    ("班次", 2, "登录名", "xiaomei", "xiaomei", "「客服」里有的"),
    ("班次", 2, "下班", "08:00", "08:00", "晚于同一行的上班时间"),
    ("接待方式", 2, "方式", "半自动", "半自动", "自动、辅助、人工优先"),
    ("接待方式", 2, "结束", "09:00", "09:00", "晚于同一行的开始时间"),
    ("接待方式", 3, "开始", "11:59", "11:59", "时间不能重叠"),
    ("商品属性", 2, "属性", "很" * 41, "很" * 41, "最多 40 个字"),
    ("店铺政策", 3, "内容", "批发", "批发", "一口价、可议价"),
    ("店铺政策", 5, "内容", "傍晚", "傍晚", "时间，例如"),
    ("店铺政策", 2, "内容", "", "", "必填"),
    ("店铺政策", 6, "项目", "是否送保险", "是否送保险", "最接近的是「是否送运费险」"),
]


def problems_of(path: Path, url: str) -> tuple[Problem, ...]:
    with pytest.raises(ShopFilesFaulty) as caught:
        import_shop(path, url=url)
    with transaction(url) as session:
        assert not any(read_stored(session).sheets.values()), "something was imported"
    return caught.value.problems


@pytest.mark.parametrize(("tab", "row", "header", "put_there", "shown", "expected"), CELLS)
def test_one_bad_cell_is_the_one_problem(
    tmp_path: Path,
    url: str,
    tab: str,
    row: int,
    header: str,
    put_there: Any,
    shown: str,
    expected: str,
) -> None:
    tabs = small_shop()
    put(tabs, tab, row, header, put_there)
    (problem,) = problems_of(workbook(tmp_path / "shop.xlsx", tabs), url)
    assert problem.sheet == tab
    assert problem.row == (None if header == "默认" and put_there == "否" else row)
    assert expected in problem.expected
    if tab == "停发日期":  # the beginning is named: it is the one that is not before the end
        assert (problem.column, problem.value) == ("开始", "2026-02-14")
    elif tab == "店铺政策":
        assert problem.column in (tabs[tab][row - 1][0], "项目")
        assert problem.value == shown
    else:
        assert (problem.column, problem.value) == (header, shown)


def test_faults_everywhere_are_all_listed_in_the_order_of_the_files(
    tmp_path: Path, url: str
) -> None:
    tabs = small_shop()
    put(tabs, "商品", 2, "评分", "很好")
    put(tabs, "规格库存", 4, "价格", "免费")
    put(tabs, "规格库存", 2, "库存", -1)
    put(tabs, "快递", 2, "加价", "看情况")
    tabs["运费时效"][0][0] = "省"
    found = problems_of(folder(tmp_path / "shop", tabs), url)
    assert [(p.sheet, p.row, p.column, p.value) for p in found] == [
        ("products.csv", 2, "评分", "很好"),
        ("skus.csv", 2, "库存", "-1"),
        ("skus.csv", 4, "价格", "免费"),
        ("couriers.csv", 2, "加价", "看情况"),
        ("region_rates.csv", 1, "省", "省"),
        ("region_rates.csv", 1, "省份", ""),
    ]


def test_the_text_of_the_error_names_every_fault(tmp_path: Path, url: str) -> None:
    tabs = small_shop()
    put(tabs, "规格库存", 2, "库存", "很多")
    with pytest.raises(ShopFilesFaulty) as caught:
        import_shop(workbook(tmp_path / "shop.xlsx", tabs), url=url)
    assert "规格库存 第 2 行 库存：填的是「很多」，应为：整数" in str(caught.value)


def _repeat_key(tabs: Tabs) -> None:
    tabs["规格库存"].append(["A1-WM", "A1", "红色", "M", 129, 109, 1])


def _repeat_variant(tabs: Tabs) -> None:
    tabs["规格库存"].append(["A1-WM2", "A1", "白色", "M", 129, 109, 1])


def _repeat_item_id(tabs: Tabs) -> None:
    put(tabs, "商品", 3, "平台商品ID", "600100200300")


def _repeat_policy(tabs: Tabs) -> None:
    tabs["店铺政策"].append(["shop_name", "另一家"])


@pytest.mark.parametrize(
    ("spoil", "row", "column", "value", "first"),
    [
        (_repeat_key, 5, "SKU编码", "A1-WM", 2),
        (_repeat_variant, 5, "货号+颜色+尺码", "A1 白色 M", 2),
        (_repeat_item_id, 3, "平台商品ID", "600100200300", 2),
        (_repeat_policy, 7, "项目", "shop_name", 2),
    ],
)
def test_a_repeated_row_names_the_first_one(
    tmp_path: Path, url: str, spoil: Any, row: int, column: str, value: str, first: int
) -> None:
    tabs = small_shop()
    spoil(tabs)
    (problem,) = problems_of(workbook(tmp_path / "shop.xlsx", tabs), url)
    assert (problem.row, problem.column, problem.value) == (row, column, value)
    assert f"第 {first} 行" in problem.expected


@pytest.mark.parametrize("tab", ["商品", "规格库存", "店铺政策"])
def test_the_first_import_needs_products_skus_and_policy(
    tmp_path: Path, url: str, tab: str
) -> None:
    tabs = small_shop()
    del tabs[tab]
    found = problems_of(workbook(tmp_path / "shop.xlsx", tabs), url)
    assert (tab, "第一次导入一定要有这张表") in [(p.sheet, p.expected) for p in found]
