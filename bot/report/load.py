"""How much people have to do at which hour (客服负荷), against the shifts: for planning shifts."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

from bot.report.facts import Limit, Talk, Ticketed
from bot.report.model import Hour, Staffing
from bot.report.period import Days
from bot.report.shares import quantile
from bot.report.staffing import people_needed
from bot.report.waits import Round
from bot.settings import SHOP_TIMEZONE
from bot.shop.repositories.shifts import Shift

SHARE_IN_TIME = 0.9
# Between two messages of one person, longer pauses are no work.
LONGEST_PAUSE = 180.0
# Taken where too few messages were written to measure it.
SECONDS_A_ROUND = 45.0
LEAST_MEASURED = 30
_HOUR = timedelta(hours=1)


class Load:
    """Collects what people did as conversations pass."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._rounds: dict[tuple[date, int], int] = defaultdict(int)
        self._answered = [0] * 24
        self._wrote: dict[str, array[float]] = defaultdict(lambda: array("d"))
        self._answered_rounds = 0

    def add(self, talk: Talk, rounds: Iterable[Round]) -> None:
        """One conversation with the questions in it that wanted a person."""
        for each in rounds:
            if self._days.begins <= each.asked_at < self._days.ends:
                self._rounds[each.asked_at.date(), each.asked_at.hour] += 1
                self._answered_rounds += each.answered_at is not None
        for line in talk.lines:
            if line.sender == "agent" and self._days.begins <= line.at < self._days.ends:
                self._answered[line.at.hour] += 1
                self._wrote[line.agent].append(line.at.timestamp())

    def outcome(
        self,
        tickets: Mapping[str, Sequence[Ticketed]],
        shifts: Sequence[Shift],
        *,
        limit: Limit,
        now: datetime,
    ) -> tuple[tuple[Hour, ...], Staffing]:
        """Every hour of the day, and what the needed people were reckoned from."""
        staffing = self._staffing(limit)
        every = [ticket for theirs in tickets.values() for ticket in theirs]
        until = min(now, self._days.ends)
        with_people = _at_once(((t.opened_at, t.closed_at or now) for t in every), self._days)
        waiting = _at_once(
            ((t.opened_at, t.taken_at or t.closed_at or now) for t in every), self._days
        )
        opened = [t for t in every if self._days.begins <= t.opened_at < until]
        days = self._days.count
        hours = []
        for hour in range(24):
            theirs = [ticket for ticket in opened if ticket.opened_at.hour == hour]
            replies = [
                (t.first_reply_at - t.opened_at).total_seconds()
                for t in theirs
                if t.first_reply_at is not None
            ]
            by_day = [self._rounds.get((day, hour), 0) for day in self._days]
            hours.append(
                Hour(
                    hour=hour,
                    handed_over=len(theirs) / days,
                    with_people=with_people[hour],
                    waiting=waiting[hour],
                    rounds=sum(by_day) / days,
                    answered=self._answered[hour] / days,
                    first_reply=quantile(sorted(replies), 0.5) if replies else None,
                    on_shift=_on_shift(shifts, self._days, hour),
                    needed=_needed(sum(by_day) / days, staffing),
                    needed_busiest=_needed(max(by_day), staffing),
                )
            )
        return tuple(hours), staffing

    def _staffing(self, limit: Limit) -> Staffing:
        """What one question takes: the pace of writing, by how many messages it is answered."""
        gaps = [
            later - earlier
            for times in self._wrote.values()
            for ordered in [sorted(times)]
            for earlier, later in pairwise(ordered)
            if later - earlier <= LONGEST_PAUSE
        ]
        seconds, measured = SECONDS_A_ROUND, len(gaps)
        if measured >= LEAST_MEASURED and self._answered_rounds:
            each = sum(map(len, self._wrote.values())) / self._answered_rounds
            seconds = max(1.0, median(gaps) * max(1.0, each))
        return Staffing(seconds, measured, limit.seconds, SHARE_IN_TIME)


def _needed(rounds: float, staffing: Staffing) -> int:
    return people_needed(
        rounds,
        seconds_a_round=staffing.seconds_a_round,
        limit_seconds=staffing.limit_seconds,
        share_in_time=staffing.share_in_time,
    )


def _at_once(stretches: Iterable[tuple[datetime, datetime]], days: Days) -> list[float]:
    """How many of the stretches lie over each hour of the day, on average over its minutes."""
    seconds = [0.0] * 24
    for begins, ends in stretches:
        at, until = max(begins, days.begins), min(ends, days.ends)
        while at < until:
            following = at.replace(minute=0, second=0, microsecond=0) + _HOUR
            part = min(until, following)
            seconds[at.hour] += (part - at).total_seconds()
            at = part
    return [each / 3600 / days.count for each in seconds]


def _on_shift(shifts: Sequence[Shift], days: Days, hour: int) -> float:
    """People at work in that hour by the shifts table, on average over the days."""
    total = 0.0
    for day in days:
        begins = datetime.combine(day, time(hour), SHOP_TIMEZONE)
        ends = begins + _HOUR
        at_work: dict[str, float] = {}
        for shift in shifts:
            if shift.weekday != day.isoweekday():
                continue
            starts = datetime.combine(day, shift.starts, SHOP_TIMEZONE)
            stops = datetime.combine(day, shift.ends, SHOP_TIMEZONE)
            within = (min(ends, stops) - max(begins, starts)).total_seconds() / 3600
            if within > 0:
                at_work[shift.login] = min(1.0, at_work.get(shift.login, 0.0) + within)
        total += sum(at_work.values())
    return total / days.count
