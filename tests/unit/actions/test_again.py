"""The last question asked again, with a value put right or with another one."""

from __future__ import annotations

import pytest

from tests.unit.actions.conversation import Conversation


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    return Conversation(shop_url, product="LN2107")


@pytest.mark.parametrize(
    ("text", "intent", "size"),
    [
        ("不对,是L码", "inform", "L"),
        ("不是M是L", "deny", "L"),
        ("我说的是L码", "nlu_fallback", "L"),
        ("打错了要L", "change_order", "L"),
    ],
)
def test_an_order_is_read_back_with_the_size_put_right(
    chat: Conversation, text: str, intent: str, size: str
) -> None:
    chat.say("我要一件米白M", "order")
    told = chat.say(text, intent)
    assert told.facts["item"] == f"亚麻阔腿裤 米白 {size}"
    assert chat.say("好的", "affirm").reasons == ("order.place",)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("身高打错了是170", "inform"), ("不对,我170的", "deny"), ("我说错了身高170", "complain")],
)
def test_a_body_put_right_gets_the_size_anew(chat: Conversation, text: str, intent: str) -> None:
    chat.say("160 105斤穿什么码", "ask_size")
    told = chat.say(text, intent)
    assert told.reasons[0].startswith("sizing.")
    assert chat.slots["height_cm"] == 170.0
    assert chat.slots["weight_kg"] == 52.5


@pytest.mark.parametrize(
    "text", ["我是说杭州不是广州", "不是广州 是杭州", "错了 寄杭州", "那杭州呢"]
)
def test_all_that_was_asked_is_answered_for_the_other_city(chat: Conversation, text: str) -> None:
    chat.say("到广州几天 运费多少", "ask_delivery_time", also=("ask_shipping_fee",))
    told = chat.say(text)
    assert told.facts["place"] == "杭州"
    assert {"utter_shipping_days_exact", "utter_shipping_fee_free"} <= set(told.wordings)


def test_another_product_is_asked_about_in_the_same_words(chat: Conversation) -> None:
    chat.say("会缩水吗", "ask_quality")
    told = chat.say("那基础亚麻衬衫呢")
    assert (told.facts["product"], told.facts["label"]) == ("基础亚麻衬衫", "缩水情况")


def test_another_colour_or_size_is_asked_for_in_the_same_way(chat: Conversation) -> None:
    chat.say("黑色M码有吗", "ask_stock")
    assert chat.say("那雾蓝呢").facts["what"] == "雾蓝M"
    assert chat.say("L码的呢").facts["what"] == "雾蓝L"


def test_what_was_asked_long_ago_is_not_answered_anew(chat: Conversation) -> None:
    chat.say("黑色M码有吗", "ask_stock")
    for _ in range(6):
        chat.say("嗯嗯", "affirm")
    assert chat.slots["answered"] is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [("好的没问题", "affirm"), ("已经拍了", "report_order"), ("转人工", "request_human")],
)
def test_nothing_is_answered_anew_once_the_matter_is_over(
    chat: Conversation, text: str, intent: str
) -> None:
    chat.say("我要一件米白M", "order")
    chat.say(text, intent)
    assert chat.slots["answered"] is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("拍错了要L码", "change_order"),
        ("尺码发错了我要的是L", "after_sales"),
        ("不对啊你们怎么这样", "complain"),
    ],
)
def test_what_is_wrong_with_an_order_placed_is_for_a_person(
    shop_url: str, text: str, intent: str
) -> None:
    chat = Conversation(shop_url)
    chat.say("LN2107有M码吗", "ask_stock")
    assert chat.say(text, intent).reasons[0] in (
        "order.change", "handoff.after_sales", "handoff.complaint",
    )  # fmt: skip
