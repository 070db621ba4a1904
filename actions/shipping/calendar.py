"""On which day a parcel leaves, and between which days it arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.errors import ShopDataError
from bot.shop.model.policy import Policy
from bot.shop.model.shipping import Holiday, RegionRate

SEARCHED_DAYS = 400


@dataclass(frozen=True)
class Dispatch:
    """When the warehouse sends: until `cutoff` the same day, on `weekdays` (1 is Monday)."""

    cutoff: time
    weekdays: frozenset[int]
    holidays: tuple[Holiday, ...] = ()

    @classmethod
    def of(cls, policy: Policy, holidays: Sequence[Holiday]) -> Dispatch:
        """The shop's terms of dispatch."""
        weekdays = frozenset(int(sign) for sign in policy.dispatch_weekdays if sign.isdigit())
        return cls(policy.dispatch_cutoff, weekdays, tuple(holidays))

    def holiday_on(self, day: date) -> Holiday | None:
        """The holiday that `day` falls into."""
        return next((rest for rest in self.holidays if rest.starts_on <= day <= rest.ends_on), None)

    def works_on(self, day: date) -> bool:
        """Whether parcels leave on `day`."""
        return day.isoweekday() in self.weekdays and self.holiday_on(day) is None

    def first_day(self, since: date) -> date:
        """The first day of dispatch on or after `since`; raises ShopDataError if there is none."""
        for days in range(SEARCHED_DAYS):
            day = since + timedelta(days=days)
            if self.works_on(day):
                return day
        raise ShopDataError(
            "The shop sends nothing within a year.",
            hint="Correct dispatch_weekdays in policy.yml and the days in holidays.csv.",
        )

    def day_of(self, paid_at: datetime, *, available_on: date | None = None) -> date:
        """The day on which what is paid at `paid_at` leaves.

        `available_on` is the day before which the goods cannot leave (presale, restock).
        """
        since = paid_at.date()
        if paid_at.time() >= self.cutoff:
            since += timedelta(days=1)
        return self.first_day(max(since, available_on or since))


def arrival(sent_on: date, rate: RegionRate) -> tuple[date, date]:
    """The earliest and the latest day on which a parcel sent on `sent_on` arrives."""
    return sent_on + timedelta(days=rate.days_min), sent_on + timedelta(days=rate.days_max)
