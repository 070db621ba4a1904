"""Bare figures after a question of ours, and words that call an order off or only ask about it."""

from __future__ import annotations

import pytest

from actions.bare_answers import answer_in, backs_out
from actions.turn import Ask, Memory
from tests.unit.actions.conversation import Conversation


def _answer(fact: str, text: str) -> dict[str, object]:
    return answer_in(text, Memory(asked=Ask(fact, "ask_recommendation")))


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("2", 2), ("就两件吧", 2), (" 2件, 谢谢", 2), ("要 3 个", 3), ("1.5", None), ("2、3", None)],
)
def test_separate_figures_are_not_glued_to_one_number_of_pieces(
    text: str, quantity: int | None
) -> None:
    assert _answer("quantity", text) == ({} if quantity is None else {"quantity": quantity})


def test_a_body_told_in_place_of_a_need_is_no_budget(shop_url: str) -> None:
    chat = Conversation(shop_url)
    assert chat.say("帮我推荐一款", "ask_recommendation").reasons == (
        "recommendation.need_unclear",
    )
    chat.say("165 110")
    assert chat.slots["budget"] in (None, [None, None])


def test_one_figure_after_the_need_question_is_the_budget(shop_url: str) -> None:
    chat = Conversation(shop_url)
    chat.say("帮我推荐一款", "ask_recommendation")
    chat.say("300吧")
    assert chat.slots["budget"] == [None, "300"]


@pytest.mark.parametrize(
    "text",
    [
        "取消吧",
        "帮我取消",
        "取消可以吗",
        "不要了",
        "不想买了",
        "算了",
        "那就算了",
        "不想要了取消吧",
        "能取消就取消",
    ],
)
def test_what_calls_the_matter_off(text: str) -> None:
    assert backs_out(text)


@pytest.mark.parametrize(
    "text",
    ["不会取消吧", "可以取消吗", "能不能取消", "会自动取消吗", "别取消", "没取消",
     "万一取消", "怎么取消", "我打算了解一下", "不是不要了"],
)  # fmt: skip
def test_what_only_asks_or_denies_calls_nothing_off(text: str) -> None:
    assert not backs_out(text)


@pytest.mark.parametrize("text", ["可以取消吗", "不会取消吧"])
@pytest.mark.parametrize("intent", ["change_order", "nlu_fallback", "affirm"])
def test_the_order_is_still_there_after_a_question_about_calling_it_off(
    shop_url: str, text: str, intent: str
) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("我要一件米白M", "order")
    chat.say(text, intent, confidence=0.6)
    assert chat.say("好的", "affirm").reasons == ("order.place",)
