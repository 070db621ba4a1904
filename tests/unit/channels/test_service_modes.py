"""Who answers at this hour: the bot, a person with the bot's help, people first."""

from __future__ import annotations

import pytest

from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from tests.unit.channels.serving_people import People


@pytest.fixture
def people(url: str) -> People:
    return People(url)


def _owed(people: People, chat: str = "web:b") -> list[str]:
    return [m.text for m in people.messages(chat) if m.sender == "buyer" and not m.answered]


def test_as_a_rule_the_bot_answers(people: People) -> None:
    assert not people.hears("多少钱").with_person
    assert people.ticket() is None


def test_in_assist_the_first_message_opens_a_ticket_and_the_bot_is_silent(people: People) -> None:
    people.mode("assist")
    assert people.hears("多少钱").with_person
    ticket = people.ticket()
    assert ticket is not None
    assert (ticket.reason, ticket.status) == ("mode.assist", "waiting")
    assert _owed(people) == []


@pytest.mark.parametrize("mode", ["assist", "people_first"])
def test_outside_the_hours_the_bot_answers_whatever_the_mode(people: People, mode: str) -> None:
    people.mode(mode)
    people.now = people.now.replace(hour=23)
    assert not people.hears("多少钱").with_person
    assert people.ticket() is None


def test_operators_talk_to_the_bot_in_every_mode(people: People) -> None:
    people.mode("assist")
    assert not people.hears("多少钱", chat="cli:me", channel="cli").with_person


def test_people_first_and_nobody_came_so_the_bot_answers_and_the_place_is_kept(
    people: People,
) -> None:
    people.mode("people_first")
    people.hears("多少钱")
    people.hears("有货吗")
    people.service.lines.look()
    assert _owed(people) == []
    people.later(minutes=3, seconds=1)
    people.service.lines.look()
    assert _owed(people) == ["多少钱", "有货吗"]
    assert people.owed == 1
    assert people.lines() == []
    ticket = people.ticket()
    assert ticket is not None
    assert ticket.status == "waiting"
    people.later(seconds=9)
    assert not people.hears("那包邮吗").with_person


def test_the_bot_is_silent_again_once_somebody_takes_the_chat(people: People) -> None:
    people.mode("people_first")
    people.hears("多少钱")
    people.later(minutes=4)
    people.service.lines.look()
    ticket = people.ticket()
    assert ticket is not None
    people.taken(ticket)
    assert people.hears("那包邮吗").with_person


def test_who_asks_the_standing_in_bot_for_a_person_keeps_the_place_and_silences_it(
    people: People,
) -> None:
    people.mode("people_first")
    people.hears("多少钱")
    opened = people.ticket()
    people.later(minutes=4)
    people.service.lines.look()
    with transaction(people.url) as session:
        Tickets(session).open(
            "web:b", reason="handoff.requested", facts={"尺码": "L"}, at=people.now
        )
    ticket = people.ticket()
    assert opened is not None
    assert ticket is not None
    assert (ticket.id, ticket.opened_at) == (opened.id, opened.opened_at)
    assert (ticket.reason, ticket.facts) == ("handoff.requested", {"尺码": "L"})
    assert people.hears("快点").with_person


def test_in_assist_nobody_coming_is_told_as_to_everybody_who_waits(people: People) -> None:
    people.mode("assist")
    people.hears("多少钱")
    people.later(minutes=4)
    people.service.lines.look()
    assert len(people.lines()) == 1
    assert people.hears("还在吗").with_person
