"""A bare figure said in haggling is the buyer's offer, in digits or in Chinese."""

from __future__ import annotations

import pytest

from tests.unit.actions.conversation import Conversation


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    """The price was told; nothing was haggled over yet."""
    chat = Conversation(shop_url, product="LQ2503")
    chat.say("多少钱", "ask_price")
    return chat


@pytest.mark.parametrize(
    "text",
    ["1000块吧", "1000", "一千", "一千块钱吧", "那就1000。", "1000块吧 包邮", "我出一千行不"],
)
def test_an_offer_above_the_price_is_seen_right_after_the_price(
    chat: Conversation, text: str
) -> None:
    assert chat.say(text, "bargain").reasons == ("haggling.above_list",)


@pytest.mark.parametrize("text", ["5块吧 行不行", "十块", "10块吧"])
def test_an_absurd_offer_is_not_met_with_a_concession(chat: Conversation, text: str) -> None:
    assert chat.say(text, "bargain").reasons == ("haggling.absurd",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("八十块", "haggling.too_low"),
        ("90吧", "haggling.too_low"),
        ("一百三十四", "haggling.accepted"),
        ("134", "haggling.accepted"),
    ],
)
def test_what_is_offered_decides_the_next_step(chat: Conversation, text: str, reason: str) -> None:
    chat.say("能便宜点吗", "bargain")
    assert chat.say(text, "bargain").reasons == (reason,)


@pytest.mark.parametrize(
    "text", ["两件能便宜吗", "第2件半价", "满99", "打八五", "便宜10块", "少二十"]
)
def test_figures_of_something_else_are_no_offer(chat: Conversation, text: str) -> None:
    assert chat.say(text, "bargain").reasons == ("haggling.value",)
