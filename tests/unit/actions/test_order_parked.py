"""An order read back is still there after another product was looked at."""

from __future__ import annotations

import pytest

from tests.unit.actions.conversation import Conversation

ITEM = "亚麻阔腿裤 米白 M"


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    """The trousers were read back, then the cotton dress was asked about."""
    chat = Conversation(shop_url, product="LN2107")
    assert chat.say("我要一件米白M", "order").reasons == ("order.confirm",)
    told = chat.say("LQ2503有货吗", "ask_stock")
    assert told.wordings[-1] == "utter_answer_again_parked_order"
    assert told.facts["product"] == "亚麻阔腿裤"
    return chat


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("好的", "affirm"),
        ("刚才那件我要了", "order"),
        ("还是要刚才那个", "inform"),
        ("就要刚才那件", "affirm"),
        ("还是要亚麻阔腿裤", "change_order"),
    ],
)
def test_the_first_order_is_read_back_again_and_then_placed(
    chat: Conversation, text: str, intent: str
) -> None:
    told = chat.say(text, intent)
    assert told.reasons == ("order.confirm",)
    assert told.facts["item"] == ITEM
    placed = chat.say("好的", "affirm")
    assert placed.reasons == ("order.place",)
    assert placed.facts["item"] == ITEM


def test_another_colour_of_the_first_is_read_back(chat: Conversation) -> None:
    assert chat.say("刚才那件我要黑色的", "order").facts["item"] == "亚麻阔腿裤 黑色 M"


def test_a_page_opened_in_between_does_not_turn_the_yes_to_its_product(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("我要一件米白M", "order")
    chat.product = "LQ2503"
    told = chat.say("好的", "affirm")
    assert told.reasons == ("order.confirm",)
    assert told.facts["item"] == ITEM


def test_a_question_about_the_first_keeps_its_order(chat: Conversation) -> None:
    assert chat.say("刚才那个会缩水吗", "ask_quality").facts["product"] == "亚麻阔腿裤"
    assert chat.say("好的", "affirm").facts["item"] == ITEM


@pytest.mark.parametrize(("text", "intent"), [("这件我要了", "order"), ("好,買了", "affirm")])
def test_what_is_in_view_can_be_bought_instead(chat: Conversation, text: str, intent: str) -> None:
    told = chat.say(text, intent)
    assert told.facts["product"] == "纯棉T恤裙"
    assert "order.place" not in told.reasons


@pytest.mark.parametrize(("text", "intent"), [("不要了", "deny"), ("都不要了", "nlu_fallback")])
def test_an_order_put_aside_can_be_called_off(chat: Conversation, text: str, intent: str) -> None:
    chat.say(text, intent)
    assert "order.confirm" not in chat.say("好的", "affirm").reasons


def test_an_order_put_aside_does_not_wait_for_ever(chat: Conversation) -> None:
    for question in ("会缩水吗", "会起球吗", "会褪色吗", "正品吗", "怎么洗", "透吗", "厚吗"):
        chat.say(question, "ask_quality")
    assert chat.slots["asked"] is None
