"""An offer or a concession says everything its kind needs (see bot.shop.model.promotions)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.shop.files.problems import Problem
from bot.shop.files.rows import CheckedRow, CheckedSheet, rows_after
from bot.shop.files.selling_sheets import CONCESSION_KINDS, PROMOTION_KINDS
from bot.shop.files.stored import Stored
from bot.shop.model.promotions import PromotionKind

# Each inner tuple: one of these columns must be filled.
PROMOTION_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    PromotionKind.FREE_SHIPPING.value: (),
    PromotionKind.AMOUNT_OFF.value: (("amount_off", "percent_off"),),
    PromotionKind.GIFT.value: (("min_amount", "min_quantity"), ("gift_name",), ("gift_quantity",)),
    PromotionKind.COUPON.value: (("amount_off", "percent_off"), ("claim",)),
    PromotionKind.BUY_N_GET_M.value: (("min_quantity",), ("gift_quantity",)),
}
CONCESSION_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "percent": (("percent",),),
    "amount": (("amount",),),
    "gift": (("gift_name",),),
    "shipping": (),
}


def check_promotions(sheets: Mapping[str, CheckedSheet], stored: Stored) -> Iterator[Problem]:
    """Columns each kind needs, one way of taking off, and a scope that names what exists."""
    given = sheets.get("promotions")
    if given is None:
        return
    products = rows_after(sheets, stored, "products")
    scopes = {
        "category": ({row.get("category") for row in products}, "「商品」里有的类目"),
        "product": ({row.get("id") for row in products}, "「商品」里有的货号"),
    }
    for row in given.rows:
        yield from _needs(given, row, PROMOTION_NEEDS, PROMOTION_KINDS)
        yield from _amounts(given, row)
        scope, named = row.values.get("scope"), row.values.get("scope_values")
        if scope == "shop" and named:
            yield given.problem(row, "scope_values", "范围是全店时留空")
        if scope in scopes and named is not None:
            known, expected = scopes[scope]
            missing = [name for name in named if name not in known]
            if not named:
                yield given.problem(row, "scope_values", f"必填：{expected}")
            elif missing:
                yield given.problem(row, "scope_values", f"{expected}（没有 {'、'.join(missing)}）")


def check_concessions(sheets: Mapping[str, CheckedSheet], _: Stored) -> Iterator[Problem]:
    """Columns each kind of concession needs."""
    given = sheets.get("concessions")
    if given is not None:
        for row in given.rows:
            yield from _needs(given, row, CONCESSION_NEEDS, CONCESSION_KINDS)


def _amounts(given: CheckedSheet, row: CheckedRow) -> Iterator[Problem]:
    values = row.values
    if values.get("amount_off") is not None and values.get("percent_off") is not None:
        yield given.problem(row, "percent_off", "减金额和减百分比只填一个")
    minimum, off = values.get("min_amount"), values.get("amount_off")
    if minimum is not None and off is not None and off >= minimum:
        yield given.problem(row, "amount_off", f"小于满金额 {minimum}")
    threshold = ("min_amount", "min_quantity")
    if values.get("every") and all(name in values and not values[name] for name in threshold):
        yield given.problem(row, "every", "每满要同时填满金额或满件数")


def _needs(
    given: CheckedSheet,
    row: CheckedRow,
    needs: Mapping[str, tuple[tuple[str, ...], ...]],
    labels: Mapping[str, str],
) -> Iterator[Problem]:
    kind = row.values.get("kind", "")
    label = next((label for label, stored in labels.items() if stored == kind), kind)
    for fields in needs.get(kind, ()):
        if all(name in row.values and row.values[name] in (None, "") for name in fields):
            headers = "或".join(given.column(name).header for name in fields)
            yield given.problem(row, fields[0], f"类型为{label}时必填{headers}")
