"""What the database holds now, in the same shape as a sheet's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Numeric, String, inspect, select
from sqlalchemy.orm import Session

from bot.shop.files.columns import Column, Sheet
from bot.shop.files.policy_items import POLICY_SHEET
from bot.shop.files.sheets import SHEETS
from bot.shop.tables.catalogue import (
    AttributeRow,
    BodyRangeRow,
    GarmentMeasureRow,
    PairRow,
    ProductRow,
    SizeChartRow,
    SkuRow,
)
from bot.shop.tables.policy import (
    AgentRow,
    ConcessionRow,
    PolicyRow,
    ServiceModeRow,
    ShiftRow,
    WorkingHoursRow,
)
from bot.shop.tables.promotions import PriceTierRow, PromotionRow
from bot.shop.tables.shipping import CourierRow, HolidayRow, RegionRateRow

ALL_SHEETS: tuple[Sheet, ...] = (*SHEETS, POLICY_SHEET)
TABLES: dict[str, Any] = {
    "size_charts": SizeChartRow,
    "garment_measures": GarmentMeasureRow,
    "body_ranges": BodyRangeRow,
    "products": ProductRow,
    "skus": SkuRow,
    "attributes": AttributeRow,
    "pairs": PairRow,
    "promotions": PromotionRow,
    "price_tiers": PriceTierRow,
    "couriers": CourierRow,
    "region_rates": RegionRateRow,
    "holidays": HolidayRow,
    "working_hours": WorkingHoursRow,
    "concessions": ConcessionRow,
    "agents": AgentRow,
    "shifts": ShiftRow,
    "service_modes": ServiceModeRow,
    "policy": PolicyRow,
}
Key = tuple[Any, ...]
Values = dict[str, Any]


@dataclass(frozen=True)
class StoredRow:
    """One row: its cells by field, its place in the owner's order, whether it is in use."""

    values: Values
    position: int | None
    live: bool


@dataclass(frozen=True)
class Stored:
    """Rows of every sheet by key, in the owner's order."""

    sheets: Mapping[str, Mapping[Key, StoredRow]] = field(default_factory=dict)

    def of(self, sheet: str) -> Mapping[Key, StoredRow]:
        """All rows of a sheet, retired ones too."""
        return self.sheets.get(sheet, {})

    def live(self, sheet: str) -> list[Values]:
        """Cells of the rows of a sheet that are in use."""
        return [row.values for row in self.of(sheet).values() if row.live]


@dataclass(frozen=True)
class Storage:
    """How the database keeps a column: decimals, characters, whether as a float."""

    places: int | None = None
    length: int | None = None
    as_float: bool = False


def storage_of(sheet: Sheet, column: Column) -> Storage:
    """How the table behind the sheet keeps this column."""
    kind = getattr(TABLES[sheet.name], column.field).type
    if isinstance(kind, Numeric):
        return Storage(places=kind.scale, as_float=not kind.asdecimal)
    return Storage(length=kind.length if isinstance(kind, String) else None)


def live_field(sheet: Sheet) -> str | None:
    """The attribute that says a row is in use; None where rows are deleted instead."""
    if sheet.retire == "delete":
        return None
    return "active" if hasattr(TABLES[sheet.name], "active") else "on_sale"


def has_position(sheet: Sheet) -> bool:
    """Whether the table keeps the owner's order."""
    return hasattr(TABLES[sheet.name], "position")


def read_stored(session: Session, *, sheets: Iterable[Sheet] = ALL_SHEETS) -> Stored:
    """Everything the sheets describe, as it stands in the database; tables that do not exist
    yet are empty."""
    present = set(inspect(session.connection()).get_table_names())
    return Stored(
        {
            sheet.name: _rows_of(session, sheet)
            for sheet in sheets
            if TABLES[sheet.name].__tablename__ in present
        }
    )


def _rows_of(session: Session, sheet: Sheet) -> dict[Key, StoredRow]:
    table = TABLES[sheet.name]
    fields = [column.field for column in sheet.columns]
    live = live_field(sheet)
    ordered = has_position(sheet)
    wanted = [getattr(table, name) for name in fields]
    wanted += [table.position] if ordered else []
    wanted += [getattr(table, live)] if live else []
    order = [getattr(table, name) for name in (["position"] if ordered else []) + list(sheet.key)]
    rows: dict[Key, StoredRow] = {}
    for row in session.execute(select(*wanted).order_by(*order)):
        values = dict(zip(fields, row, strict=False))
        rows[tuple(values[name] for name in sheet.key)] = StoredRow(
            values=values,
            position=row[len(fields)] if ordered else None,
            live=bool(row[-1]) if live else True,
        )
    return rows
