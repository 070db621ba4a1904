"""Reads days, moments and times of day the ways a shop writes them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from bot.settings import SHOP_TIMEZONE

_DAY = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
_COMPACT_DAY = r"(?P<cyear>\d{4})(?P<cmonth>\d{2})(?P<cday>\d{2})"
_CLOCK = (
    r"(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?|[点时](?:(?P<cn>\d{1,2})分?)?)"
)
_ZONE = r"(?P<zone>\s*(?:z|[+-](?:0\d|1[0-4]):?[0-5]\d))?"
_DATE = re.compile(rf"(?:{_DAY}|{_COMPACT_DAY})(?:[ t]*0{{1,2}}:00(?::00)?)?")
_MOMENT = re.compile(rf"{_DAY}[ t]*{_CLOCK}{_ZONE}")
_TIME = re.compile(_CLOCK)
_YEARS = range(2000, 2100)


def read_date(value: object) -> date | None:
    """A day from a cell (2026-01-05, 2026/1/5, 2026年1月5日, 20260105), or None."""
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else None
    if isinstance(value, date):
        return value if value.year in _YEARS else None
    match = _DATE.fullmatch(_text(value))
    if match is None:
        return None
    return _date_of(*(match[name] or match[f"c{name}"] for name in ("year", "month", "day")))


def read_moment(value: object) -> datetime | None:
    """A moment with its minutes, Asia/Shanghai unless it says its zone, or None.

    24:00 is the end of that day. A day alone is refused: whether an offer that "ends on the
    11th" still holds on the 11th would be a guess.
    """
    if isinstance(value, datetime):
        if value.year not in _YEARS:
            return None
        rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return rounded if value.tzinfo else rounded.replace(tzinfo=SHOP_TIMEZONE)
    match = None if isinstance(value, date) else _MOMENT.fullmatch(_text(value))
    if match is None:
        return None
    day = _date_of(match["year"], match["month"], match["day"])
    ends_the_day = match["hour"] == "24" and not int(match["minute"] or match["cn"] or 0)
    clock = time() if ends_the_day else _time_of(match)
    if day is None or clock is None:
        return None
    local = datetime.combine(day + timedelta(days=ends_the_day), clock)
    if match["zone"]:
        return datetime.fromisoformat(f"{local.isoformat()}{_offset(match['zone'])}").astimezone(
            SHOP_TIMEZONE
        )
    return local.replace(tzinfo=SHOP_TIMEZONE)


def read_time(value: object) -> time | None:
    """A time of day (9:00, 09:00:00, 9点30分), or None."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(microsecond=0)
    match = _TIME.fullmatch(_text(value))
    return None if match is None else _time_of(match)


def _text(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip().casefold()


def _date_of(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def _time_of(match: re.Match[str]) -> time | None:
    hour, minute, second = (
        int(match["hour"]),
        int(match["minute"] or match["cn"] or 0),
        int(match["second"] or 0),
    )
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _offset(zone: str) -> str:
    text = zone.strip()
    return "+00:00" if text == "z" else f"{text[:3]}:{text[-2:]}"
