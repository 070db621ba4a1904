"""A yes that books or promises something must be a plain one."""

from __future__ import annotations

import pytest

from actions.bare_answers import agrees
from tests.unit.actions.conversation import Conversation


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    chat = Conversation(shop_url, product="LN2107")
    assert chat.say("我要一件米白M", "order").reasons == ("order.confirm",)
    return chat


@pytest.mark.parametrize(("text", "confidence"), [("呸", 0.95), ("啧", 0.6), ("去去去", 0.6)])
def test_what_only_sounds_like_a_yes_places_no_order(
    chat: Conversation, text: str, confidence: float
) -> None:
    told = chat.say(text, "affirm", confidence=confidence)
    assert told.reasons == ("handoff.unsure",)
    assert chat.say("好的", "affirm").reasons == ("order.place",)


def test_what_sounds_like_a_yes_twice_is_for_a_person(chat: Conversation) -> None:
    chat.say("呸", "affirm", confidence=0.6)
    assert chat.say("啧", "affirm", confidence=0.6).reasons == ("handoff.unsure_twice",)


def test_a_question_beside_a_doubtful_yes_is_answered_and_the_order_waits(
    chat: Conversation,
) -> None:
    told = chat.say("啧 发什么快递", "affirm", also=("ask_courier",), confidence=0.6)
    assert told.reasons == ("shipping.courier_default",)
    assert told.wordings[-1] == "utter_answer_again_confirm_order"


def test_what_only_sounds_like_a_yes_fetches_no_manager(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LQ2509")
    for text in ("能便宜点吗", "再便宜点", "再便宜点吧"):
        told = chat.say(text, "bargain")
    assert told.reasons == ("haggling.firm",)
    assert chat.say("呸", "affirm", confidence=0.6).reasons == ("handoff.unsure",)


def test_a_sure_reading_of_several_words_places_the_order(chat: Conversation) -> None:
    assert chat.say("就按你说的来", "affirm", confidence=0.9).reasons == ("order.place",)


@pytest.mark.parametrize(
    "text",
    ["嗯", "嗯嗯", "好滴", "中", "要得", "确认", "没错", "就这样", "好的谢谢", "OK",
     "没有问题", "是的", "可以的", "行吧", "妥妥的", "就按这个来", "拍吧", "对的 没毛病",
     "好,買吧", "👌"],
)  # fmt: skip
def test_usual_wordings_of_yes_place_the_order_however_shaky(chat: Conversation, text: str) -> None:
    assert chat.say(text, "affirm", confidence=0.55).reasons == ("order.place",)


@pytest.mark.parametrize(
    "text",
    [
        "不行",
        "不中",
        "不是的",
        "不是这个",
        "好吗",
        "行吗?",
        "确定吗",
        "可是",
        "要的是",
        "是不是",
        "呸",
        "没确认",
        "换成",
    ],
)
def test_no_and_questions_are_no_yes(text: str) -> None:
    assert not agrees(text)
