"""Questions under review as a spreadsheet that is filled in elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.learn.review.model import Item, Verdict
from bot.learn.review.signals import signal_words

TITLE, INTENTS_TITLE = "判断", "意图"
ID, TEXT, BEFORE, COUNT, WHY, SUGGESTED, SURE, VERDICT, MEANT, WORDING, NOTE = COLUMNS = (
    "编号", "原话", "之前说的", "次数", "为什么问", "建议", "把握", "判断", "意图", "改写", "备注",
)  # fmt: skip
VERDICTS: Mapping[str, Verdict] = {
    "对": "right",
    "另选": "other",
    "改写": "wording",
    "无关": "out_of_scope",
    "不能学": "sensitive",
    "跳过": "skip",
}
_WIDTHS = (8, 44, 36, 8, 30, 20, 8, 10, 20, 36, 20)
_TO_FILL = {VERDICT, MEANT, WORDING, NOTE}
_HEADER = Font(bold=True, color="FFFFFF")
_FILL, _TO_FILL_COLOUR = "5B6B73", "B5533C"


def write_sheet(path: Path, items: Sequence[Item], *, intents: Mapping[str, str]) -> None:
    """Write the workbook; what is to be filled in has drop-downs. intents: code to words."""
    book = Workbook()
    tab = book.active
    tab.title = TITLE
    _headers(tab)
    for number, item in enumerate(items, start=2):
        for place, value in enumerate(_cells(item, intents), start=1):
            cell = tab.cell(number, place)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if value not in ("", None):
                cell.value = value
                # A buyer's text that begins with = is no formula.
                cell.data_type = "s" if isinstance(value, str) else "n"
    names = book.create_sheet(INTENTS_TITLE)
    names.append(["意思", "代码"])
    for code, words in intents.items():
        names.append([words, code])
    last = max(2, len(items) + 1)
    _choose(tab, VERDICT, f'"{",".join(VERDICTS)}"', last, only=True)
    # Several intents are typed, joined by +, so others than the listed ones are let in.
    _choose(tab, MEANT, f"'{INTENTS_TITLE}'!$A$2:$A${len(intents) + 1}", last, only=False)
    book.save(path)


def words_of(meant: str, intents: Mapping[str, str]) -> str:
    """Intents joined by + in words, joined the same way."""
    return "+".join(intents.get(code, code) for code in meant.split("+")) if meant else ""


def _headers(tab: Worksheet) -> None:
    for number, (header, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True), start=1):
        cell = tab.cell(1, number, header)
        cell.font = _HEADER
        colour = _TO_FILL_COLOUR if header in _TO_FILL else _FILL
        cell.fill = PatternFill("solid", fgColor=colour)
        tab.column_dimensions[get_column_letter(number)].width = width
    tab.freeze_panes = "C2"


def _cells(item: Item, intents: Mapping[str, str]) -> Sequence[Any]:
    asked = item.candidate
    why = [words for code, words in signal_words().items() if asked.signals.get(code)]
    return (
        item.id,
        asked.text,
        asked.before,
        asked.count,
        "、".join(why),
        words_of(asked.suggested, intents),
        round(asked.confidence, 2),
    )


def _choose(tab: Worksheet, header: str, formula: str, last: int, *, only: bool) -> None:
    choices = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=only)
    choices.errorTitle, choices.error = header, "请从下拉列表里选"
    letter = get_column_letter(COLUMNS.index(header) + 1)
    choices.add(f"{letter}2:{letter}{last}")
    tab.add_data_validation(choices)
