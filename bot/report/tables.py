"""Tables of figures: in words for people, in plain numbers for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from bot.report.shares import Share
from bot.text.cells import safe_cell
from bot.text.spoken import weekday

Kind = Literal["text", "count", "average", "share", "seconds", "yuan"]
NOTHING = "–"


@dataclass(frozen=True)
class Amount:
    """A number of another kind than its column."""

    value: int | float | Decimal | None
    kind: Kind


Cell = str | int | float | Decimal | Share | Amount | date | datetime | None


@dataclass(frozen=True)
class Column:
    """A column's heading and what is in it; seconds and yuan are its numbers' units."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """`name` is its file's, `figure` names the definition it belongs to."""

    name: str
    title: str
    figure: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def texts(self) -> list[list[str]]:
        """The rows as people read them."""
        return [
            [text_of(cell, column.kind) for cell, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]


def text_of(cell: Cell, kind: Kind) -> str:
    """One cell as people read it."""
    if isinstance(cell, Amount):
        return text_of(cell.value, cell.kind)
    if cell is None:
        return NOTHING
    if isinstance(cell, Share):
        return share_text(cell)
    if isinstance(cell, datetime):
        return f"{cell.month}月{cell.day}日 {cell:%H:%M}"
    if isinstance(cell, date):
        return f"{cell.month}月{cell.day}日 {weekday(cell)}"
    if isinstance(cell, str):
        return cell
    if kind == "seconds":
        return seconds_text(float(cell))
    if kind == "yuan":
        return f"¥{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}"


def percent(share: float | None) -> str:
    """23.4%, or a dash for nothing."""
    return NOTHING if share is None else f"{share:.1%}"


def share_text(share: Share) -> str:
    """23.4%（20.1–27.0%），115/491."""
    if share.interval is None:
        return NOTHING
    low, high = share.interval
    return (
        f"{percent(share.value)}（{low * 100:.1f}–{percent(high)}），{share.count:,}/{share.of:,}"
    )


def seconds_text(seconds: float | None) -> str:
    """0.8 秒, 42 秒, 3 分 05 秒, 2 小时 10 分."""
    if seconds is None:
        return NOTHING
    if seconds < 9.95:
        return f"{seconds:.1f} 秒"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} 分 {rest:02} 秒" if rest else f"{minutes} 分"
    return f"{minutes // 60} 小时 {minutes % 60:02} 分"


def csv_of(table: Table) -> str:
    """The table for a spreadsheet: plain numbers, a share with its counts and interval."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(_headings(table.columns))
    for row in table.rows:
        cells: list[str] = []
        for cell, column in zip(row, table.columns, strict=True):
            cells += _plain_share(cell) if column.kind == "share" else [_plain(cell)]
        lines.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()


def _headings(columns: Sequence[Column]) -> list[str]:
    found: list[str] = []
    for column in columns:
        if column.kind == "share":
            parts = ("", "个数", "总数", "下限", "上限")
            found += [f"{column.title}{part and '·'}{part}" for part in parts]
        else:
            unit = {"seconds": "(秒)", "yuan": "(元)"}.get(column.kind, "")
            found.append(column.title + unit)
    return found


def _plain_share(cell: Cell) -> list[str]:
    if not isinstance(cell, Share):
        return [_plain(cell), "", "", "", ""]
    low, high = cell.interval or (None, None)
    return [_plain(each) for each in (cell.value, cell.count, cell.of, low, high)]


def _plain(cell: Cell) -> str:
    if isinstance(cell, Amount):
        return _plain(cell.value)
    if cell is None:
        return ""
    if isinstance(cell, Share):
        return _plain(cell.value)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, float):
        return f"{cell:.4f}".rstrip("0").rstrip(".")
    return str(cell)
