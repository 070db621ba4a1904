"""The first tab of the workbook: how to fill it in, and what every column means."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from bot.shop.files.cells import expected_of
from bot.shop.files.columns import Column
from bot.shop.files.policy_items import ITEMS, POLICY_SHEET
from bot.shop.files.sheets import SHEETS

TITLE = "说明"
HOW_TO = (
    "怎么填这份表",
    "1. 每张表一类内容，第一行是表头，从第二行起一行一条；表头不要改，列的顺序可以换。",
    "2. 红底表头必填，灰底可以留空；鼠标放在表头上能看到这一列的说明。",
    "3. 第一次导入一定要有「商品」「规格库存」「店铺政策」，其他的表可以以后再补。",
    "4. 删掉一整张表：数据库里的这一部分保持原样。只留表头：这一部分会清空或下架。",
    "5. 删掉一行：商品、规格、促销、客服会下架或停用，其他的会删除；补回来就恢复。",
    "6. 编号（货号、SKU编码、活动编号……）是认人的依据，用过以后不要改。",
    "7. 金额填元，体重填斤，多个值用 | 分开，长数字的编号请把单元格设为文本。",
    "8. 填好后用 xiaoer shop import 文件名 导入；有一处不对就一行也不导入，并列出每一处。",
)
HEADINGS = ("表", "列", "必填", "填什么", "说明")
WIDTHS = {"A": 14, "B": 20, "C": 8, "D": 44, "E": 52}


def add_guide(tab: Worksheet) -> None:
    """Fill the tab with the instructions and a line for every column and policy item."""
    tab.title = TITLE
    for letter, width in WIDTHS.items():
        tab.column_dimensions[letter].width = width
    for line in HOW_TO:
        tab.append([line])
    tab["A1"].font = Font(bold=True, size=14)
    tab.append([])
    tab.append(list(HEADINGS))
    for cell in tab[tab.max_row]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="5B6B73")
    for sheet in SHEETS:
        for column in sheet.columns:
            _add_line(tab, sheet.title, column, sheet.help)
    for item in ITEMS.values():
        _add_line(tab, POLICY_SHEET.title, item, "")


def help_of(column: Column) -> str:
    """What a column's cells hold, as a few lines for a comment."""
    lines = ["必填" if column.required else "可以留空", expected_of(column), column.help]
    return "\n".join(line for line in lines if line)


def _add_line(tab: Worksheet, title: str, column: Column, sheet_help: str) -> None:
    required = "必填" if column.required else ""
    helps = "；".join(part for part in (column.help, sheet_help) if part)
    tab.append([title, column.header, required, expected_of(column), helps])
    for cell in tab[tab.max_row]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
