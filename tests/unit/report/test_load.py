from __future__ import annotations

import pytest

from bot.report.staffing import people_needed, waits
from tests.unit.report.days import Log, at


def test_erlang_c_of_ten_erlangs_and_fourteen_people() -> None:
    # The textbook case: 200 calls an hour of 3 minutes, 80 % within 20 seconds.
    assert waits(14, 10) == pytest.approx(0.1741, abs=1e-4)
    assert waits(10, 10) == 1.0
    told = {"seconds_a_round": 180, "limit_seconds": 200, "share_in_time": 0.8}
    assert people_needed(200, **told) == 14
    assert people_needed(0, **told) == 0
    assert people_needed(1, seconds_a_round=60, limit_seconds=30, share_in_time=0.9) == 1


def test_more_questions_never_need_fewer_people() -> None:
    told = {"seconds_a_round": 45, "limit_seconds": 180, "share_in_time": 0.9}
    needed = [people_needed(rounds, **told) for rounds in range(0, 1000, 7)]
    assert needed == sorted(needed)
    assert all(
        people * 80 >= rounds for people, rounds in zip(needed, range(0, 1000, 7), strict=True)
    )


def test_a_chat_with_a_person_over_two_hours(log: Log) -> None:
    log.chat(
        "a",
        (at(10, 30), "buyer", "转人工"),
        (at(10, 30, 1), "bot", "handoff.requested"),
        (at(10, 45), "agent", "在的亲"),
        (at(11, 10), "buyer", "能便宜吗"),
        (at(11, 11), "agent", "不能哦"),
    )
    log.ticket(
        "a", at(10, 30), taken_at=at(10, 40), first_reply_at=at(10, 45), closed_at=at(11, 15)
    )
    log.shift("xiaomai", at(9), at(10, 30))
    log.shift("xiaoyu", at(10), at(18))
    made = log.made()
    ten, eleven = made.hours[10], made.hours[11]
    assert (ten.handed_over, ten.with_people, ten.rounds, ten.answered) == (1, 0.5, 1, 1)
    assert ten.waiting == pytest.approx(10 / 60)
    assert (ten.first_reply, ten.on_shift) == (900.0, 1.5)
    assert (eleven.with_people, eleven.waiting, eleven.rounds) == (0.25, 0, 1)
    assert (ten.needed, eleven.needed_busiest, made.hours[12].needed) == (1, 1, 0)
    assert (made.staffing.seconds_a_round, made.staffing.measured) == (45.0, 0)


def test_what_a_question_takes_is_measured_where_enough_was_written(log: Log) -> None:
    lines = []
    for minute in range(40):
        lines += [(at(10, minute), "buyer", "在吗"), (at(10, minute, 20), "agent", "在的")]
    log.chat("a", *lines)
    log.ticket("a", at(10), first_reply_at=at(10, 0, 20), closed_at=at(11))
    found = log.made().staffing
    assert (found.measured, found.seconds_a_round) == (39, 60.0)


def test_a_ticket_left_open_fills_every_hour_until_now(log: Log) -> None:
    log.chat("a", (at(8), "buyer", "转人工"))
    log.ticket("a", at(8))
    found = log.made(now=at(12, 30)).hours
    assert [found[hour].waiting for hour in (7, 8, 11, 12, 13)] == [0, 1, 1, 0.5, 0]
