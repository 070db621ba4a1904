"""When an unpaid order is reminded next, or why it is not: pure, by the trade's timing (催付).

Orders of the morning are reminded from eleven to twelve, of the afternoon from four to five, of the
evening on the next day before the parcels leave; every further reminder in the next of the first
two windows. Never at night, and an order of a big promotion before its offer ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

DAY_BEGINS, DAY_ENDS = time(9), time(21)
NOON, AFTERNOON = (time(11), time(12)), (time(16), time(17))
EARLY_ENDS = time(10, 30)
OLDEST = timedelta(days=3)
PER_BUYER, PER_BUYER_WITHIN = 3, timedelta(hours=24)
GAP = timedelta(hours=4)
MUTED_FOR = timedelta(days=30)
BEFORE_END = timedelta(minutes=30)
# What is left of a window is used down to this; whoever comes later than this looks for the next.
LEAST, GRACE = timedelta(minutes=2), timedelta(minutes=10)
_ONE_DAY = timedelta(days=1)

Why = Literal[
    "paid", "cancelled", "replaced", "bought_again", "person", "declined", "asked_to_stop", "muted",
    "complained", "limit", "too_old", "no_channel", "window_over", "by_hand", "said_paid",
]  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """The owner's terms: `rest` after the order and after the buyer's words, `person_rest` after
    an agent's, `cutoff` until when a parcel leaves the same day.
    """

    per_order: int
    rest: timedelta
    person_rest: timedelta
    cutoff: time


@dataclass(frozen=True)
class Unpaid:
    """An order that was placed and not paid for.

    `told_by_buyer`: no platform told of it, so nobody would tell that it was paid; it is reminded
    once. `ends_at` is when the first of the offers that it uses ends.
    """

    id: str
    placed_at: datetime
    told_by_buyer: bool = False
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Before:
    """What went before, all times in the shop's zone.

    `reminded` of this order, `to_buyer` of every order of the person, agents' reminders too;
    `person_at` when an agent last wrote before the order was placed; `held`: a person has the chat
    or answers at this hour; `stops` a reason to remind never again, `muted_at` when the buyer asked
    for none at all.
    """

    reminded: tuple[datetime, ...] = ()
    to_buyer: tuple[datetime, ...] = ()
    heard_at: datetime | None = None
    person_at: datetime | None = None
    held: bool = False
    stops: Why | None = None
    muted_at: datetime | None = None


@dataclass(frozen=True)
class Next:
    """The reminder that comes next; `number` counts from 1."""

    number: int
    due_at: datetime


@dataclass(frozen=True)
class Stop:
    """The order is not reminded any more, and why."""

    why: Why


@dataclass(frozen=True)
class Stretch:
    """From `starts` until before `ends`."""

    starts: datetime
    ends: datetime


def next_reminder(order: Unpaid, before: Before, rules: Rules, now: datetime) -> Next | Stop:
    """What becomes of the order at `now`; due at once where `due_at` is not after `now`."""
    if before.stops is not None:
        return Stop(before.stops)
    if before.muted_at is not None and now - before.muted_at < MUTED_FOR:
        return Stop("muted")
    most = 1 if order.told_by_buyer else rules.per_order
    if len(before.reminded) >= most:
        return Stop("limit")
    number = len(before.reminded) + 1
    earliest = _earliest(order, before, rules, now)
    due_at = _due(order, earliest, rules, number)
    if due_at + GRACE < now:  # nobody was there to say it
        due_at = _due(order, max(earliest, now), rules, number)
    if due_at - order.placed_at > OLDEST:
        return Stop("too_old")
    return Next(number, due_at)


def may_go(order: Unpaid, before: Before, rules: Rules, *, due_at: datetime, now: datetime) -> bool:
    """Whether a reminder that was planned for `due_at` may be said at `now`."""
    in_time = due_at <= now <= due_at + GRACE
    return in_time and by_day(now) and _earliest(order, before, rules, now) <= now


def by_day(moment: datetime) -> bool:
    """Whether a buyer may be reminded at that hour."""
    return DAY_BEGINS <= moment.time() < DAY_ENDS


def share(order_id: str, number: int) -> float:
    """Where in a window an order's reminder stands, 0 to 1: always the same, of all orders evenly.

    So that a hundred reminders do not go in one second.
    """
    digest = hashlib.sha256(f"{order_id}#{number}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _earliest(order: Unpaid, before: Before, rules: Rules, now: datetime) -> datetime:
    known = [order.placed_at + rules.rest]
    if before.heard_at is not None:
        known.append(before.heard_at + rules.rest)
    if before.person_at is not None:
        known.append(before.person_at + rules.person_rest)
    if before.held:
        known.append(now + rules.rest)
    told = sorted(before.to_buyer)
    if told:
        known.append(told[-1] + GAP)
    if len(told) >= PER_BUYER:
        known.append(told[-PER_BUYER] + PER_BUYER_WITHIN + timedelta(seconds=1))
    return max(known)


def _due(order: Unpaid, earliest: datetime, rules: Rules, number: int) -> datetime:
    place = share(order.id, number)
    window = next(_windows(order, earliest, rules, first=number == 1))
    due_at = _within(window, place)
    if order.ends_at is not None and due_at >= order.ends_at:
        last = _before_the_end(order.ends_at, earliest)
        return _within(last, place) if last else due_at
    return due_at


def _windows(order: Unpaid, earliest: datetime, rules: Rules, *, first: bool) -> Iterator[Stretch]:
    """What is left of each window from `earliest` on.

    The early one is for orders of the day before, ahead of the parcels as far as that is by day.
    """
    day = earliest.date()
    early_ends = min(EARLY_ENDS, rules.cutoff) if rules.cutoff > DAY_BEGINS else EARLY_ENDS
    while True:
        early = [(DAY_BEGINS, early_ends)] if first and day > order.placed_at.date() else []
        for starts, ends in (*early, NOON, AFTERNOON):
            begin, end = (datetime.combine(day, each, earliest.tzinfo) for each in (starts, ends))
            begin = max(begin, earliest)
            if end - begin >= LEAST:
                yield Stretch(begin, end)
        day += _ONE_DAY


def _before_the_end(ends_at: datetime, earliest: datetime) -> Stretch | None:
    """The last hour by day in which the offer can still be used; None where there is none left."""
    day = ends_at.date()
    while day >= earliest.date():
        begins, ends = (
            datetime.combine(day, each, earliest.tzinfo) for each in (DAY_BEGINS, DAY_ENDS)
        )
        last = min(ends_at - BEFORE_END, ends)
        begin = max(earliest, begins, last - timedelta(hours=1))
        if last - begin >= LEAST:
            return Stretch(begin, last)
        day -= _ONE_DAY
    return None


def _within(window: Stretch, place: float) -> datetime:
    moment = window.starts + (window.ends - window.starts) * place
    return moment.replace(microsecond=0)
