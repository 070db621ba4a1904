from __future__ import annotations

from itertools import pairwise

import pytest

from tests.unit.actions.conftest import set_policy
from tests.unit.actions.conversation import Conversation


@pytest.fixture()
def closing_url(shop_url: str) -> str:
    """A shop that closes as often as the demo shop does."""
    set_policy(shop_url, "closing_per_chat", "3")
    return shop_url


def test_the_owner_turns_it_off(shop_url: str) -> None:
    chat = Conversation(shop_url, "LN2107")
    assert chat.say("面料是什么", "ask_product").reasons == ("product.attributes",)


def test_only_what_the_owner_allows_is_used(closing_url: str) -> None:
    set_policy(closing_url, "closing_techniques", "连带|赠品")
    chat = Conversation(closing_url, "LN2107")
    assert chat.say("面料是什么", "ask_product").reasons == ("product.attributes",)
    assert "closing.tie_in" in chat.say("雾蓝M有货吗", "ask_stock").reasons


def test_at_most_three_a_chat_none_twice_and_never_two_in_a_row(closing_url: str) -> None:
    chat = Conversation(closing_url, "LN2107")
    asked = [
        "面料是什么",
        "雾蓝M有货吗",
        "厚不厚",
        "有弹力吗",
        "版型怎么样",
        "季节呢",
        "有口袋吗",
    ] * 2
    said = [
        [reason for reason in chat.say(text, intent).reasons if reason.startswith("closing.")]
        for text in asked
        for intent in ["ask_stock" if "有货" in text else "ask_product"]
    ]
    used = [reason for reasons in said for reason in reasons]
    assert 1 < len(used) <= 3
    assert len(set(used)) == len(used)
    assert not any(first and second for first, second in pairwise(said))


def test_two_noes_to_a_closing_end_it(closing_url: str) -> None:
    chat = Conversation(closing_url, "LN2107")
    assert "closing.choice" in chat.say("面料是什么", "ask_product").reasons
    chat.say("不用了", "deny")
    assert chat.slots["closing_noes"] == 1
    chat.say("有弹力吗", "ask_product")
    assert "closing.popularity" in chat.say("厚不厚", "ask_product").reasons
    chat.say("不需要", "deny")
    assert chat.slots["closing_noes"] == 2
    for text in ("版型怎么样", "米白M有货吗", "什么季节穿"):
        reasons = chat.say(text, "ask_stock" if "有货" in text else "ask_product").reasons
        assert not any(reason.startswith("closing.") for reason in reasons)


def test_an_open_question_of_ours_has_none_beside_it(closing_url: str) -> None:
    chat = Conversation(closing_url, "LN2107")
    chat.say("几天能到", "ask_delivery_time")
    assert chat.slots["asked"] is not None
    assert chat.say("面料是什么", "ask_product").reasons == ("product.attributes",)


def test_a_choice_answered_goes_on_with_the_order(closing_url: str) -> None:
    chat = Conversation(closing_url, "BQ2307")
    assert chat.say("面料是什么", "ask_product").offers == ("黑色", "卡其")
    assert chat.say("卡其", "inform").reasons == ("order.ask_size",)


def test_what_is_sold_out_is_not_pushed(closing_url: str) -> None:
    chat = Conversation(closing_url, "LN2107")
    chat.say("雾蓝L有吗", "ask_stock")
    reasons = chat.say("多少钱", "ask_price").reasons
    assert not any(reason.startswith("closing.") for reason in reasons)


def test_sales_are_told_to_nobody_who_has_hardly_begun(closing_url: str) -> None:
    set_policy(closing_url, "closing_techniques", "热销")
    chat = Conversation(closing_url, "LN2107")
    for text in ("面料是什么", "厚不厚"):
        assert chat.say(text, "ask_product").reasons == ("product.attributes",)
    assert "closing.popularity" in chat.say("有弹力吗", "ask_product").reasons


def test_of_several_pieces_the_price_of_one_is_not_told(closing_url: str) -> None:
    set_policy(closing_url, "closing_techniques", "摊薄")
    chat = Conversation(closing_url, "WZ2308")
    assert "closing.per_use" not in chat.say("6件一共多少钱", "ask_price").reasons
    other = Conversation(closing_url, "WZ2308")
    assert "closing.per_use" in other.say("多少钱", "ask_price").reasons


def test_goods_we_named_beside_are_not_compared_with_it(closing_url: str) -> None:
    set_policy(closing_url, "closing_techniques", "连带")
    chat = Conversation(closing_url, "LN2107")
    assert "closing.tie_in" in chat.say("雾蓝M有货吗", "ask_stock").reasons
    assert chat.say("和别的比哪个好", "compare_products").reasons == ("product.compare_which",)
    assert chat.say("这两个哪个好", "compare_products").reasons == ("product.compared",)


def test_goods_we_named_beside_are_still_that_one(closing_url: str) -> None:
    set_policy(closing_url, "closing_techniques", "连带")
    chat = Conversation(closing_url, "LN2107")
    chat.say("雾蓝M有货吗", "ask_stock")
    chat.say("那款有白色吗", "ask_stock")
    assert chat.slots["product"] == "CS2101"
