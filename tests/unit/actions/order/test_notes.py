"""Notes as the warehouse reads them; ways to pay; what can be done with orders."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.order.notes import flag_of, note_terms
from actions.order.paying import paying
from actions.order.terms import asks_terms
from actions.turn import Memory, Turn
from bot.dialogue.wording import Wording
from bot.shop.model.policy import Policy
from bot.shop.shop import open_shop
from tests.unit.actions.conversation import AT, Conversation

WORDING = Wording(Path("data/stories"))
POLICY = Policy(
    shop_name="店", store_type="marketplace", ships_from="浙江 杭州", dispatch_cutoff="16:00"
)


@pytest.mark.parametrize(
    ("what", "flag"),
    [
        ("用礼盒包一下", "黄旗"),
        ("不要放发票", "红旗"),
        ("发顺丰", "蓝旗"),
        ("急用尽快发", "紫旗"),
        ("别放驿站", "红旗"),
        ("两件叠好", "绿旗"),
    ],
)
def test_the_flag_is_that_of_the_kind_of_request(what: str, flag: str) -> None:
    assert flag_of(what) == flag


def test_a_note_tells_the_warehouse_who_what_and_when(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("要一件米白M", "order")
    told = chat.say("麻烦备注不要放发票", "order_note")
    assert told.facts["note"] == "不要放发票"
    with open_shop(shop_url) as shop:
        (note,) = shop.commitments.standing(chat.buyer, now=AT, kind="note")
    assert note.terms == {
        "who": chat.buyer, "goods": "亚麻阔腿裤 米白 M×1", "what": "不要放发票",
        "date": "11-23", "flag": "红旗",
    }  # fmt: skip


def test_without_goods_a_note_has_none() -> None:
    assert "goods" not in note_terms("轻放", who="cli:abc", pieces=(), now=AT)


@pytest.mark.parametrize(
    ("text", "methods", "reason"),
    [
        ("可以用花呗吗", "", "order.payment"),
        ("可以用花呗吗", "支付宝|花呗", "order.payment_yes"),
        ("货到付款行不行", "支付宝|花呗", "order.payment_no"),
        ("怎么付款", "支付宝|花呗", "order.payment_methods"),
        ("怎么付款", "", "order.how"),
    ],
)
def test_only_ways_to_pay_that_the_owner_wrote_down_are_promised(
    text: str, methods: str, reason: str
) -> None:
    outcome = paying(text, POLICY.copy(update={"payment_methods": methods}))
    assert outcome.reason == reason
    for say in outcome.says:
        for name in (say.name, *say.more):
            assert WORDING.say(name, say.facts).text


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "asked"),
    [
        ("你们保价吗", "complain", 0.6, True),
        ("你们保价吗", "complain", 0.95, False),
        ("分两个地址寄可以吗", "nlu_fallback", 0.5, True),
        ("跟上一单一起发吧", "change_order", 0.9, True),
        ("转人工，两单合并", "request_human", 0.9, False),
        ("要两件", "order", 0.9, False),
    ],
)
def test_words_decide_unless_the_buyer_is_surely_angry(
    text: str, intent: str, confidence: float, asked: bool
) -> None:
    turn = Turn(
        conversation_id="c", buyer_id="c", text=text, kind="text", intent=intent,
        confidence=confidence, now=AT, memory=Memory(),
    )  # fmt: skip
    assert asks_terms(turn) is asked


def test_the_price_is_kept_only_where_the_policy_says_so(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    assert chat.say("你们保价吗", "nlu_fallback").reasons == ("order.price_not_kept",)
    with open_shop(shop_url) as shop:
        shop.orders.save_draft(chat.buyer, lines=[], region="", courier="", at=AT)
        draft = shop.orders.latest(chat.buyer, statuses=["draft"])
        assert draft is not None
        shop.orders.set_status(draft.id, "paid", at=AT)
    assert chat.say("降价了给补差价吗", "nlu_fallback").reasons == ("order.price_difference",)
