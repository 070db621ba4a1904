"""What buyers' and agents' words say of an unpaid order."""

from __future__ import annotations

import pytest

from bot.dialogue.wording import Wording
from bot.followup.answers import (
    asks_to_stop,
    declines,
    reason_in,
    reason_label,
    reasons,
    reminds,
    says_paid,
)
from tests.unit.followup.following import WORDING


@pytest.mark.parametrize(
    "text", ["别再发了", "不要再给我发消息了", "别打扰我", "不用提醒我", "退订"]
)
def test_no_more_messages(text: str) -> None:
    assert asks_to_stop(text)


@pytest.mark.parametrize(
    "text", ["别催了", "不要了", "不想要了", "那算了不要了", "取消订单", "催什么催"]
)
def test_no_more_of_this_order(text: str) -> None:
    assert declines(text)
    assert not asks_to_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "不要黑色的",
        "不要发顺丰",
        "先别发货",
        "别发圆通",
        "晚点付",
        "不用发票",
        "还没付呢",
        "别发这个颜色发黑色",
        "不要发那款",
        "付了之后多久发货",
        "我付了再跟你说",
    ],
)
def test_other_noes_end_nothing(text: str) -> None:
    assert not (asks_to_stop(text) or declines(text) or says_paid(text))


def test_what_is_tapped_is_the_reason_it_shows() -> None:
    offered = Wording(WORDING).replies()["utter_followup_reason"]
    for variant in offered:
        assert [reason.tap for reason in reasons()] != []
        assert set(variant.buttons) == {reason.tap for reason in reasons()}
    for reason in reasons():
        assert reason_in(reason.tap) == reason_in(reason.says) == reason.code


def test_a_reason_in_other_words_and_none_at_all() -> None:
    assert reason_in("等双十二再买") == "waiting_offer"
    assert reason_in("余额不足") == "payment"
    assert reason_in("好的谢谢") is None


def test_a_chats_reason_has_the_shops_words() -> None:
    assert reason_label("price") == "价格"
    assert reason_label("unwanted") == "不想要了"


def test_an_agents_own_reminder_counts() -> None:
    assert reminds("亲，您的订单还没付款哦")
    assert not reminds("您付款后今天发出")
