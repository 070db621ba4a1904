from __future__ import annotations

import pytest

from bot.buyers.lost import is_for_sale, why_lost
from tests.unit.buyers.chats import chat_of, labelled


@pytest.mark.parametrize(
    ("name", "least"), [("lost_tuned", 0.9), ("lost_held_out", 0.8)], ids=["tuned", "held out"]
)
def test_labelled_chats_get_their_reason(name: str, least: float) -> None:
    chats = labelled(name)
    wrong = {
        " | ".join(chat["said"]): f"{chat['lost']}, not {found.reason}"
        for chat in chats
        if (found := why_lost(chat_of(chat["said"]))).reason != chat["lost"]
    }
    assert 1 - len(wrong) / len(chats) >= least, wrong


@pytest.mark.parametrize(
    ("leaving", "reason"),
    [("太贵了不买了", "price"), ("没我的码算了", "size"), ("不发顺丰就算了", "courier")],
)
def test_what_is_said_in_leaving_outweighs_what_was_asked_before(leaving: str, reason: str) -> None:
    chat = chat_of(
        [
            "会掉色吗 / ask_quality / product.quality",
            "会起球吗 / ask_quality / product.quality",
            "包邮吗 / ask_shipping_fee / shipping.fee_free",
            f"{leaving} / hesitate / farewell.hesitated",
        ]
    )
    assert why_lost(chat).reason == reason


def test_a_bare_word_of_leaving_means_what_was_spoken_of_last() -> None:
    chat = chat_of(
        [
            "会掉色吗 / ask_quality / product.quality",
            "黑色M有吗 / ask_stock / stock.out",
            "那算了 / hesitate / farewell.hesitated",
        ]
    )
    found = why_lost(chat)
    assert (found.reason, found.words) == ("stock", ("黑色M有吗",))


def test_the_buyers_words_are_shown_without_personal_data() -> None:
    chat = chat_of(["太贵了 便宜点打我电话13812345678 / bargain / haggling.value"])
    found = why_lost(chat)
    assert found.words == ("太贵了 便宜点打我电话〔电话〕",)
    assert found.message_ids == (1,)


def test_nothing_shown_is_other() -> None:
    found = why_lost(chat_of(["在吗 / greet / greeting.hello"]))
    assert (found.reason, found.label, found.words) == ("other", "其他", ())


def test_a_chat_about_a_past_order_lost_no_sale() -> None:
    about = chat_of(["收到少了一件 / after_sales / handoff.after_sales"])
    asked = chat_of(["多少钱 / ask_price / product.price"])
    assert (is_for_sale(about), is_for_sale(asked)) == (False, True)


@pytest.mark.parametrize("kind", ["genuine", "picture", "shop"])
def test_a_doubt_that_was_answered_counts_as_one_of_quality(kind: str) -> None:
    chat = chat_of(
        [f"这个行不行啊 / nlu_fallback / trust.{kind}", "那算了 / hesitate / farewell.hesitated"]
    )
    assert why_lost(chat).reason == "quality"
