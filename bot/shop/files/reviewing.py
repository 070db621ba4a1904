"""What is allowed but probably not meant: a shop that imports well and sells badly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import combinations

from bot.shop.files.checking import Checked
from bot.shop.files.concession_checks import odd_concessions
from bot.shop.files.rows import rows_after
from bot.shop.files.staff_checks import hours_without_people
from bot.shop.files.stored import ALL_SHEETS, Stored, Values

Rows = Mapping[str, Sequence[Values]]


@dataclass(frozen=True)
class Remark:
    """One thing to look at: the sheet's title, which rows, and what is odd about them."""

    sheet: str
    about: str
    text: str


def rows_to_review(stored: Stored, checked: Checked | None = None) -> Rows:
    """The rows in use in the database, or as they would be after an import."""
    sheets = checked.sheets if checked else {}
    return {sheet.name: rows_after(sheets, stored, sheet.name) for sheet in ALL_SHEETS}


def review(rows: Rows, *, now: datetime) -> tuple[Remark, ...]:
    """Everything odd in a shop's rows, which must be free of problems; `now` is aware."""
    looks = (
        _products_without_sku(rows),
        _expired(rows, now),
        _overlapping(rows, now),
        _tiers_below_floor(rows),
        _missing_provinces(rows),
        _unknown_categories(rows),
        (Remark("议价让步", *odd) for odd in odd_concessions(rows)),
        (Remark("班次", *gap) for gap in hours_without_people(rows)),
    )
    return tuple(remark for look in looks for remark in look)


def _products_without_sku(rows: Rows) -> Iterator[Remark]:
    sold = {sku["product_id"] for sku in rows["skus"]}
    for product in rows["products"]:
        if product["id"] not in sold:
            about = f"{product['id']} {product['name']}"
            yield Remark("商品", about, "没有规格，买家看不到它")


def _expired(rows: Rows, now: datetime) -> Iterator[Remark]:
    for promotion in rows["promotions"]:
        if promotion["ends_at"] <= now:
            ended = f"{promotion['ends_at']:%Y-%m-%d %H:%M}"
            yield Remark("促销", _named(promotion), f"{ended} 已经结束")


def _overlapping(rows: Rows, now: datetime) -> Iterator[Remark]:
    """Of two offers of one group on the same goods at the same time a buyer gets only one."""
    groups: dict[str, list[Values]] = defaultdict(list)
    for promotion in rows["promotions"]:
        if promotion["exclusive_group"] and promotion["ends_at"] > now:
            groups[promotion["exclusive_group"]].append(promotion)
    for group, promotions in groups.items():
        met = [
            pair for pair in combinations(promotions, 2) if _same_time(*pair) and _same_scope(*pair)
        ]
        involved = dict.fromkeys(_named(one) for pair in met for one in pair)
        if involved:
            text = f"互斥组 {group} 里范围相同、时间重叠，买家同时只能用一个"
            yield Remark("促销", "、".join(involved), text)


def _same_time(one: Values, other: Values) -> bool:
    together: bool = one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"]
    return together


def _same_scope(one: Values, other: Values) -> bool:
    if one["scope"] != other["scope"]:
        return False
    return one["scope"] == "shop" or bool({*one["scope_values"]} & {*other["scope_values"]})


def _tiers_below_floor(rows: Rows) -> Iterator[Remark]:
    floors: dict[str, list[Decimal]] = defaultdict(list)
    for sku in rows["skus"]:
        if sku["floor_price"] is not None:
            floors[sku["product_id"]].append(sku["floor_price"])
    for tier in rows["price_tiers"]:
        floor = max(floors[tier["product_id"]], default=None)
        if floor is not None and tier["unit_price"] < floor:
            about = f"{tier['product_id']} 满 {tier['min_quantity']} 件 {tier['unit_price']}"
            yield Remark("件数价", about, f"低于底价 {floor}")


def _missing_provinces(rows: Rows) -> Iterator[Remark]:
    from bot.text.regions import provinces  # reads its gazetteer: only when a shop is reviewed

    covered = {rate["province"] for rate in rows["region_rates"] if not rate["city"]}
    missing = [province for province in provinces() if province not in covered]
    if missing:
        text = f"34 个省级地区里缺 {len(missing)} 个，买家问到时答不出运费和时效"
        yield Remark("运费时效", "、".join(missing), text)


def _unknown_categories(rows: Rows) -> Iterator[Remark]:
    known = {product["category"] for product in rows["products"]}
    for row in rows["policy"]:
        if row["key"] == "no_return_categories":
            unknown = [name for name in row["value"].split("|") if name and name not in known]
            if unknown:
                text = "不支持退货的类目里有它，商品里没有这个类目"
                yield Remark("店铺政策", "、".join(unknown), text)


def _named(promotion: Values) -> str:
    return f"{promotion['id']} {promotion['title']}"
