"""Chatwoot over real HTTP: from the greeting to a person and back to the bot."""

from __future__ import annotations

import pytest

from tests.integration.channels.chatwoot.arranged import BUYER, shop_on_chatwoot


async def test_greeting_question_handover_answer_and_back(url: str) -> None:
    async with shop_on_chatwoot(url) as shop:
        chatwoot = shop.chatwoot
        chat = chatwoot.open_conversation()
        assert await chatwoot.buyer_says(chat, "你好") == 200
        await chatwoot.until(lambda: chat.public() == ["您好，想看点什么"])
        await chatwoot.buyer_taps(chat, "有货吗")
        await chatwoot.until(lambda: chat.public()[1:] == ["关于有货吗"])
        assert shop.dialogue.calls[-1].metadata["product_id"] == "LN2107"

        await chatwoot.buyer_says(chat, "转人工")
        await chatwoot.until(lambda: bool(chat.notes()))
        await chatwoot.until(lambda: "好的，这就请同事来" in chat.public())
        assert chat.status == "open"
        assert chat.team == 5
        assert chat.labels == ["vip", "小二-要找人工"]
        assert chat.notes() == ["小二转人工：要找人工\n商品：LN2107\n身高：165"]

        await chatwoot.buyer_says(chat, "有人吗")
        await chatwoot.agent_says(chat, "在的，S码还有三件")
        ticket = shop.ticket()
        assert ticket is not None
        assert (ticket.status, ticket.taken_by) == ("taken", "xiaomai")
        assert ticket.first_reply_at is not None
        assert "关于有人吗" not in chat.public()

        await chatwoot.agent_sets(chat, "pending")
        assert shop.ticket() is None
        await chatwoot.buyer_says(chat, "包邮吗")
        await chatwoot.until(lambda: "关于包邮吗" in chat.public())
        assert "S码还有三件" in shop.dialogue.calls[-1].metadata["chat"]["before"]
        await chatwoot.until(lambda: chat.labels == ["vip"])
        assert chat.public().count("在的，S码还有三件") == 1
        assert [who for who, _ in shop.log()].count("agent") == 1


async def test_chatwoot_away_delays_messages_and_keeps_their_order(url: str) -> None:
    async with shop_on_chatwoot(url) as shop:
        chatwoot = shop.chatwoot
        chat = chatwoot.open_conversation()
        chatwoot.down = True
        await chatwoot.buyer_says(chat, "一")
        await chatwoot.buyer_says(chat, "二")
        await chatwoot.until(lambda: ("POST", "messages") in chatwoot.calls)
        chatwoot.down = False
        await chatwoot.until(lambda: len(chat.public()) == 2)
        assert chat.public() == ["关于一", "关于二"]


async def test_a_webhook_sent_twice_is_answered_once(url: str) -> None:
    async with shop_on_chatwoot(url) as shop:
        chat = shop.chatwoot.open_conversation()
        assert await shop.chatwoot.buyer_says(chat, "在吗", times=3) == 200
        await shop.chatwoot.buyer_says(chat, "好")
        await shop.chatwoot.until(lambda: "关于好" in chat.public())
        assert chat.public() == ["关于在吗", "关于好"]


async def test_a_colleague_who_opens_a_chat_silences_the_bot(url: str) -> None:
    async with shop_on_chatwoot(url) as shop:
        chatwoot = shop.chatwoot
        chat = chatwoot.open_conversation()
        await chatwoot.buyer_says(chat, "在吗")
        await chatwoot.until(lambda: len(chat.public()) == 1)
        await chatwoot.agent_sets(chat, "open", user=99)
        ticket = shop.ticket()
        assert ticket is not None
        assert (ticket.reason, ticket.taken_by) == ("channel.taken_over", "chatwoot:99")
        assert ticket.facts == {"接待": "小麦"}
        await chatwoot.buyer_says(chat, "多少钱")
        assert shop.log()[-1] == ("buyer", "多少钱")
        await chatwoot.agent_sets(chat, "resolved")
        assert shop.ticket() is None
        await chatwoot.buyer_says(chat, "还在吗")
        await chatwoot.until(lambda: "关于还在吗" in chat.public())
        assert "关于多少钱" not in chat.public()


async def test_a_colleague_who_answers_while_it_is_the_bots_turn_takes_the_chat(url: str) -> None:
    async with shop_on_chatwoot(url) as shop:
        chatwoot = shop.chatwoot
        chat = chatwoot.open_conversation()
        await chatwoot.buyer_says(chat, "在吗")
        await chatwoot.until(lambda: len(chat.public()) == 1)
        await chatwoot.agent_says(chat, "我来帮您")
        await chatwoot.until(lambda: chat.status == "open")
        await chatwoot.buyer_says(chat, "好")
        assert shop.log()[-2:] == [("agent", "我来帮您"), ("buyer", "好")]


async def test_a_chat_given_back_at_the_desk_is_the_bots_at_chatwoot(url: str) -> None:
    async with shop_on_chatwoot(url) as shop:
        chatwoot = shop.chatwoot
        chat = chatwoot.open_conversation()
        await chatwoot.buyer_says(chat, "转人工")
        await chatwoot.until(lambda: bool(chat.notes()))
        shop.close_ticket()
        await chatwoot.buyer_says(chat, "多少钱")
        await chatwoot.until(lambda: "关于多少钱" in chat.public())
        await chatwoot.until(lambda: chat.status == "pending")
        assert shop.ticket() is None


async def test_a_conversation_that_never_was_the_bots_is_left_to_people(url: str) -> None:
    async with shop_on_chatwoot(url) as shop:
        chat = shop.chatwoot.open_conversation(status="open")
        await shop.chatwoot.buyer_says(chat, "在吗")
        ticket = shop.ticket()
        assert ticket is not None
        assert (ticket.reason, ticket.status) == ("channel.taken_over", "waiting")
        assert all(call.metadata["draft"] for call in shop.dialogue.calls)


async def test_a_wrong_signature_an_old_one_and_a_wrong_token_are_refused(url: str) -> None:
    body = b'{"event":"message_created"}'
    async with shop_on_chatwoot(url) as shop:
        send = shop.chatwoot.send
        assert await send(body, **{"X-Chatwoot-Signature": "sha256=" + "0" * 64}) == 401
        assert await send(body, **{"X-Chatwoot-Timestamp": "1700000000"}) == 401
        assert shop.log() == []
    async with shop_on_chatwoot(url, path_token="the-token-in-the-address") as shop:
        chat = shop.chatwoot.open_conversation()
        assert await shop.chatwoot.buyer_says(chat, "在吗") == 200
        shop.chatwoot._webhook_url += "x"
        assert await shop.chatwoot.send(body) == 401


async def test_a_version_that_lets_bots_set_no_labels_is_handed_over_to_all_the_same(
    url: str,
) -> None:
    async with shop_on_chatwoot(url, bots_label=False) as shop:
        chat = shop.chatwoot.open_conversation()
        await shop.chatwoot.buyer_says(chat, "转人工")
        await shop.chatwoot.until(lambda: bool(chat.notes()))
        assert (chat.status, chat.labels) == ("open", ["vip"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"nonsense", 422),
        (b'{"event":"message_created"}', 422),
        (b'{"event":"webwidget_triggered"}', 200),
        (b'{"event":"conversation_opened","id":1,"account":{"id":4}}', 403),
        (b"x" * 300_000, 413),
    ],
)
async def test_what_is_no_event_for_us_does_nothing(url: str, body: bytes, status: int) -> None:
    async with shop_on_chatwoot(url) as shop:
        assert await shop.chatwoot.send(body) == status
        assert shop.log(BUYER) == []
