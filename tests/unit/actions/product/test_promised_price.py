"""Who was promised a price reads no higher one, whichever way it is asked for."""

from __future__ import annotations

import pytest

from tests.unit.actions.conversation import Conversation


@pytest.fixture()
def promised(shop_url: str) -> Conversation:
    """A chat in which 207 yuan were promised for what the offers make 219."""
    chat = Conversation(shop_url, product="LN2513")
    chat.say("便宜点", "bargain")
    assert chat.say("再便宜点", "bargain").facts["price"] == "207"
    return chat


@pytest.mark.parametrize("text", ["到手多少钱", "多少钱", "算下来多少"])
def test_the_promise_is_the_price(promised: Conversation, text: str) -> None:
    reply = promised.say(text, "ask_price")
    assert reply.facts["price"] == "207"
    assert "219" not in reply.facts.values()


def test_the_offers_are_told_without_a_higher_price(promised: Conversation) -> None:
    reply = promised.say("现在什么活动", "ask_promotion")
    assert reply.reasons[0] == "promotion.live"
    assert "219" not in reply.facts.values()


def test_another_buyer_reads_the_hand_price(promised: Conversation) -> None:
    other = Conversation(promised.url, product="LN2513")
    assert other.say("到手多少钱", "ask_price").facts["price"] == "219"
