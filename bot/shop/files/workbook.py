"""The workbook shop staff fill in: styled headers with help, drop-downs, number formats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.shop.files.columns import Column, Sheet
from bot.shop.files.guide import add_guide, help_of
from bot.shop.files.policy_items import ITEMS, POLICY_SHEET, shown_policy
from bot.shop.files.report import cell_text, file_number
from bot.shop.files.sheets import SHEETS
from bot.shop.files.stored import Stored, Values, storage_of

LAST_ROW = 5000  # drop-downs reach this far down
HEADER_FONT = Font(bold=True, color="FFFFFF")
REQUIRED_FILL = PatternFill("solid", fgColor="B5533C")
OPTIONAL_FILL = PatternFill("solid", fgColor="5B6B73")
FORMATS = {
    "money": "0.00",
    "integer": "0",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "time": "hh:mm",
}
WIDTHS = {"text": 16, "long_text": 36, "list": 26, "moment": 18, "date": 13}
LONGEST_WIDTH = 48


def workbook_of(stored: Stored) -> Workbook:
    """A workbook with all that is stored and in use."""
    book = Workbook()
    add_guide(book.active)
    for sheet in SHEETS:
        _add_sheet(book.create_sheet(sheet.title), sheet, stored.live(sheet.name))
    _add_policy(book.create_sheet(POLICY_SHEET.title), stored.live("policy"))
    return book


def _add_sheet(tab: Worksheet, sheet: Sheet, rows: Sequence[Values]) -> None:
    _add_headers(tab, sheet.columns)
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        places = storage_of(sheet, column).places
        longest = max((_width(cell_text(column, row[column.field])) for row in rows), default=0)
        wanted = max(WIDTHS.get(column.kind, 10), _width(column.header) + 4, longest + 2)
        tab.column_dimensions[letter].width = min(wanted, LONGEST_WIDTH)
        tab.column_dimensions[letter].number_format = _format_of(column, places)
        for index, row in enumerate(rows, start=2):
            _fill(tab.cell(index, number), column, row[column.field], places)
        _add_choices(tab, column, f"{letter}2:{letter}{LAST_ROW}")


def _add_headers(tab: Worksheet, columns: Sequence[Column]) -> None:
    for number, column in enumerate(columns, start=1):
        cell = tab.cell(1, number, column.header)
        cell.font = HEADER_FONT
        cell.fill = REQUIRED_FILL if column.required else OPTIONAL_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.comment = _comment(help_of(column))
    tab.row_dimensions[1].height = 22
    tab.freeze_panes = "A2"


def _add_policy(tab: Worksheet, rows: Sequence[Values]) -> None:
    _add_headers(tab, POLICY_SHEET.columns)
    kept = {row["key"]: row["value"] for row in rows}
    for number, (field, item) in enumerate(ITEMS.items(), start=2):
        name = tab.cell(number, 1, item.header)
        name.font = Font(bold=item.required)
        name.comment = _comment(help_of(item))
        cell = tab.cell(number, 2)
        cell.number_format = "@"
        if field in kept:
            cell.value = shown_policy(item, kept[field])
            cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        _add_choices(tab, item, f"B{number}")
    tab.column_dimensions["A"].width = 24
    tab.column_dimensions["B"].width = 60


def _fill(cell: Cell, column: Column, value: Any, places: int | None) -> None:
    """Numbers, days and times as such, so that Excel sorts and sums them; the rest as text."""
    cell.number_format = _format_of(column, places)
    if value is None or value == "":
        return
    if column.kind in ("money", "decimal"):
        cell.value = file_number(column, value)
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)  # Excel has no time zones: the shop's own time
    elif column.kind in ("date", "time", "integer"):
        cell.value = value
    else:
        cell.value = cell_text(column, value)
        cell.data_type = "s"  # a text that begins with = is no formula


def _add_choices(tab: Worksheet, column: Column, cells: str) -> None:
    names = (
        tuple(column.choices) if column.choices else ("是", "否") if column.kind == "flag" else ()
    )
    if names:
        formula = f'"{",".join(names)}"'
    elif column.refers:
        target, field = column.refers
        sheet = next(sheet for sheet in SHEETS if sheet.name == target)
        place = [c.field for c in sheet.columns].index(field) + 1
        letter = get_column_letter(place)
        formula = f"'{sheet.title}'!${letter}$2:${letter}${LAST_ROW}"
    else:
        return
    choices = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=True)
    choices.errorTitle, choices.error = column.header, "请从下拉列表里选"
    choices.add(cells)
    tab.add_data_validation(choices)


def _format_of(column: Column, places: int | None) -> str:
    if column.kind == "decimal":
        return "0." + "#" * (places or 2) if column.jin else "0." + "0" * (places or 2)
    return FORMATS.get(column.kind, "@")


def _comment(text: str) -> Comment:
    return Comment(
        text, "小二", height=24 + 22 * (text.count("\n") + 1 + len(text) // 24), width=260
    )


def _width(text: str) -> int:
    return sum(2 if ord(character) > 255 else 1 for character in text)
