"""Several questions in one message are answered in one reply, in the order a person would."""

from __future__ import annotations

import pytest

from actions.base import ShopAction
from actions.ordering_of_answers import ORDER, in_order
from tests.unit.actions.conversation import Conversation


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    return Conversation(shop_url, product="LN2107")


def test_every_intent_of_a_topic_has_its_place() -> None:
    unplaced = {"affirm", "deny", "inform", "out_of_scope", "nlu_fallback"}
    assert set(ShopAction.by_intent) - unplaced == set(ORDER)


def test_price_comes_before_offers_before_the_parcel_before_the_order() -> None:
    asked = ("order", "ask_shipping_fee", "ask_promotion", "ask_price", "greet")
    assert in_order(asked) == ["greet", "ask_price", "ask_promotion", "ask_shipping_fee", "order"]


def test_the_reply_keeps_that_order_whatever_comes_first(chat: Conversation) -> None:
    told = chat.say(
        "包邮吗 多少钱 有优惠吗", "ask_shipping_fee", also=("ask_price", "ask_promotion")
    )
    assert told.reasons == ("product.price_by_option", "promotion.live", "shipping.ask_region")


def test_all_questions_of_one_topic_are_answered(chat: Conversation) -> None:
    parcel = chat.say(
        "发什么快递几天到运费多少",
        "ask_courier",
        also=("ask_delivery_time", "ask_shipping_fee"),
    )
    assert {
        "utter_shipping_courier_choice",
        "utter_shipping_fee_rule_but",
        "utter_shipping_ask_region_days_and_fee",
    } == set(parcel.wordings)
    offers = chat.say("有什么优惠 有赠品吗", "ask_promotion", also=("ask_gift",))
    assert offers.reasons == ("promotion.live", "promotion.gifts")


def test_a_question_to_the_buyer_comes_last_and_only_one_is_put(chat: Conversation) -> None:
    told = chat.say(
        "几天到 穿什么码 能开票吗",
        "ask_delivery_time",
        also=("ask_size", "ask_invoice"),
    )
    assert told.messages[-1]["trace"]["reason"] == "sizing.ask_body"
    assert "shipping.days_general" in told.reasons
    assert "order.invoice" in told.reasons


def test_an_order_is_what_is_asked_about_where_one_is_placed_too(chat: Conversation) -> None:
    told = chat.say("我要一件 几天到", "order", also=("ask_delivery_time",))
    assert told.reasons == ("shipping.days_general", "order.ask_colour")


def test_a_refused_colour_is_no_note_beside_a_question(chat: Conversation) -> None:
    told = chat.say("不要黑色 别的什么颜色有货", "ask_stock", also=("order_note",))
    assert told.reasons == ("stock.whole",)
    noted = chat.say("几天到 帮我备注轻点放", "order_note", also=("ask_delivery_time",))
    assert "order.noted" in noted.reasons


def test_thanks_beside_a_question_close_nothing(chat: Conversation) -> None:
    told = chat.say("谢谢 几号发货", "thank", also=("ask_dispatch",))
    assert told.reasons == ("shipping.dispatch_today", "farewell.thanked")
    assert chat.slots["stage"] != "farewell"


def test_a_wall_of_messages_is_cut_to_what_matters(chat: Conversation) -> None:
    told = chat.say(
        "160 105斤穿什么码 能便宜点吗 发什么快递几天到",
        "ask_size",
        also=("bargain", "ask_courier", "ask_delivery_time"),
    )
    assert len(told.messages) <= 6
    assert {"sizing.one", "haggling.value", "shipping.ask_region"} <= set(told.reasons)
    assert told.facts["price"] == "169"


def test_an_order_among_other_questions_is_read_back_in_full(chat: Conversation) -> None:
    told = chat.say(
        "会缩水吗 多少钱 M码有吗 我要一件米白M",
        "order",
        also=("ask_quality", "ask_price", "ask_stock"),
    )
    assert told.reasons[-1] == "order.confirm"
    assert {"utter_order_item", "utter_order_confirm"} <= set(told.wordings)


def test_only_the_first_message_of_a_reply_addresses_the_buyer(chat: Conversation) -> None:
    told = chat.say("多少钱 包邮吗", "ask_price", also=("ask_shipping_fee",))
    first, *others = (message["follows"] for message in told.messages)
    assert (first, all(others), len(others)) == (False, True, 3)


def test_haggling_beside_another_question_fetches_no_manager(chat: Conversation) -> None:
    told = chat.say("能便宜点吗 穿什么码", "bargain", also=("ask_size",))
    assert told.reasons == ("haggling.value", "sizing.ask_body")


def test_the_surest_question_about_the_parcel_is_answered_beside_those_in_words(
    chat: Conversation,
) -> None:
    told = chat.say(
        "明天能发吗 到北京几天",
        "ask_delivery_time",
        also=("ask_dispatch",),
        ranking=(("ask_delivery_time", 0.9), ("ask_dispatch", 0.1)),
    )
    assert {"utter_shipping_dispatch_today", "utter_shipping_days"} <= set(told.wordings)
