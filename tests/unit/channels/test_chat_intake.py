"""What becomes of a buyer's message: logged, acknowledged, answered once, never lost."""

from __future__ import annotations

import asyncio

from rasa.core.channels.channel import UserMessage

from bot.channels.identity import Visitor
from tests.unit.channels.chatting import BUYER, MORNING, OPERATOR, Chat, hangs


async def test_a_message_is_logged_acknowledged_and_answered(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="  在吗 ", product="T100")
    ack = await wire.until("ack")
    reply = (await wire.until("message"))["message"]

    assert (ack["id"], ack["text"]) == ("m1", "在吗")
    assert (reply["sender"], reply["text"]) == ("bot", "收到 在吗")
    assert "trace" not in reply
    assert chat.messages() == [("buyer", "在吗"), ("bot", "收到 在吗")]
    assert [message.answered for message in chat.logged()] == [True, True]


async def test_rasa_is_told_buyer_product_time_and_kind(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="多少钱呢", product="T100")
    await wire.until("message")

    asked = chat.asked[0]
    assert (asked.sender_id, asked.input_channel, asked.message_id) == ("web:buyer-1", "web", "m1")
    assert asked.metadata["buyer_id"] == "web:buyer-1"
    assert asked.metadata["product_id"] == "T100"
    assert (asked.metadata["kind"], asked.metadata["truncated"]) == ("text", False)
    assert asked.metadata["at"].endswith("+08:00")


async def test_the_message_is_committed_before_it_is_acknowledged(chat: Chat) -> None:
    at_ack: list[list[tuple[str, str]]] = []
    wire = await chat.connect()
    real_send = wire.send

    async def send(message: str) -> None:
        if '"ack"' in message:
            at_ack.append(chat.messages()[:1])
        await real_send(message)

    wire.send = send  # type: ignore[method-assign]
    wire.say(type="message", id="m1", text="在吗")
    await wire.until("ack")
    assert at_ack == [[("buyer", "在吗")]]


async def test_the_same_message_twice_is_answered_once(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗")
    await wire.until("message")
    wire.say(type="message", id="m1", text="在吗")
    again = await wire.until("ack")
    wire.say(type="message", id="m2", text="好的")
    await wire.until("message")

    assert again["id"] == "m1"
    assert chat.messages() == [
        ("buyer", "在吗"),
        ("bot", "收到 在吗"),
        ("buyer", "好的"),
        ("bot", "收到 好的"),
    ]


async def test_one_conversation_is_answered_in_order(chat: Chat) -> None:
    async def slower_first(message: UserMessage) -> None:
        await asyncio.sleep({"一": 0.2, "二": 0.05}.get(message.text or "", 0))
        await message.output_channel.send_response("", {"text": f"答{message.text}"})

    chat.on_message = slower_first
    wire = await chat.connect()
    for number, words in enumerate(("一", "二", "三")):
        wire.say(type="message", id=f"m{number}", text=words)
    assert await wire.texts(3) == ["答一", "答二", "答三"]


async def test_a_slow_conversation_does_not_hold_up_another(chat: Chat) -> None:
    gate = asyncio.Event()

    async def stuck_for_the_first(message: UserMessage) -> None:
        if message.sender_id == BUYER.conversation_id:
            await gate.wait()
        await message.output_channel.send_response("", {"text": "到"})

    chat.on_message = stuck_for_the_first
    slow = await chat.connect()
    quick = await chat.connect(Visitor("web:buyer-2", "web"))
    slow.say(type="message", id="a", text="在吗")
    await slow.until("ack")
    quick.say(type="message", id="a", text="在吗")
    assert await quick.texts(1) == ["到"]
    gate.set()
    assert await slow.texts(1) == ["到"]


async def test_with_a_person_the_bot_stays_silent(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="你好")
    await wire.until("message")
    chat.fetch_person()
    wire.say(type="message", id="m2", text="在吗")
    await wire.until("ack", id="m2")
    await asyncio.sleep(0.05)
    assert len(chat.asked) == 1
    assert chat.messages() == [("buyer", "你好"), ("bot", "收到 你好"), ("buyer", "在吗")]


async def test_a_message_sent_before_the_hand_over_is_left_to_the_person(chat: Chat) -> None:
    async def fetches_person(message: UserMessage) -> None:
        await asyncio.sleep(0.05)
        chat.fetch_person()
        await message.output_channel.send_response("", {"text": "请同事来"})

    chat.on_message = fetches_person
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="转人工")
    wire.say(type="message", id="m2", text="快点")
    await wire.until("ack", id="m2")
    assert await wire.texts(1) == ["请同事来"]
    await asyncio.sleep(0.05)
    assert len(chat.asked) == 1
    assert chat.record.unanswered() == ()
    assert chat.ticket_reason() == "handoff.requested"


async def test_what_a_killed_process_left_is_answered_once(chat_url: str) -> None:
    killed = Chat(chat_url, on_message=hangs)
    wire = await killed.connect()
    wire.say(type="message", id="m1", text="在吗", product="T100")
    await wire.until("ack")
    await killed.stop()
    assert killed.messages() == [("buyer", "在吗")]

    restarted = Chat(chat_url)
    assert restarted.intake.adopt() == 1
    assert restarted.intake.adopt() == 0
    wire = await restarted.connect(after=0)
    wire.say(type="message", id="m1", text="在吗")
    await wire.until("ack")
    await asyncio.sleep(0.1)
    assert restarted.messages() == [("buyer", "在吗"), ("bot", "收到 在吗")]
    assert restarted.asked[0].metadata["product_id"] == "T100"
    await restarted.stop()


async def test_empty_picture_and_long_messages_are_all_answered(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text=" \u200b\n ")
    wire.say(type="message", id="m2", text={"image": "x"})
    wire.say(type="message", id="m3", text="", kind="image")
    wire.say(type="message", id="m4", text="长" * 10_000)
    wire.say(type="message", id="m5", text="/restart")
    await wire.texts(5)
    seen = [(message.text, message.metadata["kind"]) for message in chat.asked]
    assert seen[:3] == [("〔空消息〕", "empty"), ("〔图片〕", "image"), ("〔图片〕", "image")]
    assert seen[3] == ("长" * 500, "too_long")
    assert chat.asked[3].metadata["truncated"] is True
    assert seen[4][0] == "restart"


async def test_an_operator_sets_the_time_and_sees_the_trace(chat: Chat) -> None:
    wire = await chat.connect(OPERATOR)
    wire.say(type="message", id="m1", text="在吗", at="2024-11-11T00:05:00+08:00")
    reply = (await wire.until("message"))["message"]
    await wire.until("answered", id="m1")
    assert reply["trace"] == {"reason": "echo"}
    assert reply["at"] == "2024-11-11T00:05:00+08:00"
    assert chat.asked[0].metadata["at"] == "2024-11-11T00:05:00+08:00"


async def test_a_buyer_cannot_set_the_time(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="在吗", at="2024-11-11T00:05:00+08:00")
    await wire.until("message")
    assert chat.logged()[0].at >= MORNING
    assert chat.asked[0].metadata["at"].startswith("2025-06-02")


async def test_an_operator_hears_that_a_silent_turn_is_over(chat: Chat) -> None:
    wire = await chat.connect(OPERATOR)
    wire.say(type="message", id="m1", text="你好")
    await wire.until("answered")
    chat.fetch_person(OPERATOR)
    wire.say(type="message", id="m2", text="在吗")
    assert (await wire.until("answered"))["id"] == "m2"
    assert len(chat.asked) == 1
