"""The shop's hours at the desk: whether people answer now, and when they do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.settings import SHOP_TIMEZONE
from bot.shop.model.policy import WorkingHours

# Where the shop keeps no hours.
MORNING = time(9)


def is_open(hours: Sequence[WorkingHours], now: datetime) -> bool:
    """Whether people answer at `now`; always where the shop keeps no hours."""
    local = now.astimezone(SHOP_TIMEZONE)
    return not hours or any(
        stretch.weekday == local.isoweekday() and stretch.starts <= local.time() < stretch.ends
        for stretch in hours
    )


def opens_on_a_later_day(hours: Sequence[WorkingHours], now: datetime) -> datetime:
    """The first opening on a day after today's; tomorrow at nine where there are no hours."""
    today = now.astimezone(SHOP_TIMEZONE).date()
    for days in range(1, 8):
        day = today + timedelta(days=days)
        starts = [stretch.starts for stretch in hours if stretch.weekday == day.isoweekday()]
        if starts:
            return datetime.combine(day, min(starts), SHOP_TIMEZONE)
    return datetime.combine(today + timedelta(days=1), MORNING, SHOP_TIMEZONE)


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
