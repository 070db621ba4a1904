"""Calling for an answer, and words that say what is looked for, over a real shop."""

from tests.unit.actions.conversation import Conversation


def test_who_calls_is_answered_and_who_calls_again_gets_a_person(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    assert chat.say("人呢", "request_human").reasons == ("handoff.here",)
    assert chat.say("在不在", "request_human").reasons == ("handoff.requested",)


def test_what_is_looked_for_is_no_question_about_the_goods(shop_url: str) -> None:
    told = Conversation(shop_url).say("送婆婆的 喜庆点的", "nlu_fallback", confidence=0.4)
    assert told.reasons[0].startswith("recommendation.")
