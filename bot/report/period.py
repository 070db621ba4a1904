"""The days a report is of, and those it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.errors import XiaoerError
from bot.settings import SHOP_TIMEZONE

MOST_DAYS = 366
# Years outside cannot be told in every time zone.
_FIRST, _LAST = date(2000, 1, 2), date(9998, 12, 30)


class UnknownDaysError(XiaoerError):
    """Days that no report can be of."""


@dataclass(frozen=True)
class Days:
    """Whole days in the shop's time, the first and the last included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), SHOP_TIMEZONE)

    @property
    def ends(self) -> datetime:
        """The first moment after them."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHOP_TIMEZONE)

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=place) for place in range(self.count))

    def moved(self, days: int) -> Days:
        """The same number of days, so many days later."""
        by = timedelta(days=days)
        return Days(self.first + by, self.last + by)

    @property
    def before(self) -> tuple[tuple[str, Days], ...]:
        """What they are compared with, and what that is called."""
        if self.count == 1:
            return ("前一天", self.moved(-1)), ("上周同一天", self.moved(-7))
        if _is_month(self):
            last = self.first - timedelta(days=1)
            return (("上个月", Days(last.replace(day=1), last)),)
        return ((f"前 {self.count} 天", self.moved(-self.count)),)


def days_of(first: date, last: date) -> Days:
    """The days from `first` to `last`; raises UnknownDaysError."""
    if not _FIRST <= first <= last <= _LAST:
        raise UnknownDaysError(
            f"{first} to {last} are no days of a report.",
            hint="Give the first day first, for example --from 2026-11-01 --to 2026-11-30.",
        )
    if (last - first).days >= MOST_DAYS:
        raise UnknownDaysError(
            f"{first} to {last} are more than {MOST_DAYS} days.", hint="Ask for a year at most."
        )
    return Days(first, last)


def span_of(on: date, span: str) -> Days:
    """The day, the week from Monday on or the month that `on` is in."""
    if span == "week":
        monday = on - timedelta(days=on.weekday())
        return days_of(monday, monday + timedelta(days=6))
    if span == "month":
        first = on.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        return days_of(first, following - timedelta(days=1))
    return days_of(on, on)


def _is_month(days: Days) -> bool:
    return days.first.day == 1 and days == span_of(days.first, "month")
