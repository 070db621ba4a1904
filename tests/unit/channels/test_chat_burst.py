"""Short messages said in one breath are answered as one, and each is answered once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.waiting import ANSWER_SECONDS
from bot.chats.turns import LastTurns
from bot.database.engine import transaction
from tests.unit.channels.chatting import BUYER, OPERATOR, Chat, FakeWire

PAUSE = 0.3
FOR_EVER = 60.0
TICK = timedelta(milliseconds=10)


@pytest.fixture
async def chat(chat_url: str) -> AsyncIterator[Chat]:
    made = Chat(chat_url, burst_seconds=PAUSE, tick=TICK)
    yield made
    await made.stop()


@pytest.fixture
async def patient(chat_url: str) -> AsyncIterator[Chat]:
    """A chat that waits for more longer than a test waits for an answer."""
    made = Chat(chat_url, burst_seconds=FOR_EVER, tick=TICK)
    yield made
    await made.stop()


def say(wire: FakeWire, *texts: str, **fields: object) -> None:
    for number, text in enumerate(texts):
        wire.say(type="message", id=f"{text}-{number}", text=text, **fields)


def asked(chat: Chat) -> list[str | None]:
    return [message.text for message in chat.asked]


async def test_messages_of_one_breath_are_answered_as_one(patient: Chat) -> None:
    wire = await patient.connect()
    say(wire, "这件", "黑色的", "有M码吗", product="T100")
    assert await wire.texts(1) == ["收到 这件 黑色的 有M码吗"]

    message = patient.asked[0]
    logged = patient.logged()
    assert message.message_id == "有M码吗-2"
    assert message.metadata["message_id"] == logged[2].id
    assert message.metadata["product_id"] == "T100"
    assert [said.text for said in logged[:3]] == ["这件", "黑色的", "有M码吗"]
    assert patient.record.unanswered() == ()


async def test_a_greeting_is_read_with_the_question_after_it(patient: Chat) -> None:
    wire = await patient.connect()
    say(wire, "你好", "请问", "这个多少钱")
    assert await wire.texts(1) == ["收到 你好 请问 这个多少钱"]


async def asks_for_the_colour(message: UserMessage) -> None:
    """Says the message back, and asks which colour is wanted."""
    asked = {"fact": "colour", "intent": "order", "since": 0}
    await message.output_channel.send_response(
        "", {"text": f"收到 {message.text}", "trace": {"slots": {"asked": asked}}}
    )


async def test_a_short_answer_to_our_question_is_not_kept_waiting(patient: Chat) -> None:
    patient.on_message = asks_for_the_colour
    wire = await patient.connect()
    say(wire, "这条我买了好吗")
    await wire.texts(1)
    say(wire, "黑色")
    assert await wire.texts(1) == ["收到 黑色"]


async def test_a_beginning_after_our_question_waits_for_what_it_begins(patient: Chat) -> None:
    patient.on_message = asks_for_the_colour
    wire = await patient.connect()
    say(wire, "这条我买了好吗")
    await wire.texts(1)
    say(wire, "你好", "请问", "有M码吗")
    assert await wire.texts(1) == ["收到 你好 请问 有M码吗"]


async def test_an_answer_that_is_typed_on_waits(
    patient: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.waiting.TYPING_SECONDS", FOR_EVER)
    patient.on_message = asks_for_the_colour
    wire = await patient.connect()
    say(wire, "这条我买了好吗")
    await wire.texts(1)
    say(wire, "黑色")
    wire.say(type="typing")
    await asyncio.sleep(2 * ANSWER_SECONDS)
    say(wire, "有M码吗")
    assert await wire.texts(1) == ["收到 黑色 有M码吗"]


@pytest.mark.parametrize("text", ["在吗", "这件有M码吗", "这条裙子我想要黑色的", "多少钱"])
async def test_a_whole_message_is_answered_at_once(patient: Chat, text: str) -> None:
    wire = await patient.connect()
    say(wire, text)
    assert await wire.texts(1) == [f"收到 {text}"]


async def test_a_beginning_without_more_is_answered_after_the_pause(chat: Chat) -> None:
    wire = await chat.connect()
    say(wire, "这件")
    assert await wire.texts(1) == ["收到 这件"]


async def test_what_was_tapped_is_answered_at_once(patient: Chat) -> None:
    wire = await patient.connect()
    say(wire, "转人工", tapped=True)
    assert await wire.texts(1) == ["收到 转人工"]


async def test_what_is_no_text_ends_the_breath(patient: Chat) -> None:
    wire = await patient.connect()
    say(wire, "这件")
    wire.say(type="message", id="p", kind="image")
    assert await wire.texts(2) == ["收到 这件", "收到 〔图片〕"]


async def test_while_the_buyer_types_the_answer_waits(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.waiting.TYPING_SECONDS", FOR_EVER)
    wire = await chat.connect()
    say(wire, "这件")
    wire.say(type="typing")
    await asyncio.sleep(2 * PAUSE)
    assert chat.asked == []
    say(wire, "有M码吗")
    assert await wire.texts(1) == ["收到 这件 有M码吗"]


async def test_nobody_types_the_answer_away(patient: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.waiting.LONGEST", timedelta(seconds=PAUSE))
    wire = await patient.connect()
    say(wire, "这件")
    wire.say(type="typing")
    assert await wire.texts(1) == ["收到 这件"]


async def test_typing_without_a_message_is_nothing(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="typing")
    say(wire, "在吗")
    assert await wire.texts(1) == ["收到 在吗"]


async def test_more_than_six_beginnings_are_two_turns(chat: Chat) -> None:
    wire = await chat.connect()
    say(wire, *"一二三四五六七")
    assert await wire.texts(2) == ["收到 一 二 三 四 五 六", "收到 七"]


async def test_what_waits_behind_a_turn_is_joined_and_answered_in_order(patient: Chat) -> None:
    gate = asyncio.Event()

    async def gated(message: UserMessage) -> None:
        await gate.wait()
        await message.output_channel.send_response("", {"text": f"答{message.text}"})

    patient.on_message = gated
    wire = await patient.connect()
    say(wire, "在吗", "这件", "有货吗", "多少钱")
    await wire.until("ack", id="多少钱-3")
    gate.set()
    assert await wire.texts(3) == ["答在吗", "答这件 有货吗", "答多少钱"]


async def test_a_message_delivered_twice_is_joined_once(patient: Chat) -> None:
    wire = await patient.connect()
    say(wire, "这件")
    say(wire, "这件")
    say(wire, "有货吗")
    assert await wire.texts(1) == ["收到 这件 有货吗"]
    say(wire, "这件")
    await wire.until("ack")
    say(wire, "好吗")
    assert await wire.texts(1) == ["收到 好吗"]


async def test_an_operators_messages_are_answered_one_by_one_at_once(patient: Chat) -> None:
    wire = await patient.connect(OPERATOR)
    say(wire, "这件", "黑色")
    assert (await wire.until("answered"))["id"] == "这件-0"
    assert (await wire.until("answered"))["id"] == "黑色-1"
    assert asked(patient) == ["这件", "黑色"]


async def test_with_no_pause_set_each_message_is_answered_by_itself(chat_url: str) -> None:
    chat = Chat(chat_url, burst_seconds=0, tick=TICK)
    wire = await chat.connect()
    say(wire, "这件", "黑色")
    assert await wire.texts(2) == ["收到 这件", "收到 黑色"]
    await chat.stop()


async def test_a_person_who_takes_over_meanwhile_has_the_chat(
    patient: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.waiting.LONGEST", timedelta(seconds=1))
    wire = await patient.connect()
    say(wire, "在吗")
    await wire.texts(1)
    say(wire, "这件")
    await wire.until("ack", id="这件-0")
    patient.fetch_person()
    say(wire, "黑色")
    await wire.until("status", with_person=True)
    assert asked(patient) == ["在吗"]
    assert patient.record.unanswered() == ()
    assert [text for sender, text in patient.messages() if sender == "bot"] == ["收到 在吗"]


async def _killed_after(url: str, *texts: str) -> list[int]:
    """The ids of messages that a process took in and was killed with."""
    killed = Chat(url, burst_seconds=FOR_EVER, tick=TICK)
    wire = await killed.connect()
    say(wire, *texts)
    for text in texts:
        await wire.until("ack", text=text)
    await killed.stop()
    assert killed.asked == []
    return [message.id for message in killed.logged()]


async def _restarted(url: str) -> tuple[Chat, FakeWire]:
    """A new process a second later, with the buyer's page open."""
    chat = Chat(url, burst_seconds=FOR_EVER)
    chat.clock()
    return chat, await chat.connect(after=2**62)


async def test_a_breath_that_a_killed_process_left_is_answered_as_one(chat_url: str) -> None:
    await _killed_after(chat_url, "这件", "黑色")
    restarted, wire = await _restarted(chat_url)
    assert restarted.intake.adopt() == 2
    assert restarted.intake.adopt() == 0
    assert await wire.texts(1) == ["收到 这件 黑色"]
    assert restarted.record.unanswered() == ()
    await restarted.stop()


async def test_a_turn_that_was_decided_before_the_kill_comes_again_as_it_was(chat_url: str) -> None:
    ids = await _killed_after(chat_url, "这件", "黑色", "M码")
    with transaction(chat_url) as session:
        LastTurns(session).keep(BUYER.conversation_id, ids[1], {"messages": [], "slots": {}})
    restarted, wire = await _restarted(chat_url)
    restarted.intake.adopt()
    assert await wire.texts(2) == ["收到 这件 黑色", "收到 M码"]
    assert restarted.asked[0].metadata["message_id"] == ids[1]
    await restarted.stop()
