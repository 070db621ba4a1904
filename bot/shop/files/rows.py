"""Rows whose cells have been read, on their way into the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.shop.files.cells import shown
from bot.shop.files.columns import Column, Sheet
from bot.shop.files.problems import Problem
from bot.shop.files.stored import Key, Stored, Values


@dataclass(frozen=True)
class CheckedRow:
    """A row's values by field, without those that could not be read, and its raw cells."""

    number: int | None
    values: Values
    cells: Mapping[str, object]


@dataclass(frozen=True)
class CheckedSheet:
    """The rows of one sheet that was given."""

    sheet: Sheet
    place: str
    rows: tuple[CheckedRow, ...]

    def by_key(self) -> dict[Key, CheckedRow]:
        """Rows by their key, in the file's order."""
        return {tuple(row.values.get(name) for name in self.sheet.key): row for row in self.rows}

    def problem(self, row: CheckedRow, field: str, expected: str) -> Problem:
        """A fault of one cell of a row."""
        column = self.column(field)
        return Problem(self.place, row.number, column.header, shown(row.cells.get(field)), expected)

    def column(self, field: str) -> Column:
        """The column with this field."""
        return next(column for column in self.sheet.columns if column.field == field)


def rows_after(sheets: Mapping[str, CheckedSheet], stored: Stored, name: str) -> list[Values]:
    """The rows a sheet will have in use: those given, or those stored if it was not given."""
    given = sheets.get(name)
    return stored.live(name) if given is None else [row.values for row in given.rows]
