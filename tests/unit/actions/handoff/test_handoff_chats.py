"""Calling for an answer, and words that say what is looked for, over a real shop."""

from tests.unit.actions.conversation import Conversation


def test_who_calls_is_answered_and_who_calls_again_gets_a_person(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    assert chat.say("人呢", "request_human").reasons == ("handoff.here",)
    assert chat.say("在不在", "request_human").reasons == ("handoff.requested",)


def test_what_is_looked_for_is_no_question_about_the_goods(shop_url: str) -> None:
    told = Conversation(shop_url).say("送婆婆的 喜庆点的", "nlu_fallback", confidence=0.4)
    assert told.reasons[0].startswith("recommendation.")


def test_a_person_is_fetched_whatever_the_words_were_read_as(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("几天到", "ask_delivery_time")
    assert chat.slots["asked"]["fact"] == "region"
    for intent in ("inform", "deny", "nlu_fallback", "order", "ask_dispatch"):
        assert chat.say("转人工", intent).reasons == ("handoff.requested",), intent


def test_anger_keeps_its_soothing_words_where_a_person_is_named(shop_url: str) -> None:
    told = Conversation(shop_url).say("什么破店 给我转人工", "complain")
    assert told.reasons == ("handoff.complaint",)


def test_the_same_question_a_third_time_fetches_a_person(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    often = {"chat": {"repeats": 2}}
    chat.say("包邮吗 寄杭州", "ask_shipping_fee")
    assert chat.say("包邮吗", "ask_shipping_fee", more=often).reasons == ("handoff.repeated",)


def test_a_haggle_may_be_said_again_and_again(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("便宜点", "bargain")
    told = chat.say("便宜点", "bargain", more={"chat": {"repeats": 4}})
    assert told.reasons != ("handoff.repeated",)
