"""The shop's policy as rows of a sheet: each field of `Policy` is one item with its own column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import ModelField

from bot.shop.files.columns import CellKind, Column, Sheet
from bot.shop.files.problems import CellError
from bot.shop.model.policy import Policy

POLICY_SHEET = Sheet(
    "policy",
    "店铺政策",
    (
        Column("key", "项目", required=True),
        Column("value", "内容", "long_text", default=""),
    ),
    key=("key",),
    help="一行一项；留空的项目用默认值",
)
LABELS = {
    "一口价": "mall",
    "可议价": "marketplace",
    "买家": "buyer",
    "店铺": "shop",
    "自有网站": "own",
    "淘宝天猫": "taobao",
    "京东": "jd",
    "拼多多": "pinduoduo",
    "抖音": "douyin",
}
DISPATCH_WEEKDAYS = "dispatch_weekdays"
LISTS = frozenset({"no_return_categories", "closing_techniques"})


def _kind_of(field: ModelField) -> CellKind:
    if field.name in LISTS:
        return "list"
    kinds: tuple[tuple[type, CellKind], ...] = (
        (bool, "flag"),
        (int, "integer"),
        (Decimal, "money"),
        (time, "time"),
    )
    if isinstance(field.type_, type):
        for python_type, kind in kinds:
            if issubclass(field.type_, python_type):
                return kind
    return "long_text"


def _item_of(field: ModelField) -> Column:
    allowed = get_args(field.type_) if get_origin(field.type_) is Literal else ()
    return Column(
        field.name,
        field.field_info.title or field.name,
        _kind_of(field),
        required=bool(field.required),
        default=field.default,
        choices={label: key for label, key in LABELS.items() if key in allowed} or None,
        minimum=field.field_info.ge,
        maximum=field.field_info.le,
        help=field.field_info.description or "",
    )


ITEMS: dict[str, Column] = {name: _item_of(field) for name, field in Policy.__fields__.items()}


def policy_text(item: Column, value: Any) -> str:
    """The text the policy table keeps for a value that was read by its item's column."""
    if item.kind == "flag":
        return "true" if value else "false"
    if item.kind == "money":
        return str(Decimal(value).quantize(Decimal("0.01")))
    if item.kind == "list":
        return value if isinstance(value, str) else "|".join(value)
    if isinstance(value, time):
        return value.isoformat(timespec="minutes" if not value.second else "seconds")
    if item.field == DISPATCH_WEEKDAYS:
        days = "".join(sorted(set(value)))
        if not days or set(days) - set("1234567"):
            raise CellError("发货的星期，1=周一 … 7=周日，例如 123456")
        return days
    return str(value)


def shown_policy(item: Column, text: str) -> str:
    """A kept text as an owner reads and writes it."""
    if item.kind == "flag":
        return "是" if text == "true" else "否"
    labels = {stored: label for label, stored in (item.choices or {}).items()}
    return labels.get(text, text)


def faulty_items(values: Mapping[str, str]) -> tuple[str, ...]:
    """Fields that `Policy` itself will not take, though each cell read well."""
    try:
        Policy.parse_obj(values)
    except ValidationError as error:
        return tuple(str(fault["loc"][0]) for fault in error.errors())
    return ()
