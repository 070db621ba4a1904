"""A kind of goods that is named (T恤会缩水吗) is not the product in view, if that is none of it."""

from __future__ import annotations

import pytest

from tests.unit.actions.conversation import Conversation

TROUSERS = "LN2107"
T_SHIRTS = ("重磅纯棉T恤", "竹节棉短袖", "小方领T恤")


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    """A chat with the page of linen trousers open."""
    return Conversation(shop_url, product=TROUSERS)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("T恤是什么面料的", "ask_product"),
        ("那个T恤会不会缩水", "ask_quality"),
        ("T恤160 110穿什么码", "ask_size"),
        ("我要一件T恤", "order"),
        ("T恤80卖不卖", "bargain"),
    ],
)
def test_goods_of_another_kind_are_not_answered_for_from_the_one_in_view(
    chat: Conversation, text: str, intent: str
) -> None:
    reply = chat.say(text, intent)
    assert reply.reasons == ("product.ambiguous",)
    assert reply.offers == T_SHIRTS


def test_the_one_picked_then_is_what_the_question_is_about(chat: Conversation) -> None:
    chat.say("T恤是什么面料的", "ask_product")
    assert chat.say("第二个").reasons == ("product.attributes",)
    assert chat.slots["product"] != TROUSERS


def test_of_a_kind_the_one_spoken_of_last_is_meant(chat: Conversation) -> None:
    chat.say("竹节棉短袖多少钱", "ask_price")
    spoken_of = chat.slots["product"]
    chat.say("LN2107多少钱", "ask_price")
    reply = chat.say("T恤会不会缩水", "ask_quality")
    assert "product.ambiguous" not in reply.reasons
    assert chat.slots["product"] == spoken_of


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("这条裤子会缩水吗", "ask_quality"),
        ("裤子会缩水吗", "ask_quality"),
        ("配什么T恤好看", "ask_recommendation"),
        ("T恤平时穿L 穿什么码", "ask_size"),
        ("买裤子送袜子吗", "ask_gift"),
    ],
)
def test_goods_named_beside_it_leave_the_one_in_view(
    chat: Conversation, text: str, intent: str
) -> None:
    reply = chat.say(text, intent)
    assert "product.ambiguous" not in reply.reasons
    assert chat.slots["product"] == TROUSERS


def test_a_place_in_what_stock_offered_is_that_colour(chat: Conversation) -> None:
    offered = chat.say("有红色的吗", "ask_stock").offers
    chat.say("第二个")
    assert chat.slots["colour"] == offered[1]


def test_a_refused_colour_is_not_offered_with_the_size(chat: Conversation) -> None:
    chat.say("不要黑色的", "deny")
    reply = chat.say("165 110 穿什么码", "ask_size")
    assert reply.offers
    assert "黑色" not in reply.offers


def test_a_question_about_this_one_that_was_not_understood_looks_for_no_other_goods(
    chat: Conversation,
) -> None:
    reply = chat.say("这裤子会不会透 显胖吗", "nlu_fallback", band="clarify")
    assert reply.reasons == ("handoff.unsure",)
    assert chat.slots["product"] == TROUSERS
