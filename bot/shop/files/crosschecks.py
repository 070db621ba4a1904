"""What must hold between cells, rows and sheets, and against what the database keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from bot.shop.files.problems import Problem
from bot.shop.files.promotion_checks import check_concessions, check_promotions
from bot.shop.files.raw import nearest
from bot.shop.files.rows import CheckedRow, CheckedSheet, rows_after
from bot.shop.files.sheets import SHEETS
from bot.shop.files.staff_checks import check_modes
from bot.shop.files.stored import Stored

Sheets = Mapping[str, CheckedSheet]
ORDERED_PAIRS = (
    ("skus", "floor_price", "price", "不高于同一行的价格"),
    ("body_ranges", "height_min_cm", "height_max_cm", "不大于同一行的身高上限"),
    ("body_ranges", "weight_min_kg", "weight_max_kg", "不大于同一行的体重上限"),
    ("region_rates", "days_min", "days_max", "不大于同一行的最慢天数"),
    ("holidays", "starts_on", "ends_on", "不晚于同一行的结束日期"),
)
AFTER = (
    ("promotions", "starts_at", "ends_at", "晚于同一行的开始时间"),
    ("working_hours", "starts", "ends", "晚于同一行的上班时间"),
    ("shifts", "starts", "ends", "晚于同一行的上班时间"),
    ("service_modes", "starts", "ends", "晚于同一行的开始时间"),
)
UNIQUE = (("products", ("item_id",)), ("skus", ("product_id", "colour", "size")))


def cross_check(sheets: Sheets, stored: Stored, problems: list[Problem]) -> None:
    """Add every fault that shows only when cells are looked at together."""
    for look in _CHECKS:
        problems += look(sheets, stored)


def _references(sheets: Sheets, stored: Stored) -> Iterator[Problem]:
    """A cell that names a row of another sheet names one that will be there."""
    titles = {sheet.name: sheet.title for sheet in SHEETS}
    for sheet in SHEETS:
        for column in sheet.columns:
            given = sheets.get(sheet.name)
            if column.refers is None or given is None:
                continue
            target, field = column.refers
            there = rows_after(sheets, stored, target)
            known = {row[field] for row in there if field in row}
            if there and not known:
                continue  # its column is missing: said once already
            for row in given.rows:
                value = row.values.get(column.field)
                if value not in (None, "") and value not in known:
                    expected = f"「{titles[target]}」里有的"
                    yield given.problem(row, column.field, _with_nearest(expected, value, known))


def _still_used(sheets: Sheets, stored: Stored) -> Iterator[Problem]:
    """A row that is gone from its sheet is not named by a sheet that was not given."""
    for sheet in SHEETS:
        for column in sheet.columns:
            target = sheets.get(column.refers[0]) if column.refers else None
            if target is None or target.sheet.retire != "delete" or sheet.name in sheets:
                continue
            given = set(target.by_key())
            used = {(row[column.field],) for row in stored.live(sheet.name)}
            gone = sorted(
                key[0] for key in stored.of(target.sheet.name) if key in used and key not in given
            )
            for name in gone:
                expected = f"留着这一行：「{sheet.title}」还在用它"
                header = target.column(target.sheet.key[0]).header
                yield Problem(target.place, None, header, name, expected)


def _ordered(sheets: Sheets, _: Stored) -> Iterator[Problem]:
    for name, low, high, expected in ORDERED_PAIRS:
        for given, row in _rows(sheets, name):
            if _filled(row, low, high) and row.values[low] > row.values[high]:
                yield given.problem(row, low, expected)
    for name, low, high, expected in AFTER:
        for given, row in _rows(sheets, name):
            if _filled(row, low, high) and row.values[high] <= row.values[low]:
                yield given.problem(row, high, expected)


def _unique_among_rows(sheets: Sheets, _: Stored) -> Iterator[Problem]:
    """Columns that are no key yet may stand once only: item ids, and a product's variants."""
    for name, fields in UNIQUE:
        first: dict[tuple[object, ...], int | None] = {}
        for given, row in _rows(sheets, name):
            if not _filled(row, *fields):
                continue
            value = tuple(row.values[field] for field in fields)
            if value in first:
                headers = "+".join(given.column(field).header for field in fields)
                shown = " ".join(str(part) for part in value).strip()
                expected = f"不能重复，第 {first[value]} 行已经有了"
                yield Problem(given.place, row.number, headers, shown, expected)
            else:
                first[value] = row.number


def _tiers(sheets: Sheets, stored: Stored) -> Iterator[Problem]:
    """A price by quantity is never above the price of one piece."""
    lowest: dict[object, Decimal] = defaultdict(lambda: Decimal("Infinity"))
    for sku in rows_after(sheets, stored, "skus"):
        if sku.get("price") is not None:
            product = sku.get("product_id")
            lowest[product] = min(lowest[product], sku["price"])
    for given, row in _rows(sheets, "price_tiers"):
        price, product = row.values.get("unit_price"), row.values.get("product_id")
        if price is not None and price > lowest[product]:
            yield given.problem(row, "unit_price", f"不高于单件价格 {lowest[product]}")


def _default_courier(sheets: Sheets, _: Stored) -> Iterator[Problem]:
    rows = list(_rows(sheets, "couriers"))
    defaults = [row for _given, row in rows if row.values.get("is_default")]
    if rows and not defaults:
        yield Problem(rows[0][0].place, None, "默认", "", "正好一家快递填 是")
    for row in defaults[1:]:
        first = defaults[0].number
        yield rows[0][0].problem(row, "is_default", f"只能有一家默认，第 {first} 行已经是了")


def _provinces(sheets: Sheets, _: Stored) -> Iterator[Problem]:
    """Provinces go by the short names that buyers' addresses are read into."""
    from bot.text.regions import provinces  # reads its gazetteer: only when files are checked

    known = set(provinces())
    for given, row in _rows(sheets, "region_rates"):
        province = row.values.get("province")
        if province is not None and province not in known:
            expected = _with_nearest("省份简称", province, known)
            yield given.problem(row, "province", expected)
    for given, row in _rows(sheets, "promotions"):
        for region in row.values.get("excluded_regions") or ():
            if region.split(" ")[0] not in known:
                expected = _with_nearest(f"省份简称（不认识 {region}）", region, known)
                yield given.problem(row, "excluded_regions", expected)


def _pairs(sheets: Sheets, _: Stored) -> Iterator[Problem]:
    for given, row in _rows(sheets, "pairs"):
        if _filled(row, "other_id") and row.values["other_id"] == row.values.get("product_id"):
            yield given.problem(row, "other_id", "另一件商品")


def _rows(sheets: Sheets, name: str) -> Iterator[tuple[CheckedSheet, CheckedRow]]:
    given = sheets.get(name)
    if given is not None:
        for row in given.rows:
            yield given, row


def _filled(row: CheckedRow, *fields: str) -> bool:
    return all(row.values.get(field) is not None for field in fields)


def _with_nearest(expected: str, value: object, known: set[object] | set[str]) -> str:
    likely = nearest(str(value), [str(name) for name in known if name], at_least=0.5)
    return f"{expected}，最接近的是「{likely}」" if likely else expected


_CHECKS: tuple[Callable[[Sheets, Stored], Iterator[Problem]], ...] = (
    _references,
    _still_used,
    _ordered,
    _unique_among_rows,
    _tiers,
    _default_courier,
    _provinces,
    _pairs,
    check_promotions,
    check_concessions,
    check_modes,
)
