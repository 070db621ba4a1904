"""Chats that wait because the bot did not understand, by what they wait on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply, Ticket
from bot.chats.not_understood import NotUnderstood, Stuck
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)


class Shop:
    """Buyers whom the bot does not understand."""

    def __init__(self, url: str) -> None:
        self.url, self.now = url, NOW

    def says(self, text: str, buyer: str = "b", channel: str = "web") -> int:
        self.now += timedelta(seconds=5)
        chat = f"{channel}:{buyer}"
        name = f"m-{self.now.isoformat()}"
        with transaction(self.url) as session:
            incoming = Incoming(chat, chat, channel, name, text, self.now)
            return ChatLog(session).receive(incoming).message_id

    def gives_up(
        self, text: str, buyer: str = "b", *, channel: str = "web", reason: str = "not_understood"
    ) -> tuple[Ticket, int]:
        message_id = self.says(text, buyer, channel)
        chat = f"{channel}:{buyer}"
        with transaction(self.url) as session:
            ticket = Tickets(session).open(chat, reason=f"handoff.{reason}", facts={}, at=self.now)
            ChatLog(session).reply(chat, [Reply("请同事来")], answers=message_id, at=self.now)
        return ticket, message_id

    def stuck(self) -> dict[str, tuple[Stuck, ...]]:
        with transaction(self.url) as session:
            return NotUnderstood(session).by_question(lambda text: text.strip("呀"))

    def close(self, stuck: Stuck) -> bool:
        with transaction(self.url) as session:
            return NotUnderstood(session).close(stuck, at=self.now)

    def take(self, ticket: Ticket) -> None:
        with transaction(self.url) as session:
            assert Tickets(session).take(ticket.id, login="xiaomai", at=self.now)

    def status(self, chat: str = "web:b") -> str:
        with transaction(self.url) as session:
            ticket = Tickets(session).current(chat)
        return ticket.status if ticket else "closed"


@pytest.fixture
def shop(url: str) -> Shop:
    return Shop(url)


def test_buyers_who_wait_on_the_same_are_together_the_longest_waiting_first(shop: Shop) -> None:
    _, first = shop.gives_up("啥时候弄呀", "b1")
    _, second = shop.gives_up("啥时候弄", "b2", reason="unsure_twice")
    shop.gives_up("别的", "b3")
    found = shop.stuck()
    assert [each.message_id for each in found["啥时候弄"]] == [first, second]
    assert set(found) == {"啥时候弄", "别的"}


def test_who_waits_for_another_reason_or_is_an_operator_is_left_alone(shop: Shop) -> None:
    shop.gives_up("转人工", "b1", reason="requested")
    shop.gives_up("退钱", "b2", reason="after_sales")
    shop.gives_up("啥", "b3", channel="cli")
    assert shop.stuck() == {}


def test_a_chat_that_somebody_has_is_left_alone(shop: Shop) -> None:
    ticket, message_id = shop.gives_up("啥时候弄")
    (stuck,) = shop.stuck()["啥时候弄"]
    assert stuck == Stuck(ticket.id, "web:b", message_id)
    shop.take(ticket)
    assert shop.stuck() == {}
    assert not shop.close(stuck)
    assert shop.status() == "taken"


def test_who_was_assigned_or_answered_by_a_person_is_left_alone(shop: Shop) -> None:
    first, _ = shop.gives_up("啥时候弄", "b1")
    second, _ = shop.gives_up("啥时候弄", "b2")
    with transaction(shop.url) as session:
        assert Tickets(session).assign(first.id, to="xiaoqing")
        assert Tickets(session).replied(second.conversation_id, at=shop.now)
    assert shop.stuck() == {}


def test_who_said_more_than_one_thing_waits_for_a_person(shop: Shop) -> None:
    shop.gives_up("啥时候弄", "b1")
    shop.says("还有我那个券呢", "b1")
    shop.gives_up("啥时候弄", "b2")
    again = shop.says("啥时候弄呀", "b2")
    assert [each.message_id for each in shop.stuck()["啥时候弄"]] == [again]


def test_what_the_buyer_says_meanwhile_is_not_lost(shop: Shop) -> None:
    shop.gives_up("啥时候弄")
    (stuck,) = shop.stuck()["啥时候弄"]
    shop.says("还有我那个券呢")
    assert not shop.close(stuck)
    assert shop.status() == "waiting"


def test_a_ticket_is_closed_once(shop: Shop) -> None:
    shop.gives_up("啥时候弄")
    (stuck,) = shop.stuck()["啥时候弄"]
    assert [shop.close(stuck), shop.close(stuck), shop.status()] == [True, False, "closed"]
    with transaction(shop.url) as session:
        assert NotUnderstood(session).of_message(stuck.message_id) is None
