"""Checks everything before anything is written: each cell by its column, then across sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.shop.files.cells import empty_value, is_blank, read_cell, shown
from bot.shop.files.columns import Column
from bot.shop.files.crosschecks import cross_check
from bot.shop.files.policy_items import ITEMS, POLICY_SHEET, faulty_items, policy_text
from bot.shop.files.problems import CellError, Problem
from bot.shop.files.raw import RawRow, RawSheet, Reading, nearest, plain_name
from bot.shop.files.rows import CheckedRow, CheckedSheet
from bot.shop.files.stored import ALL_SHEETS, Storage, Stored, Values, storage_of

FIRST_IMPORT_NEEDS = ("products", "skus", "policy")
NEVER_EMPTY = ("products", "skus")


@dataclass(frozen=True)
class Checked:
    """What may be written: sheets that were given, whole rows each, and all that is wrong."""

    sheets: Mapping[str, CheckedSheet]
    left_alone: tuple[str, ...]
    problems: tuple[Problem, ...]


def check(reading: Reading, stored: Stored) -> Checked:
    """Check what was read against itself and against what the database holds.

    A column that a sheet does not have keeps its stored values; a sheet that was not given
    stays as it is stored. Problems come sorted by sheet and row.
    """
    problems = list(reading.problems)
    sheets: dict[str, CheckedSheet] = {}
    for sheet in ALL_SHEETS:
        raw = reading.sheets.get(sheet.name)
        if raw is None:
            if sheet.name in FIRST_IMPORT_NEEDS and not stored.live(sheet.name):
                problems.append(Problem(sheet.title, None, "", "", "第一次导入一定要有这张表"))
            continue
        read = _policy_rows if sheet is POLICY_SHEET else _rows
        rows = read(raw, stored, problems)
        if sheet.name in NEVER_EMPTY and not rows:
            problems.append(Problem(raw.place, None, "", "", "至少一行"))
        sheets[sheet.name] = CheckedSheet(raw.sheet, raw.place, rows)
    cross_check(sheets, stored, problems)
    order = {found.place: index for index, found in enumerate(sheets.values())}
    problems.sort(key=lambda fault: (order.get(fault.sheet, len(order)), fault.row or 0))
    left_alone = tuple(sheet.title for sheet in ALL_SHEETS if sheet.name not in sheets)
    return Checked(sheets, left_alone, tuple(problems))


def _rows(raw: RawSheet, stored: Stored, problems: list[Problem]) -> tuple[CheckedRow, ...]:
    storage = {column.field: storage_of(raw.sheet, column) for column in raw.columns}
    absent = [
        column for column in raw.sheet.columns if column not in raw.columns and not column.required
    ]
    known = stored.of(raw.sheet.name)
    first: dict[tuple[Any, ...], int] = {}
    rows: list[CheckedRow] = []
    for row in raw.rows:
        values = _cells(raw, row, storage, problems)
        key = tuple(values.get(field) for field in raw.sheet.key)
        before = known.get(key)
        for column in absent:
            field = column.field
            values[field] = before.values[field] if before else empty_value(column)
        if all(field in values for field in raw.sheet.key):
            earlier = first.setdefault(key, row.number)
            if earlier != row.number:
                problems.append(_repeated(raw, row, earlier))
                continue
        rows.append(CheckedRow(row.number, values, row.cells))
    return tuple(rows)


def _cells(
    raw: RawSheet, row: RawRow, storage: Mapping[str, Storage], problems: list[Problem]
) -> Values:
    """The cells that can be read; one that cannot is a problem and is left out."""
    values: Values = {}
    for column in raw.columns:
        cell, kept = row.cells[column.field], storage[column.field]
        try:
            value = read_cell(column, cell, places=kept.places, length=kept.length)
        except CellError as fault:
            problems.append(
                Problem(raw.place, row.number, column.header, shown(cell), fault.message)
            )
            continue
        values[column.field] = float(value) if kept.as_float and value is not None else value
    return values


def _repeated(raw: RawSheet, row: RawRow, earlier: int) -> Problem:
    columns = [column for column in raw.sheet.columns if column.field in raw.sheet.key]
    return Problem(
        raw.place,
        row.number,
        "+".join(column.header for column in columns),
        " ".join(shown(row.cells.get(column.field)) for column in columns).strip(),
        f"不能重复，第 {earlier} 行已经有了",
    )


def _policy_rows(raw: RawSheet, _: Stored, problems: list[Problem]) -> tuple[CheckedRow, ...]:
    """Every item of the policy, those not given by their default, as the table keeps them."""
    by_name = {plain_name(name): item for item in ITEMS.values() for name in _names(item)}
    given: dict[str, RawRow] = {}
    for row in raw.rows:
        name = shown(row.cells.get("key"))
        item = by_name.get(plain_name(name))
        if item is None:
            likely = nearest(name, [item.header for item in ITEMS.values()])
            expected = f"认识的项目，最接近的是「{likely}」" if likely else "认识的项目"
            problems.append(Problem(raw.place, row.number, "项目", name, expected))
        elif item.field in given:
            expected = f"不能重复，第 {given[item.field].number} 行已经有了"
            problems.append(Problem(raw.place, row.number, "项目", name, expected))
        else:
            given[item.field] = row
    rows: list[CheckedRow] = []
    for item in ITEMS.values():
        found = given.get(item.field)
        cell = found.cells.get("value") if found else None
        number = found.number if found else None
        try:
            value = item.default if is_blank(cell) and not item.required else read_cell(item, cell)
            text = policy_text(item, value)
        except CellError as fault:
            problems.append(Problem(raw.place, number, item.header, shown(cell), fault.message))
        else:
            rows.append(CheckedRow(number, {"key": item.field, "value": text}, {"value": cell}))
    if len(rows) == len(ITEMS):
        kept = {row.values["key"]: row.values["value"] for row in rows}
        for field in faulty_items(kept):
            problems.append(
                Problem(raw.place, None, ITEMS[field].header, kept[field], ITEMS[field].help)
            )
    return tuple(rows)


def _names(item: Column) -> tuple[str, str]:
    return item.header, item.field
