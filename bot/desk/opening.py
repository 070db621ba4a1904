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
