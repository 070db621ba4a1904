"""Sheets as they were found: rows with their numbers, cells under the columns they belong to."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.shop.files.cells import is_blank, shown
from bot.shop.files.columns import Column, Sheet
from bot.shop.files.problems import Problem


@dataclass(frozen=True)
class RawRow:
    """A row as Excel numbers it (the first is 1), with its cells by field."""

    number: int
    cells: dict[str, object]


@dataclass(frozen=True)
class RawSheet:
    """A sheet that was found; `place` is its tab or file, `columns` those that it has."""

    sheet: Sheet
    place: str
    columns: tuple[Column, ...]
    rows: tuple[RawRow, ...]


@dataclass(frozen=True)
class Reading:
    """All that was found. `ignored` names tabs and files that are none of the shop's sheets."""

    sheets: dict[str, RawSheet]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()


def plain_name(text: str) -> str:
    """A header, tab or file name without what does not tell two apart (width, case, spaces)."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip("*")


def nearest(text: str, known: Iterable[str], *, at_least: float = 0.0) -> str | None:
    """The known name most like `text`, if it is like it at all."""
    names = {plain_name(name): name for name in known}
    found = difflib.get_close_matches(plain_name(text), names, n=1, cutoff=at_least)
    return names[found[0]] if found else None


def sheet_of(
    sheet: Sheet, place: str, grid: Iterable[tuple[int, Sequence[object]]]
) -> tuple[RawSheet, list[Problem]]:
    """Give each cell of a grid of (row number, cells) its column; the first row that is not
    blank holds the headers, Chinese or English, in any order."""
    rows = ((number, cells) for number, cells in grid if not all(map(is_blank, cells)))
    header_number, headers = next(rows, (1, ()))
    columns, problems = _columns_of(sheet, place, header_number, headers)
    nameless = [index for index in range(len(headers)) if is_blank(headers[index])]
    found: list[RawRow] = []
    for number, cells in rows:
        for index in (*nameless, *range(len(headers), len(cells))):
            if index < len(cells) and not is_blank(cells[index]):
                problems.append(
                    Problem(
                        place, number, f"第 {index + 1} 列", shown(cells[index]), "这一列要有表头"
                    )
                )
        by_field = {
            column.field: cells[index] if index < len(cells) else None
            for index, column in columns.items()
        }
        if not all(map(is_blank, by_field.values())):
            found.append(RawRow(number, by_field))
    return RawSheet(sheet, place, tuple(columns.values()), tuple(found)), problems


def _columns_of(
    sheet: Sheet, place: str, number: int, headers: Sequence[object]
) -> tuple[dict[int, Column], list[Problem]]:
    known = {plain_name(column.header): column for column in sheet.columns}
    known |= {plain_name(column.field): column for column in sheet.columns}
    columns: dict[int, Column] = {}
    problems: list[Problem] = []
    unknown: list[str] = []
    for index, header in enumerate(headers):
        if is_blank(header):
            continue
        text = shown(header)
        column = known.get(plain_name(text))
        if column is None:
            unknown.append(text)
        elif column in columns.values():
            problems.append(Problem(place, number, column.header, text, "同一列只能有一个"))
        else:
            columns[index] = column
    for text in unknown:
        likely = nearest(
            text, [*(c.header for c in sheet.columns), *(c.field for c in sheet.columns)]
        )
        expected = f"认识的表头，最接近的是「{likely}」" if likely else "认识的表头"
        problems.append(Problem(place, number, text, text, expected))
    for column in sheet.columns:
        if column.required and column not in columns.values():
            problems.append(Problem(place, number, column.header, "", "一定要有这一列"))
    return columns, problems
