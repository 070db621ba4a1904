"""Nothing asked vanishes: what a reply has no room for is named, and comes with a tap or a yes."""

from __future__ import annotations

import pytest

from tests.unit.actions.conversation import Conversation

FIVE = "有S码吗 多少钱 几天到 包邮吗 能便宜吗"
ALSO = ("ask_price", "ask_delivery_time", "ask_shipping_fee", "bargain")


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    return Conversation(shop_url, product="LN2107")


def _six(chat: Conversation) -> None:
    also = ("ask_price", "ask_promotion", "bargain", "ask_shipping_fee", "ask_return")
    told = chat.say("有货吗 多少钱 有活动吗 能便宜吗 包邮吗 能退吗", "ask_stock", also=also)
    assert told.reasons[-1] == "answer.left_over"
    assert told.offers[-3:] == ("能便宜点吗", "包邮吗", "不合适能退吗")


def test_what_there_is_no_room_for_is_named_at_the_end(chat: Conversation) -> None:
    told = chat.say(FIVE, "ask_stock", also=ALSO)
    last = told.messages[-1]
    assert last["response"] == "utter_answer_left_over"
    assert last["facts"]["topics"] == "发货快递"
    assert last["offers"] == ["几天能到", "包邮吗"]
    assert {"haggling.value"} < set(told.reasons)


def test_a_yes_goes_on_with_all_that_was_left(chat: Conversation) -> None:
    chat.say(FIVE, "ask_stock", also=ALSO)
    told = chat.say("嗯", "affirm")
    assert {"utter_shipping_fee_rule_but", "utter_shipping_ask_region_days_and_fee"} <= set(
        told.wordings
    )
    assert "answer.left_over" not in told.reasons


def test_a_tap_on_one_leaves_the_others_named(chat: Conversation) -> None:
    _six(chat)
    told = chat.say("能便宜点吗", "bargain")
    assert told.reasons == ("haggling.value", "answer.left_over")
    assert told.offers[-2:] == ("包邮吗", "不合适能退吗")
    rest = chat.say("嗯", "affirm")
    assert {"shipping.ask_region", "returns.rule"} & set(rest.reasons)
    assert chat.say("好的谢谢", "thank").reasons == ("farewell.thanked",)


def test_what_was_left_is_not_named_again_to_who_does_not_care(chat: Conversation) -> None:
    _six(chat)
    assert "answer.left_over" not in chat.say("会缩水吗", "ask_quality").reasons


def test_our_own_question_is_answered_first_and_the_rest_named_again(chat: Conversation) -> None:
    also = ("ask_price", "ask_delivery_time", "ask_return", "ask_invoice")
    told = chat.say("有货吗 多少钱 几天到 能退吗 能开票吗", "ask_stock", also=also)
    assert told.reasons[-2:] == ("shipping.ask_region", "answer.left_over")
    region = chat.say("杭州")
    assert region.reasons[0] == "shipping.days_known"
    assert region.offers == ("能开发票吗", "不合适能退吗")


def test_a_yes_goes_on_though_a_question_of_ours_stands_before(chat: Conversation) -> None:
    also = ("ask_price", "ask_delivery_time", "ask_return", "ask_invoice")
    chat.say("有货吗 多少钱 几天到 能退吗 能开票吗", "ask_stock", also=also)
    assert "order.invoice" in chat.say("嗯", "affirm").reasons


def test_a_choice_left_to_us_is_for_our_question_not_for_what_is_left(chat: Conversation) -> None:
    also = ("ask_price", "ask_delivery_time", "ask_return", "ask_invoice")
    chat.say("有货吗 多少钱 几天到 能退吗 能开票吗", "ask_stock", also=also)
    assert chat.say("随便", "affirm").reasons[0] == "shipping.days_general"


def test_two_questions_of_one_topic_count_as_one(chat: Conversation) -> None:
    told = chat.say(
        "会缩水吗 多少钱 有货吗 能退吗",
        "ask_quality",
        also=("ask_price", "ask_stock", "ask_return"),
    )
    assert "answer.left_over" not in told.reasons
    assert any(reason.startswith("returns.") for reason in told.reasons)


def test_courtesy_takes_no_room_from_a_question(chat: Conversation) -> None:
    told = chat.say(
        "你好 有货吗 多少钱 几天到 谢谢",
        "greet",
        also=("ask_stock", "ask_price", "ask_delivery_time", "thank"),
    )
    assert "answer.left_over" not in told.reasons
    assert "shipping.ask_region" in told.reasons


def test_who_is_handed_over_is_not_asked_to_tap(chat: Conversation) -> None:
    told = chat.say("转人工 " + FIVE, "request_human", also=("ask_stock", *ALSO))
    assert told.reasons == ("handoff.requested",)
