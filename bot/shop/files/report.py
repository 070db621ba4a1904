"""What an import did, sheet by sheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.shop.files.columns import Column


@dataclass(frozen=True)
class RowChange:
    """A row that was changed: its key, and (header, before, after) of each cell."""

    key: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class SheetChanges:
    """What became of one sheet's rows, by key. `returned` are retired rows that came back."""

    name: str
    title: str
    added: tuple[str, ...] = ()
    changed: tuple[RowChange, ...] = ()
    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `left_alone` are titles of sheets that were not given and stay as they
    are; `ignored` are tabs or files that are none of the shop's sheets."""

    sheets: tuple[SheetChanges, ...]
    left_alone: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def of(self, name: str) -> SheetChanges:
        """The changes of the sheet with this English name."""
        return next(changes for changes in self.sheets if changes.name == name)

    @property
    def quiet(self) -> bool:
        """Whether nothing at all was different."""
        return not any(
            changes.added or changes.changed or changes.retired or changes.returned
            for changes in self.sheets
        )


def cell_text(column: Column, value: Any) -> str:
    """A stored value as the shop's files write it; reading it back gives the same value."""
    if value is None:
        return ""
    if column.kind == "flag":
        return "是" if value else "否"
    if column.kind == "list":
        return "|".join(value)
    if column.choices is not None:
        return next((label for label, key in column.choices.items() if key == value), str(value))
    if column.kind == "decimal":
        return plain_decimal(file_number(column, value))
    if column.kind == "moment":
        return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
    if column.kind == "time":
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return str(value)


def file_number(column: Column, value: Any) -> Decimal:
    """A stored number in the file's unit: weights of a 斤 column are kept in kg (1 斤 = 0.5 kg)."""
    number = Decimal(str(value))
    return number * 2 if column.jin else number


def plain_decimal(number: Decimal) -> str:
    """A number without trailing zeros and without an exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
