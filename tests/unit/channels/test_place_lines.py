"""What who waits for a person is told, and how often."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.chats.waiting_line import WaitingLine
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE
from bot.shop.tables.policy import PolicyRow
from tests.unit.channels.serving_people import People


@pytest.fixture
def people(url: str) -> People:
    return People(url)


def test_nobody_free_within_the_minutes_is_said_once_with_the_place(people: People) -> None:
    for chat in ("web:first", "web:second"):
        people.handed_over(chat)
        people.later(seconds=1)
    people.later(minutes=2)
    people.service.lines.look()
    assert people.lines("web:second") == []
    people.later(minutes=2)
    people.service.lines.look()
    people.service.lines.look()
    (next_one,), (behind,) = people.lines("web:first"), people.lines("web:second")
    assert "前面" not in next_one
    assert "前面还有1位" in behind
    assert set(people.told) == {"web:first", "web:second"}


def test_who_was_taken_in_time_is_told_nothing(people: People) -> None:
    people.taken(people.handed_over())
    people.later(minutes=30)
    people.service.lines.look()
    assert people.lines() == []


def test_of_two_copies_one_says_the_line(people: People) -> None:
    ticket = people.handed_over()
    people.later(minutes=4)
    with transaction(people.url) as session:
        line = WaitingLine(session)
        assert line.tell(ticket.id, at=people.now, told_from=people.now)
    with transaction(people.url) as session:
        assert not WaitingLine(session).tell(ticket.id, at=people.now, told_from=people.now)
    people.service.lines.look()
    assert people.lines() == []


def test_who_was_promised_minutes_is_told_when_everybody_went_home(people: People) -> None:
    people.now = people.now.replace(hour=21, minute=59)
    people.handed_over()
    people.later(minutes=5)
    people.service.lines.look()
    people.service.lines.look()
    (line,) = people.lines()
    assert "明天9:00" in line


def test_who_wrote_at_night_is_not_told_anything_at_opening(people: People) -> None:
    people.now = people.now.replace(hour=23)
    people.handed_over()
    people.service.lines.look()
    people.now = datetime(2026, 11, 24, 9, 1, tzinfo=SHOP_TIMEZONE)
    people.service.lines.look()
    assert people.lines() == []
    people.later(minutes=5)
    people.service.lines.look()
    assert len(people.lines()) == 1


def test_the_nights_buyers_are_first_in_the_morning(people: People) -> None:
    people.now = people.now.replace(hour=23)
    people.handed_over("web:night")
    people.now = datetime(2026, 11, 24, 9, 30, tzinfo=SHOP_TIMEZONE)
    morning = people.handed_over("web:morning")
    with transaction(people.url) as session:
        assert WaitingLine(session).ahead_of(morning.id) == 1


def test_nobody_is_told_for_days(people: People) -> None:
    people.handed_over()
    people.later(days=3)
    people.service.lines.look()
    assert people.lines() == []


@pytest.mark.parametrize("text", ["人呢", "转人工"])
def test_who_asks_again_while_waiting_is_told_the_place_not_each_time(
    people: People, text: str
) -> None:
    ticket = people.handed_over()
    assert not people.service.lines.asked(ticket, text)
    people.later(minutes=3, seconds=1)
    assert people.service.lines.asked(ticket, text)
    people.later(seconds=20)
    assert not people.service.lines.asked(ticket, text)
    people.later(minutes=4)
    assert people.service.lines.asked(ticket, text)
    assert len(people.lines()) == 2


def test_other_words_while_waiting_are_only_kept(people: People) -> None:
    ticket = people.handed_over()
    people.later(minutes=2)
    assert not people.service.lines.asked(ticket, "我要L码")


def test_before_there_is_a_shop_nobody_is_told_anything(url: str) -> None:
    people = People(url)
    people.handed_over()
    people.later(minutes=30)
    with transaction(url) as session:
        session.query(PolicyRow).delete()
    assert people.service.lines.look() == ()
    assert people.lines() == []
