"""What the bot may not say does not reach the buyer: an apology does, and a person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.guard import Guard
from bot.chats.model import Ticket
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.speech.platforms import Platform
from bot.speech.taboos import TabooLists
from tests.unit.channels.chatting import BUYER, Chat

LISTS = TabooLists(Path("data/taboos"))


def _saying(text: str, **facts: str) -> Any:
    async def say(message: UserMessage) -> None:
        trace = {"reason": "test", "facts": facts}
        await message.output_channel.send_response("", {"text": text, "trace": trace})

    return say


def _guarded(url: str, on: Platform) -> Chat:
    return Chat(url, guard=Guard(LISTS, lambda: on))


@pytest.fixture
async def chat(chat_url: str) -> AsyncIterator[Chat]:
    made = _guarded(chat_url, "own")
    yield made
    await made.stop()


async def _answer(chat: Chat) -> str:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="我电话13800138000，多少钱")
    return str((await wire.until("message"))["message"]["text"])


def _ticket(chat: Chat) -> Ticket | None:
    with transaction(chat.url) as session:
        return Tickets(session).current(BUYER.conversation_id)


async def test_what_may_be_said_is_said(chat: Chat) -> None:
    chat.on_message = _saying("到手89元，周四前下单", price="89", until="周四")
    assert await _answer(chat) == "到手89元，周四前下单"
    assert _ticket(chat) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("到手79元", "没有出处"),
        ("全网最便宜，到手89元", "最高级"),
        ("加我微信13800138000", "引流"),
    ],
)
async def test_what_may_not_be_said_fetches_a_person(
    chat: Chat, caplog: pytest.LogCaptureFixture, text: str, why: str
) -> None:
    chat.on_message = _saying(text, price="89")
    assert "同事" in await _answer(chat)
    assert text not in [said for _, said in chat.messages()]
    ticket = _ticket(chat)
    assert ticket is not None
    assert ticket.reason == "guard.refused"
    assert ticket.facts["没发出的话"] == text
    assert why in ticket.facts["为什么"]
    assert chat.logged()[-1].trace["reason"] == "guard.refused"
    withheld = [record for record in caplog.records if "withheld" in record.message]
    assert len(withheld) == 1
    assert "13800138000" not in caplog.text


async def test_of_a_reply_with_a_refused_message_nothing_is_said(chat: Chat) -> None:
    async def two(message: UserMessage) -> None:
        for text in ("您好", "保证明天到"):
            await message.output_channel.send_response("", {"text": text, "trace": {}})

    chat.on_message = two
    assert "同事" in await _answer(chat)
    assert [sender for sender, _ in chat.messages()] == ["buyer", "bot"]


async def test_a_warning_stops_nothing(chat: Chat) -> None:
    chat.on_message = _saying("特价款不退不换哦")
    assert await _answer(chat) == "特价款不退不换哦"


async def test_the_platform_decides_whose_name_may_be_said(chat_url: str) -> None:
    chat = _guarded(chat_url, "taobao")
    chat.on_message = _saying("咱们是淘宝老店")
    assert await _answer(chat) == "咱们是淘宝老店"
    await chat.stop()
