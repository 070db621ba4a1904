"""What was said to a person is known to the bot when it has the chat again."""

from __future__ import annotations

from typing import Any

from bot.nlu.catalogue_matcher import NameMatcher
from bot.nlu.fact_extractor import find_facts
from bot.nlu.names import LiveNames
from tests.unit.actions.conversation import AT, Conversation


def _told(chat: Conversation, *texts: str) -> dict[str, Any]:
    """The metadata with these texts as they are read, said to a person."""
    names = LiveNames(chat.url).current()
    read = [
        {
            "text": text,
            "intent": {"name": "inform", "confidence": 0.9},
            "entities": [
                *NameMatcher(names).find(text),
                *find_facts(text, now=AT, item_ids=dict(names.item_ids)),
            ],
        }
        for text in texts
    ]
    return {"meanwhile": read, "chat": {"meanwhile": list(texts)}}


def test_size_region_and_goods_told_to_a_person_are_known(shop_url: str) -> None:
    chat = Conversation(shop_url)
    chat.say("你好", "greet")
    more = _told(chat, "亚麻阔腿裤有货吗", "我要L码 寄到成都", "身高165 体重105斤")
    told = chat.say("几天能到", "ask_delivery_time", more=more)
    assert told.reasons == ("shipping.days_known",)
    assert told.facts["place"] == "成都"
    assert chat.slots["size"] == "L"
    assert chat.slots["product"] == "LN2107"
    assert chat.slots["height_cm"] == 165.0


def test_a_question_from_before_the_person_is_not_answered_by_a_yes(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("几天能到", "ask_delivery_time")
    assert chat.slots["asked"]["fact"] == "region"
    chat.say("好的 那你帮我看看", "affirm", more=_told(chat, "我想问下质量"))
    assert (chat.slots["asked"] or {}).get("fact") != "region"


def test_nobody_is_greeted_again_by_the_bot_after_a_person(shop_url: str) -> None:
    chat = Conversation(shop_url)
    told = chat.say("你好 这个包邮吗", "ask_shipping_fee", more=_told(chat, "有人在吗"))
    assert not any(name.startswith("utter_greeting") for name in told.wordings)
    again = chat.say("你好", "greet", more=_told(chat, "好的"))
    assert again.wordings == ("utter_greeting_again",)


def test_what_was_told_to_a_person_goes_to_the_buyers_row(shop_url: str) -> None:
    from bot.shop.shop import open_shop

    chat = Conversation(shop_url)
    chat.say("你好", "greet")
    chat.say("谢谢", "thank", more=_told(chat, "寄到成都"))
    with open_shop(shop_url) as shop:
        buyer = shop.buyers.get(chat.buyer)
    assert buyer is not None
    assert buyer.region == "四川 成都"
