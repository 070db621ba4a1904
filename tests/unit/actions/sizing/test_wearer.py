"""Whose figures are told, and which of them are kept for the next chat."""

from __future__ import annotations

import pytest

from actions.sizing.wearer import OTHER, SELF, wearer_in
from bot.database.engine import transaction
from bot.shop.tables.trade import BuyerRow
from tests.unit.actions.conversation import Conversation


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("给我妈买 她155 130斤", "妈妈"),
        ("我老公能穿吗", "老公"),
        ("我儿子10岁 140", "儿子"),
        ("送人的", OTHER),
        ("那我自己呢", SELF),
        ("我160 106斤", SELF),
        ("我闺蜜推荐我来的", None),
        ("我妈说这个好看", None),
        ("我穿什么码", None),
    ],
)
def test_who_it_is_for(text: str, who: str | None) -> None:
    assert wearer_in(text) == who


def own_row(url: str, buyer: str) -> tuple[float | None, float | None]:
    with transaction(url) as session:
        row = session.get(BuyerRow, buyer)
        assert row is not None
        return row.height_cm, row.weight_kg


def test_the_buyers_own_row_is_not_overwritten_by_another(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("我160 53kg穿什么码", "ask_size")
    chat.say("给我妈买的 她155 130斤", "inform")
    assert own_row(shop_url, chat.buyer) == (160, 53)
    assert chat.slots["wearer"] == "妈妈" and chat.slots["weight_kg"] == 65
    back = chat.say("那我自己呢", "inform")
    assert back.facts["size"] == "M" and chat.slots["wearer"] is None


def test_figures_of_an_earlier_chat_are_asked_about(shop_url: str) -> None:
    before = Conversation(shop_url, product="LN2107")
    before.say("我160 53kg穿什么码", "ask_size")
    chat = Conversation(shop_url, product="CS2101", buyer=before.buyer)
    told = chat.say("穿什么码", "ask_size")
    assert told.wordings[0] == "utter_sizing_recalled" and told.facts["size"] == "M"
    assert told.wordings[-1] == "utter_sizing_whose"
    theirs = chat.say("给别人买", "inform")
    assert theirs.reasons == ("sizing.ask_body",)
    assert chat.slots["own_body"] == [160, 53] and chat.slots["height_cm"] is None
    assert own_row(shop_url, chat.buyer) == (160, 53)


@pytest.mark.parametrize(("text", "intent"), [("是我自己", "inform"), ("对", "affirm")])
def test_own_figures_are_confirmed_once(shop_url: str, text: str, intent: str) -> None:
    before = Conversation(shop_url, product="LN2107")
    before.say("我160 53kg穿什么码", "ask_size")
    chat = Conversation(shop_url, product="CS2101", buyer=before.buyer)
    chat.say("穿什么码", "ask_size")
    assert chat.say(text, intent).facts["size"] == "M"
    assert chat.slots["wearer"] is None


def test_far_other_figures_are_somebody_elses(shop_url: str) -> None:
    chat = Conversation(shop_url, product="CS2101")
    chat.say("我160 106斤穿什么码", "ask_size")
    told = chat.say("155 140斤呢", "inform")
    assert told.wordings[0] == "utter_sizing_other_body"
    assert own_row(shop_url, chat.buyer) == (160, 53)
    corrected = Conversation(shop_url, product="CS2101")
    corrected.say("我160 106斤穿什么码", "ask_size")
    corrected.say("不对 我是155 140斤", "inform")
    assert own_row(shop_url, corrected.buyer) == (155, 70)


def test_the_size_of_another_is_not_ordered_as_the_buyers(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("我165 105斤", "inform")
    assert chat.slots["size"] == "M"
    chat.say("给我妈 158 130斤呢", "ask_size")
    assert chat.slots["size"] == "XL"
    chat.say("要我那个码，米白", "order")
    assert (chat.slots["colour"], chat.slots["size"]) == ("米白", "M")


def test_the_buyers_own_size_after_that_of_another(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("给我妈买，158 150斤", "inform")
    assert chat.slots["size"] == "2XL"
    own = chat.say("我自己也来一条，我162 102斤", "ask_recommendation")
    assert own.facts["size"] == "M" and chat.slots["size"] == "M"


def test_a_size_chosen_without_figures_stays_when_it_is_for_another(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("M码有吗", "ask_stock")
    chat.say("给我妈买的", "inform")
    assert chat.slots["size"] == "M"
