"""The WebSocket protocol: hello, what was missed, pushes, limits, unreadable frames."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.limits import SOCKETS_PER_BUYER, WAITING_PER_CONVERSATION, Closing, Pace
from bot.channels.page import show_news
from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from tests.unit.channels.chatting import BUYER, MORNING, OPERATOR, Chat, FakeWire


async def test_hello_names_the_conversation_and_who_has_it(chat: Chat) -> None:
    wire = await chat.connect()
    assert wire.received == [
        {"type": "hello", "conversation": "web:buyer-1"},
        {"type": "status", "with_person": False, "agent": ""},
    ]


async def test_a_socket_without_hello_is_closed(chat: Chat) -> None:
    wire = FakeWire()
    wire.say(type="message", id="m1", text="在吗")
    await chat.counter.serve(wire, BUYER)
    assert wire.closed_with == Closing.NO_HELLO
    assert chat.messages() == []


async def test_what_was_missed_comes_after_a_reconnect(chat: Chat) -> None:
    gone = await chat.connect()
    gone.say(type="message", id="m1", text="在吗")
    newest = (await gone.until("message"))["message"]["id"]
    gone.hang_up()
    with transaction(chat.url) as session:
        ChatLog(session).reply(
            BUYER.conversation_id, [Reply("我是小麦")], answers=None, at=MORNING, sender="agent",
            agent="xiaomai",
        )  # fmt: skip
    back = await chat.connect(after=newest)
    missed = [f["message"] for f in back.received if f["type"] == "message"]
    assert missed[-1]["text"] == "我是小麦"
    assert missed[-1]["agent"] == "小麦"


async def test_a_reload_gets_the_whole_chat_in_order(chat: Chat) -> None:
    wire = await chat.connect()
    for number in range(3):
        wire.say(type="message", id=f"m{number}", text=f"问{number}")
        await wire.until("message")
    again = await chat.connect()
    shown = [f["message"]["text"] for f in again.received if f["type"] == "message"]
    assert shown == ["问0", "收到 问0", "问1", "收到 问1", "问2", "收到 问2"]


async def test_an_agents_message_is_pushed_once_and_giving_back_is_told(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗")
    await wire.until("message")
    with transaction(chat.url) as session:
        tickets = Tickets(session)
        ticket = tickets.open(
            BUYER.conversation_id, reason="handoff.requested", facts={}, at=MORNING
        )
        tickets.take(ticket.id, login="xiaomai", at=MORNING)
        ChatLog(session).reply(
            BUYER.conversation_id, [Reply("我来啦")], answers=None, at=MORNING, sender="agent",
            agent="xiaomai",
        )  # fmt: skip
    show_news(chat.record, chat.rooms, BUYER.conversation_id)
    show_news(chat.record, chat.rooms, BUYER.conversation_id)
    message = (await wire.until("message"))["message"]
    assert (message["text"], message["agent"]) == ("我来啦", "小麦")
    status = await wire.until("status")
    assert (status["with_person"], status["agent"]) == (True, "小麦")

    with transaction(chat.url) as session:
        Tickets(session).close(ticket.id, login="xiaomai", note="", at=MORNING)
    show_news(chat.record, chat.rooms, BUYER.conversation_id)
    assert (await wire.until("status"))["with_person"] is False
    texts = [f["message"]["text"] for f in wire.received if f["type"] == "message"]
    assert texts == ["收到 在吗", "我来啦"]


async def test_a_message_committed_late_with_a_lower_id_still_arrives(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗")
    await wire.until("message")
    first, second = chat.logged()
    seat = chat.rooms.seats(BUYER.conversation_id)[0]
    seat._seen.discard(first.id)  # as if it had not been visible when `second` was shown
    assert seat.newest_id == second.id
    show_news(chat.record, chat.rooms, BUYER.conversation_id)
    assert (await wire.until("message"))["message"]["text"] == "在吗"


async def test_both_tabs_of_a_buyer_show_the_same_chat(chat: Chat) -> None:
    one, two = await chat.connect(), await chat.connect()
    one.say(type="message", id="m1", text="在吗")
    assert await two.texts(2) == ["在吗", "收到 在吗"]
    assert await one.texts(1) == ["收到 在吗"]


async def test_the_oldest_of_too_many_tabs_is_closed(chat: Chat) -> None:
    wires = [await chat.connect() for _ in range(SOCKETS_PER_BUYER + 1)]
    await asyncio.sleep(0.05)
    closed = [wire.closed_with for wire in wires]
    assert closed == [Closing.OPENED_ELSEWHERE] + [None] * SOCKETS_PER_BUYER


async def test_too_many_messages_are_refused_politely_not_banned(chat_url: str) -> None:
    chat = Chat(chat_url, pace=Pace(allowed=3, window_seconds=0.3))
    wire = await chat.connect()
    for number in range(4):
        wire.say(type="message", id=f"m{number}", text="在吗")
    refused = await wire.until("refused")
    assert (refused["id"], refused["reason"]) == ("m3", "too_fast")
    assert "快" in refused["text"]
    await asyncio.sleep(0.35)
    wire.say(type="message", id="m3", text="在吗")
    assert (await wire.until("ack", id="m3"))["message_id"]
    await chat.stop()


async def test_an_operator_is_not_held_up(chat_url: str) -> None:
    chat = Chat(chat_url, pace=Pace(allowed=1, window_seconds=60))
    wire = await chat.connect(OPERATOR)
    for number in range(3):
        wire.say(type="message", id=f"m{number}", text="在吗")
    assert await wire.texts(3) == ["收到 在吗"] * 3
    await chat.stop()


async def test_a_conversations_queue_is_bounded(chat_url: str) -> None:
    gate = asyncio.Event()

    async def waits(message: UserMessage) -> None:
        await gate.wait()
        await message.output_channel.send_response("", {"text": "到"})

    chat = Chat(chat_url, on_message=waits)
    wire = await chat.connect(OPERATOR)
    for number in range(WAITING_PER_CONVERSATION + 1):
        wire.say(type="message", id=f"m{number}", text="在吗")
    refused = await wire.until("refused")
    assert refused["id"] == f"m{WAITING_PER_CONVERSATION}"
    assert len(chat.logged(OPERATOR)) == WAITING_PER_CONVERSATION
    gate.set()
    assert await wire.texts(WAITING_PER_CONVERSATION) == ["到"] * WAITING_PER_CONVERSATION
    await chat.stop()


async def test_unreadable_frames_are_refused_and_the_line_stays_open(chat: Chat) -> None:
    wire = await chat.connect()
    for data in ("不是 JSON", "[1]", "[" * 50_000, '{"type":"other"}', '{"type":["message"]}'):
        wire.say_raw(data)
        assert (await wire.until("refused"))["reason"] == "unreadable"
    wire.say(type="message", id="", text="在吗")
    assert (await wire.until("refused"))["reason"] == "unreadable"
    wire.say(type="message", id="a b", text="在吗")
    assert (await wire.until("refused"))["id"] == "a b"
    wire.say(type="ping")
    await wire.until("pong")
    assert chat.messages() == []


async def test_a_product_that_can_be_none_is_left_out(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗", product="x' or 1=1 --")
    await wire.until("message")
    assert chat.asked[0].metadata["product_id"] == ""


async def test_a_client_that_wants_nothing_old_gets_only_what_is_new(chat: Chat) -> None:
    earlier = await chat.connect()
    earlier.say(type="message", id="m1", text="在吗")
    await earlier.until("message")
    wire = await chat.connect(after=2**62)
    with transaction(chat.url) as session:
        ChatLog(session).reply(BUYER.conversation_id, [Reply("新的")], answers=None, at=MORNING)
    show_news(chat.record, chat.rooms, BUYER.conversation_id)
    await wire.until("message")
    new = [f["message"]["text"] for f in wire.received if f["type"] == "message"]
    assert new == ["新的"]


async def test_typing_shows_only_while_an_answer_takes_its_time(chat: Chat) -> None:
    async def slow(message: UserMessage) -> None:
        if message.text == "慢":
            await asyncio.sleep(0.4)
        await message.output_channel.send_response("", {"text": "到"})

    chat.on_message = slow
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="快")
    await wire.until("message")
    wire.say(type="message", id="m2", text="慢")
    await wire.until("message")
    assert [f["on"] for f in wire.received if f["type"] == "typing"] == [True, False]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_a_moment_that_is_none_in_the_shops_zone_ends_no_line(chat: Chat, at: str) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗", at=at)
    assert (await wire.until("refused"))["id"] == "m1"
    wire.say(type="message", id="m2", text="在吗")
    assert (await wire.until("ack"))["id"] == "m2"
