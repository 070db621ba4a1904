"""When people are at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.shop.model.policy import WorkingHours

DAYS_AHEAD = 8


def next_opening(hours: Sequence[WorkingHours], now: datetime) -> datetime | None:
    """When people answer again, in `now`'s time zone; None while they do, or without hours."""
    openings = []
    for ahead in range(DAYS_AHEAD):
        day = (now + timedelta(days=ahead)).date()
        for stretch in hours:
            if stretch.weekday != day.isoweekday():
                continue
            opens = datetime.combine(day, stretch.starts, tzinfo=now.tzinfo)
            closes = datetime.combine(day, stretch.ends, tzinfo=now.tzinfo)
            if opens <= now < closes:
                return None
            if opens > now:
                openings.append(opens)
    return min(openings, default=None)
