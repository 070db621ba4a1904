"""Hello over a real shop: who the buyer is and how many wait is read from the database."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.chats.model import Reply as Said
from bot.chats.tables import MessageRow
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.shop.model.trade import OrderLine
from bot.shop.shop import open_shop
from bot.shop.tables.trade import BuyerRow
from tests.unit.actions.conversation import AT, Conversation

BEFORE = AT - timedelta(days=3)


@pytest.fixture()
def chat(shop_url: str) -> Iterator[Conversation]:
    """A buyer who was here three days ago, in another chat."""
    conversation = Conversation(shop_url)
    with open_shop(shop_url) as shop:
        shop.buyers.remember(conversation.buyer, at=BEFORE, region="浙江 杭州")
    yield conversation


def order(chat: Conversation, times: int) -> None:
    with open_shop(chat.url) as shop:
        for _ in range(times):
            line = OrderLine("LN2107-MB-M", 1, shop.catalogue.products(["LN2107"])[0].lowest_price)
            draft = shop.orders.save_draft(
                chat.buyer, lines=[line], region="", courier="", at=BEFORE
            )
            shop.orders.set_status(draft.id, "paid", at=BEFORE)


def test_who_was_here_before_is_welcomed_back_and_nothing_known_is_said(
    chat: Conversation,
) -> None:
    told = chat.say("在吗", "greet")
    assert told.reasons == ("greeting.seen",)
    assert "杭州" not in "".join(told.facts.values())


@pytest.mark.parametrize(("orders", "reason"), [(1, "greeting.bought"), (3, "greeting.vip")])
def test_who_bought_is_thanked(chat: Conversation, orders: int, reason: str) -> None:
    order(chat, orders)
    assert chat.say("在吗", "greet").reasons == (reason,)


def test_the_owners_mark_makes_a_vip(chat: Conversation) -> None:
    with transaction(chat.url) as session:
        session.execute(update(BuyerRow).values(vip=1))
    assert chat.say("在吗", "greet").reasons == ("greeting.vip",)


def test_with_many_waiting_people_take_longer_and_that_is_said(chat: Conversation) -> None:
    assert "waiting" not in chat.say("在吗", "greet").facts
    with transaction(chat.url) as session:
        for number in range(5):
            other = f"web:other{number}"
            ChatLog(session).receive(Incoming(other, other, "web", "1", "转人工", AT))
            Tickets(session).open(other, reason="handoff.requested", facts={}, at=AT)
    told = Conversation(chat.url).say("在吗", "greet")
    assert told.facts["waiting"] == "5"
    asked = Conversation(chat.url).say("转人工", "request_human")
    assert asked.wordings[-1] == "utter_handoff_person_busy"


def test_a_second_hello_is_short_until_the_next_chat(chat: Conversation) -> None:
    chat.say("在吗", "greet")
    with transaction(chat.url) as session:
        ChatLog(session).reply(chat.buyer, [Said("在的")], answers=None, at=AT)
    assert chat.say("在吗", "greet").reasons == ("greeting.again",)
    with transaction(chat.url) as session:
        long_ago = AT - timedelta(hours=9)
        session.execute(update(MessageRow).where(MessageRow.sender == "bot").values(at=long_ago))
    assert chat.say("在吗", "greet").reasons == ("greeting.seen",)
