"""When people are at the desk, by the shop's working hours; without hours they always are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.settings import SHOP_TIMEZONE
from bot.shop.model.policy import WorkingHours
from bot.text.spoken import clock, day

DAYS_LOOKED_AT = 8


@dataclass(frozen=True)
class Stretch:
    """Working hours of one day: from `starts` until before `ends`."""

    starts: datetime
    ends: datetime


def next_opening(hours: Sequence[WorkingHours], now: datetime) -> datetime | None:
    """When people answer again, in `now`'s time zone; None while they do, or without hours."""
    if open_stretch(hours, now) is not None:
        return None
    coming = (each.starts for each in _around(hours, now, ahead=True) if each.starts > now)
    return min(coming, default=None)


def open_stretch(hours: Sequence[WorkingHours], now: datetime) -> Stretch | None:
    """The hours that `now` is in; None outside them, and without hours."""
    today = _around(hours, now, ahead=True)
    return next((each for each in today if each.starts <= now < each.ends), None)


def last_stretch(hours: Sequence[WorkingHours], now: datetime) -> Stretch | None:
    """The hours that ended last before `now`; None where there were none lately."""
    over = (each for each in _around(hours, now, ahead=False) if each.ends <= now)
    return max(over, key=lambda each: each.ends, default=None)


def spoken_opening(opens: datetime, now: datetime) -> tuple[str, dict[str, str]]:
    """Which day of opening is spoken of (today, tomorrow, later), and its facts."""
    facts = {"opens": clock(opens.time()), "opens_day": day(opens.date())}
    days = (opens.date() - now.date()).days
    return {0: "today", 1: "tomorrow"}.get(days, "later"), facts


def open_seconds(hours: Sequence[WorkingHours], since: datetime, until: datetime) -> float:
    """How many of the seconds from `since` to `until` lay within the hours."""
    if not hours:
        return max(0.0, (until - since).total_seconds())
    begin, end = since.astimezone(SHOP_TIMEZONE), until.astimezone(SHOP_TIMEZONE)
    total, day = 0.0, begin.date()
    while day <= end.date():
        for stretch in hours:
            if stretch.weekday == day.isoweekday():
                opens = datetime.combine(day, stretch.starts, SHOP_TIMEZONE)
                closes = datetime.combine(day, stretch.ends, SHOP_TIMEZONE)
                total += max(0.0, (min(end, closes) - max(begin, opens)).total_seconds())
        day += timedelta(days=1)
    return total


def _around(hours: Sequence[WorkingHours], now: datetime, *, ahead: bool) -> list[Stretch]:
    found = []
    for days in range(DAYS_LOOKED_AT):
        on = (now + timedelta(days=days if ahead else -days)).date()
        found += [
            Stretch(
                datetime.combine(on, each.starts, tzinfo=now.tzinfo),
                datetime.combine(on, each.ends, tzinfo=now.tzinfo),
            )
            for each in hours
            if each.weekday == on.isoweekday()
        ]
    return found
