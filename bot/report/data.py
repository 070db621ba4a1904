"""The report for programs."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.report.definitions import Definitions
from bot.report.model import Report
from bot.report.period import Days
from bot.report.shares import Share


def as_data(report: Report, definitions: Definitions) -> dict[str, Any]:
    """The figures and what they count, as JSON holds them; amounts are texts in yuan."""
    told = {name: each.dict() for name, each in definitions.items()}
    return {"report": _data(report), "definitions": told}


def _data(value: Any) -> Any:
    if isinstance(value, Share):
        low, high = value.interval or (None, None)
        share = {"count": value.count, "of": value.of, "value": value.value}
        return {**share, "low": low, "high": high}
    if isinstance(value, Days):
        return {"first": value.first.isoformat(), "last": value.last.isoformat()}
    if is_dataclass(value):
        return {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
