"""When an unpaid order is reminded: the trade's timing, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.followup.planning import (
    DAY_BEGINS,
    DAY_ENDS,
    Before,
    Next,
    Rules,
    Stop,
    Unpaid,
    by_day,
    may_go,
    next_reminder,
)
from bot.settings import SHOP_TIMEZONE
from tests.unit.followup.following import TUESDAY, at

RULES = Rules(3, timedelta(minutes=30), timedelta(hours=12), time(16))
MINUTES = st.integers(0, 7 * 24 * 60).map(lambda minutes: TUESDAY + timedelta(minutes=minutes))
ORDERS = st.text("abcdef0123456789", min_size=1, max_size=12)


def due(order: Unpaid, before: Before | None = None, now: datetime | None = None) -> datetime:
    coming = next_reminder(order, before or Before(), RULES, now or order.placed_at)
    assert isinstance(coming, Next)
    return coming.due_at


@pytest.mark.parametrize(
    ("placed", "day", "earliest", "latest"),
    [
        ("8:05", 0, "11:00", "12:00"),
        ("2:30", 0, "11:00", "12:00"),
        ("11:10", 0, "11:40", "12:00"),
        ("11:45", 0, "16:00", "17:00"),
        ("13:20", 0, "16:00", "17:00"),
        ("16:45", 1, "9:00", "10:30"),
        ("19:30", 1, "9:00", "10:30"),
        ("23:50", 1, "9:00", "10:30"),
    ],
)
def test_the_trades_timing(placed: str, day: int, earliest: str, latest: str) -> None:
    for number in range(20):
        moment = due(Unpaid(f"T{number}", at(placed)))
        assert at(earliest, days=day) <= moment < at(latest, days=day)


def test_an_evening_order_is_reminded_before_an_early_dispatch() -> None:
    rules = replace(RULES, cutoff=time(9, 40))
    for number in range(20):
        coming = next_reminder(Unpaid(f"T{number}", at("20:00")), Before(), rules, at("20:00"))
        assert isinstance(coming, Next)
        assert at("9:00", days=1) <= coming.due_at < at("9:40", days=1)


def test_a_hundred_orders_of_a_morning_are_spread_over_the_window() -> None:
    moments = sorted(due(Unpaid(f"T{number}", at("9:00"))) for number in range(100))
    assert len(set(moments)) > 90
    assert moments[0] < at("11:05")
    assert moments[-1] > at("11:55")


def test_the_next_ones_come_in_the_next_windows() -> None:
    order, first = Unpaid("T1", at("9:00")), at("11:20")
    second = due(order, Before(reminded=(first,), to_buyer=(first,)), first)
    assert at("16:00") <= second < at("17:00")
    before = Before(reminded=(first, second), to_buyer=(first, second))
    assert at("11:00", days=1) <= due(order, before, second) < at("12:00", days=1)


def test_an_offer_that_ends_sooner_is_told_of_while_it_holds() -> None:
    order = Unpaid("T1", at("18:00"), ends_at=at("0:00", days=1))
    assert at("19:30") <= due(order) < at("21:00")
    late = Unpaid("T1", at("20:45"), ends_at=at("0:00", days=1))
    assert due(late) >= at("9:00", days=1)


def test_while_the_buyer_writes_nobody_interrupts() -> None:
    order, planned = Unpaid("T1", at("9:00")), at("11:20")
    writes = Before(heard_at=at("11:10"))
    assert not may_go(order, writes, RULES, due_at=planned, now=planned)
    assert may_go(order, Before(heard_at=at("10:40")), RULES, due_at=planned, now=planned)
    assert at("11:40") <= due(order, writes, planned) < at("12:00")


def test_a_reminder_that_nobody_was_there_to_say_waits_for_the_next_window() -> None:
    order = Unpaid("T1", at("9:00"))
    planned = due(order)
    assert not may_go(order, Before(), RULES, due_at=planned, now=at("14:00"))
    assert at("16:00") <= due(order, Before(), at("14:00")) < at("17:00")


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (Before(stops="paid"), "paid"),
        (Before(stops="declined"), "declined"),
        (Before(muted_at=at("8:00") - timedelta(days=29)), "muted"),
        (Before(reminded=(at("8:00"),) * 3), "limit"),
    ],
)
def test_what_ends_it(before: Before, why: str) -> None:
    assert next_reminder(Unpaid("T1", at("9:00")), before, RULES, at("10:00")) == Stop(why)  # type: ignore[arg-type]


def test_a_month_after_asking_for_none_a_new_order_is_reminded() -> None:
    before = Before(muted_at=at("8:00") - timedelta(days=30))
    assert due(Unpaid("T1", at("9:00")), before) == due(Unpaid("T1", at("9:00")))


def test_an_order_that_no_platform_told_of_is_reminded_once() -> None:
    order = Unpaid("chat-1", at("9:00"), told_by_buyer=True)
    before = Before(reminded=(at("11:20"),), to_buyer=(at("11:20"),))
    assert next_reminder(order, before, RULES, at("12:00")) == Stop("limit")


@given(
    order_id=ORDERS,
    placed_at=MINUTES,
    later=st.timedeltas(timedelta(0), timedelta(days=3)),
    told=st.lists(MINUTES, max_size=6),
    heard_at=st.none() | MINUTES,
    person_at=st.none() | MINUTES,
    ends_at=st.none() | MINUTES,
    cutoff=st.times(),
    held=st.booleans(),
)
def test_never_at_night_never_too_soon_never_a_fourth_in_a_day(
    order_id: str, placed_at: datetime, later: timedelta, told: list[datetime],
    heard_at: datetime | None, person_at: datetime | None, ends_at: datetime | None,
    cutoff: time, held: bool,
) -> None:  # fmt: skip
    now = placed_at + later
    before = Before(to_buyer=tuple(sorted(told)), heard_at=heard_at, person_at=person_at, held=held)
    rules = replace(RULES, cutoff=cutoff.replace(second=0, microsecond=0))
    coming = next_reminder(Unpaid(order_id, placed_at, ends_at=ends_at), before, rules, now)
    if isinstance(coming, Stop):
        assert coming.why == "too_old"
        return
    moment = coming.due_at
    assert by_day(moment)
    assert DAY_BEGINS <= moment.time() < DAY_ENDS
    assert moment - placed_at >= timedelta(minutes=30)
    assert moment - placed_at <= timedelta(days=3)
    assert not any(moment - timedelta(hours=24) < each <= moment for each in sorted(told)[:-2])
    assert heard_at is None or moment - heard_at >= timedelta(minutes=30)
    assert moment.tzinfo == SHOP_TIMEZONE


@given(order_id=ORDERS, placed_at=MINUTES, now=MINUTES, told=st.lists(MINUTES, max_size=6))
def test_what_may_go_is_within_the_day_and_the_limit(
    order_id: str, placed_at: datetime, now: datetime, told: list[datetime]
) -> None:
    before = Before(to_buyer=tuple(sorted(told)))
    order = Unpaid(order_id, placed_at)
    if may_go(order, before, RULES, due_at=now, now=now):
        assert by_day(now)
        assert now >= placed_at + timedelta(minutes=30)
        lately = [each for each in told if now - timedelta(hours=24) <= each <= now]
        assert len(lately) < 3
