"""A turn that fails is not silence: the buyer reads an apology, once, and a person is fetched."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy import text

from bot.database.engine import transaction
from tests.unit.channels.chatting import Chat, hangs


async def _no_reply(_message: UserMessage) -> None:
    return None


async def _breaks(message: UserMessage) -> None:
    raise RuntimeError(f"cannot read {message.text}")


async def _assert_a_person_is_fetched(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗")
    reply = (await wire.until("message"))["message"]
    assert reply["sender"] == "bot"
    assert "同事" in reply["text"]
    assert (await wire.until("status"))["with_person"] is True
    assert chat.ticket_reason() == "engine_trouble"
    (said,) = [message for message in chat.logged() if message.sender == "bot"]
    assert said.trace["model"] == ""  # no model answered


async def test_no_reply_fetches_a_person(chat: Chat) -> None:
    chat.on_message = _no_reply
    await _assert_a_person_is_fetched(chat)


async def test_a_failure_fetches_a_person_and_logs_no_words(chat: Chat, caplog: Any) -> None:
    chat.on_message = _breaks
    await _assert_a_person_is_fetched(chat)
    assert "RuntimeError" in caplog.text
    assert "在吗" not in caplog.text


async def test_a_hanging_engine_fetches_a_person(chat_url: str) -> None:
    chat = Chat(chat_url, on_message=hangs, timeout=0.1)
    await _assert_a_person_is_fetched(chat)
    await chat.stop()


async def test_what_waits_behind_a_failing_turn_brings_no_second_apology(chat: Chat) -> None:
    gate = asyncio.Event()

    async def breaks_late(message: UserMessage) -> None:
        await gate.wait()
        raise RuntimeError

    chat.on_message = breaks_late
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗")
    wire.say(type="message", id="m2", text="有货吗")
    await wire.until("ack", id="m2")
    gate.set()
    await wire.texts(1)
    while chat.record.unanswered():
        await asyncio.sleep(0.02)
    assert [sender for sender, _ in chat.messages()] == ["buyer", "buyer", "bot"]


async def test_a_hand_over_whose_words_were_lost_is_told_after_all(chat: Chat) -> None:
    async def loses_its_words(message: UserMessage) -> None:
        chat.fetch_person()
        raise OSError

    chat.on_message = loses_its_words
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="转人工")
    assert len(await wire.texts(1)) == 1
    assert chat.ticket_reason() == "handoff.requested"


async def test_an_answer_that_cannot_be_logged_is_given_later(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    async def drops_the_table(message: UserMessage) -> None:
        with transaction(chat.url) as session:
            session.execute(text("alter table tickets rename to elsewhere"))
        await message.output_channel.send_response("", {"text": "到"})

    chat.on_message = drops_the_table
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗")
    await wire.until("ack")
    while "could not be logged" not in caplog.text:
        await asyncio.sleep(0.02)
    with transaction(chat.url) as session:
        session.execute(text("alter table elsewhere rename to tickets"))
    assert chat.messages() == [("buyer", "在吗")]

    async def fine(message: UserMessage) -> None:
        await message.output_channel.send_response("", {"text": "到"})

    chat.on_message = fine
    assert chat.intake.adopt() == 1
    assert await wire.texts(1) == ["到"]
