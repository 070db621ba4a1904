"""Several people at once, each in a transaction of their own, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.settings import SHOP_TIMEZONE
from tests.databases import database_url, postgresql_answers

START = datetime(2026, 3, 8, 14, 0, tzinfo=SHOP_TIMEZONE)
PEOPLE = [f"agent{number}" for number in range(8)]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on this machine")
    with database_url(request.param, tmp_path) as address:
        upgrade(address)
        yield address


def chats_wait(url: str, number: int) -> list[int]:
    ids = []
    for index in range(number):
        name, at = f"web:b{index}", START + timedelta(seconds=index)
        with transaction(url) as session:
            ChatLog(session).receive(Incoming(name, name, "web", "1", "转人工", at))
            ticket = Tickets(session).open(name, reason="handoff.requested", facts={}, at=at)
            ids.append(ticket.id)
    return ids


def all_at_once(url: str, act: Callable[[Tickets, str], object]) -> list[object]:
    """What `act` gave to each of the people, who began together."""
    ready = Barrier(len(PEOPLE))

    def one(login: str) -> object:
        ready.wait()
        with transaction(url) as session:
            return act(Tickets(session), login)

    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        return list(pool.map(one, PEOPLE))


def test_everybody_who_takes_the_next_one_gets_another_chat(url: str) -> None:
    ids = chats_wait(url, len(PEOPLE))
    taken = all_at_once(url, lambda tickets, login: tickets.take_next(login=login, at=START))
    assert sorted(ticket.id for ticket in taken) == ids


def test_fewer_chats_than_people_are_each_taken_once(url: str) -> None:
    ids = chats_wait(url, 3)
    taken = all_at_once(url, lambda tickets, login: tickets.take_next(login=login, at=START))
    assert sorted(ticket.id for ticket in taken if ticket) == ids
    with transaction(url) as session:
        holders = [Tickets(session).get(ticket_id).taken_by for ticket_id in ids]
    assert len(set(holders)) == 3


def test_one_chat_is_taken_by_one_of_all_who_want_it(url: str) -> None:
    (ticket_id,) = chats_wait(url, 1)
    won = all_at_once(
        url, lambda tickets, login: tickets.take(ticket_id, login=login, at=START) and login
    )
    with transaction(url) as session:
        assert [login for login in won if login] == [Tickets(session).get(ticket_id).taken_by]


def test_transferred_and_given_back_at_once_it_is_one_of_the_two(url: str) -> None:
    (ticket_id,) = chats_wait(url, 1)
    with transaction(url) as session:
        assert Tickets(session).take(ticket_id, login="xiaomai", at=START)

    def act(tickets: Tickets, login: str) -> bool:
        if PEOPLE.index(login) % 2:
            return tickets.close(ticket_id, login="xiaomai", note="", at=START)
        return tickets.transfer(ticket_id, login="xiaomai", to=login, note="")

    won = dict(zip(PEOPLE, all_at_once(url, act), strict=True))
    assert sum(won.values()) == 1
    with transaction(url) as session:
        ticket = Tickets(session).get(ticket_id)
    winner = next(login for login in PEOPLE if won[login])
    assert (ticket.status, ticket.assigned_to) in (("closed", ""), ("waiting", winner))


def test_what_is_kept_for_one_is_taken_by_nobody_else(url: str) -> None:
    (ticket_id,) = chats_wait(url, 1)
    with transaction(url) as session:
        assert Tickets(session).assign(ticket_id, to=PEOPLE[3])
    won = all_at_once(url, lambda tickets, login: tickets.take(ticket_id, login=login, at=START))
    assert [login for login, mine in zip(PEOPLE, won, strict=True) if mine] == [PEOPLE[3]]


def test_a_snoozed_chat_wakes_with_the_buyer_s_message_and_is_next_for_nobody(url: str) -> None:
    (ticket_id,) = chats_wait(url, 1)
    later = START + timedelta(hours=1)
    with transaction(url) as session:
        tickets = Tickets(session)
        assert tickets.assign(ticket_id, to="xiaomai")
        assert tickets.snooze(ticket_id, login="xiaomai", until=later)
        assert tickets.take_next(login="xiaomai", at=START) is None
        assert tickets.states(at=START)[ticket_id] == ("web:b0", "snoozed", "xiaomai")
        assert tickets.states(at=later)[ticket_id] == ("web:b0", "waiting", "xiaomai")
    with transaction(url) as session:
        again = Incoming("web:b0", "web:b0", "web", "2", "在吗", START)
        ChatLog(session).receive(again)
        assert Tickets(session).take_next(login="xiaomai", at=START) is not None
