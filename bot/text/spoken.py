"""How a shop assistant writes figures: facts in, short Chinese text out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

WEEKDAYS = "一二三四五六日"


def yuan(amount: Decimal) -> str:
    """99.00 → "99", 99.50 → "99.5": without the unit, which the wording gives."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: float | Decimal) -> str:
    """94.0 → "94", 94.5 → "94.5"."""
    return f"{value:g}"


def jin(weight_kg: float) -> str:
    """Weight as buyers say it: 52.5 kg → "105" (斤)."""
    return number(round(weight_kg * 2, 1))


def fold(percent_off: int) -> str:
    """15 % off → "8.5" (折)."""
    return number(Decimal(100 - percent_off) / 10)


def day(value: date) -> str:
    """2026-11-18 → "11月18日"."""
    return f"{value.month}月{value.day}日"


def weekday(value: date) -> str:
    """2026-11-18 → "周三"."""
    return f"周{WEEKDAYS[value.weekday()]}"


def moment(value: datetime) -> str:
    """An aware datetime → "11月12日23:59"."""
    return f"{day(value)}{clock(value.time())}"


def until(value: datetime) -> str:
    """An end as people say it: midnight belongs to the day before (11月30日24:00)."""
    if value.time() == time(0):
        return f"{day((value - timedelta(days=1)).date())}24:00"
    return moment(value)


def clock(value: time) -> str:
    """16:00."""
    return f"{value.hour}:{value.minute:02d}"


def span(low: int, high: int) -> str:
    """1, 2 → "1-2"; 2, 2 → "2"."""
    return str(low) if low == high else f"{low}-{high}"


def listed(values: Iterable[str]) -> str:
    """Names in a row: "米白、藏青"."""
    return "、".join(values)
