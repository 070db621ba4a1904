"""A shop of two products that imports without a fault, for tests to spoil one cell at a time."""

from __future__ import annotations

import copy
import csv
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Tabs = dict[str, list[list[Any]]]

_TABS: Tabs = {
    "尺码表": [["尺码表编号", "名称"], ["C1", "上衣"]],
    "成衣尺寸": [["尺码表编号", "尺码", "部位", "厘米"], ["C1", "M", "衣长", 66.5]],
    "身材对照": [
        ["尺码表编号", "尺码", "身高下限(cm)", "身高上限(cm)", "体重下限(斤)", "体重上限(斤)"],
        ["C1", "M", 155, 165, 95, 110.5],
    ],
    "商品": [
        ["货号", "平台商品ID", "标题", "简称", "别名", "类目", "尺码表编号", "评分", "上架日期"],
        ["A1", "600100200300", "亚麻宽松衬衫", "亚麻衬衫", "衬衫|麻衬衫", "衬衫", "C1", 4.8,
         "2026-03-01"],
        ["B2", "600100200301", "桂花乌龙茶", "桂花乌龙", "乌龙", "茶叶", "", "", ""],
    ],
    "规格库存": [
        ["SKU编码", "货号", "颜色", "尺码", "价格", "底价", "库存"],
        ["A1-WM", "A1", "白色", "M", 129, 109, 12],
        ["A1-BM", "A1", "黑色", "M", 129, 109, 0],
        ["B2-250", "B2", "", "250g", 48, "", 30],
    ],
    "商品属性": [["货号", "属性", "内容"], ["A1", "面料", "亚麻"]],
    "搭配": [["货号", "搭配货号", "搭配理由"], ["A1", "B2", "送礼一起带"]],
    "促销": [
        ["活动编号", "名称", "类型", "开始时间", "结束时间", "范围", "范围内容", "满金额", "减金额",
         "减百分比", "赠品", "赠品数量", "满件数", "每满", "领取方式", "不含地区", "互斥组"],
        ["P1", "满199减20", "满减", "2026-01-01 00:00", "2026-12-31 24:00", "全店", "", 199, 20,
         "", "", "", "", "否", "", "新疆|西藏", "满减"],
        ["P2", "茶叶满2件送茶杯", "满赠", "2026-01-01 00:00", "2026-06-30 18:30", "类目", "茶叶",
         "", "", "", "茶杯", 1, 2, "否", "", "", ""],
    ],
    "件数价": [["货号", "满件数", "单价"], ["B2", 3, 45]],
    "快递": [
        ["快递", "别名", "默认", "可指定", "加价"],
        ["中通", "", "是", "否", 0],
        ["顺丰", "SF", "否", "是", 12],
    ],
    "运费时效": [
        ["省份", "城市", "运费", "最快天数", "最慢天数", "快递"],
        ["浙江", "", 0, 1, 2, ""],
        ["西藏", "", 15, 5, 9, "顺丰"],
    ],
    "停发日期": [["名称", "开始", "结束"], ["春节", "2026-02-14", "2026-02-22"]],
    "客服时间": [["星期", "上班", "下班"], [1, "09:00", "22:00"]],
    "议价让步": [["第几步", "类型", "减百分比", "减金额", "赠品"], [1, "折扣", 5, "", ""]],
    "客服": [["登录名", "昵称", "角色"], ["xiaomai", "小麦", "客服"]],
    "班次": [["登录名", "星期", "上班", "下班"], ["xiaomai", 1, "09:00", "22:00"]],
    "接待方式": [
        ["星期", "开始", "结束", "方式"],
        [1, "09:00", "12:00", "辅助"],
        [1, "12:00", "14:00", "人工优先"],
    ],
    "店铺政策": [
        ["项目", "内容"],
        ["店铺名称", "素棉里"],
        ["店铺类型", "可议价"],
        ["发货地", "浙江 杭州"],
        ["当天发货截止时间", "16:00"],
        ["是否送运费险", "是"],
    ],
}  # fmt: skip
FILES = {
    "尺码表": "size_charts",
    "成衣尺寸": "garment_measures",
    "身材对照": "body_ranges",
    "商品": "products",
    "规格库存": "skus",
    "商品属性": "attributes",
    "搭配": "pairs",
    "促销": "promotions",
    "件数价": "price_tiers",
    "快递": "couriers",
    "运费时效": "region_rates",
    "停发日期": "holidays",
    "客服时间": "working_hours",
    "议价让步": "concessions",
    "客服": "agents",
    "班次": "shifts",
    "接待方式": "service_modes",
}


def small_shop() -> Tabs:
    """The tabs of the small shop, free to be changed."""
    return copy.deepcopy(_TABS)


def put(tabs: Tabs, tab: str, row: int, header: str, value: Any) -> None:
    """Set a cell; rows count as in Excel. A header that is not there yet is added."""
    headers = tabs[tab][0]
    if header not in headers:
        headers.append(header)
        for line in tabs[tab][1:]:
            line.append("")
    tabs[tab][row - 1][headers.index(header)] = value


def workbook(path: Path, tabs: Tabs) -> Path:
    """Save the tabs as a workbook."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        tab = book.create_sheet(title)
        for row in rows:
            tab.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def folder(path: Path, tabs: Tabs, *, encoding: str = "utf-8") -> Path:
    """Save the tabs as a folder of CSV files and policy.yml."""
    path.mkdir(exist_ok=True)
    for title, name in FILES.items():
        if title in tabs:
            with (path / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
                csv.writer(file).writerows(tabs[title])
    if "店铺政策" in tabs:
        lines = [f"{name}: {value}" for name, value in tabs["店铺政策"][1:]]
        (path / "policy.yml").write_text("\n".join(lines), encoding="utf-8")
    return path
