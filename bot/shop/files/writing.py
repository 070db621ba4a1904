"""Brings the database to what the checked files say, in place, and tells what was different."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.shop.files.checking import Checked
from bot.shop.files.columns import Sheet
from bot.shop.files.policy_items import ITEMS, POLICY_SHEET, shown_policy
from bot.shop.files.report import RowChange, SheetChanges, cell_text
from bot.shop.files.rows import CheckedSheet
from bot.shop.files.stored import (
    ALL_SHEETS,
    TABLES,
    Key,
    Stored,
    StoredRow,
    Values,
    has_position,
    live_field,
)
from bot.shop.files.uniques import free_uniques
from bot.shop.tables.catalogue import ProductRow, SizeChartRow

OnStep = Callable[[str, int, int], None]


def write(
    session: Session, checked: Checked, stored: Stored, *, on_step: OnStep
) -> tuple[SheetChanges, ...]:
    """Add, change and retire rows inside the caller's transaction; one report a sheet."""
    freed = free_uniques(session, checked.sheets, stored)
    given = [checked.sheets[sheet.name] for sheet in ALL_SHEETS if sheet.name in checked.sheets]
    reports: list[SheetChanges] = []
    for number, found in enumerate(given, start=1):
        reports.append(_write_sheet(session, found, stored, freed.get(found.sheet.name, set())))
        on_step(f"写入 {found.sheet.title}", number, len(given))
    for found in reversed(given):
        if found.sheet.retire == "delete":
            _delete(session, found.sheet, _gone(found, stored))
    return tuple(reports)


def _write_sheet(
    session: Session, found: CheckedSheet, stored: Stored, freed: set[Key]
) -> SheetChanges:
    sheet, table = found.sheet, TABLES[found.sheet.name]
    live, ordered = live_field(sheet), has_position(sheet)
    before = stored.of(sheet.name)
    inserts: list[Values] = []
    updates: list[Values] = []
    added: list[str] = []
    changed: list[RowChange] = []
    returned: list[str] = []
    for position, (key, row) in enumerate(found.by_key().items(), start=1):
        kept = before.get(key)
        extra: Values = {"position": position} if ordered else {}
        if kept is None:
            inserts.append({**row.values, **extra, **({live: 1} if live else {})})
            added.append(_key_text(sheet, key))
            continue
        different = {
            name: value for name, value in row.values.items() if value != kept.values[name]
        }
        if not kept.live:
            returned.append(_key_text(sheet, key))
        elif different:
            changed.append(RowChange(_key_text(sheet, key), _cells(sheet, kept, different)))
        moved = {name: value for name, value in extra.items() if value != kept.position}
        back = {live: 1} if live and not kept.live else {}
        if key in freed:
            updates.append({**row.values, **moved, **back})
        elif different or moved or back:
            updates.append({**dict(zip(sheet.key, key, strict=True)), **different, **moved, **back})
    session.bulk_update_mappings(table, updates)
    session.bulk_insert_mappings(table, inserts, render_nulls=True)
    gone = _gone(found, stored)
    if live:
        session.bulk_update_mappings(
            table, [{**dict(zip(sheet.key, key, strict=True)), live: 0} for key in gone]
        )
    return SheetChanges(
        name=sheet.name,
        title=sheet.title,
        added=tuple(added),
        changed=tuple(changed),
        retired=tuple(_key_text(sheet, key) for key in gone),
        returned=tuple(returned),
        unchanged=len(found.rows) - len(added) - len(changed) - len(returned),
    )


def _gone(found: CheckedSheet, stored: Stored) -> list[Key]:
    """Keys of rows in use that the files no longer have."""
    given = found.by_key()
    rows = stored.of(found.sheet.name).items()
    return [key for key, row in rows if row.live and key not in given]


def _delete(session: Session, sheet: Sheet, keys: Iterable[Key]) -> None:
    table = TABLES[sheet.name]
    for key in keys:
        if table is SizeChartRow:  # products that are off sale let go of it
            session.execute(
                update(ProductRow)
                .where(ProductRow.chart_id == key[0], ProductRow.on_sale == 0)
                .values(chart_id=None)
                .execution_options(synchronize_session=False)
            )
        matches = [
            getattr(table, name) == value for name, value in zip(sheet.key, key, strict=True)
        ]
        session.execute(delete(table).where(*matches).execution_options(synchronize_session=False))


def _cells(sheet: Sheet, kept: StoredRow, different: Values) -> tuple[tuple[str, str, str], ...]:
    if sheet is POLICY_SHEET:
        item = ITEMS[kept.values["key"]]
        texts = (kept.values["value"], different["value"])
        before, after = (shown_policy(item, text) for text in texts)
        return ((item.header, before, after),)
    return tuple(
        (column.header, cell_text(column, kept.values[column.field]), cell_text(column, value))
        for column in sheet.columns
        if (value := different.get(column.field, _SAME)) is not _SAME
    )


def _key_text(sheet: Sheet, key: Key) -> str:
    if sheet is POLICY_SHEET:
        return ITEMS[key[0]].header if key[0] in ITEMS else str(key[0])
    columns = {column.field: column for column in sheet.columns}
    parts = (cell_text(columns[name], part) for name, part in zip(sheet.key, key, strict=True))
    return " ".join(part for part in parts if part)


_SAME: Any = object()
