"""A question of ours that waits: answered barely, left for another question, taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.wording import Wording
from tests.unit.actions.conversation import Conversation

BUTTONS = {
    name: {button for variant in variants for button in variant.buttons}
    for name, variants in Wording(Path("data/stories")).replies().items()
}


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    return Conversation(shop_url, product="LN2107")


def ordering(chat: Conversation) -> Conversation:
    """The order of the trousers in view has been read back."""
    assert chat.say("我要一件米白M", "order").reasons == ("order.confirm",)
    return chat


def test_a_question_in_between_is_answered_and_the_order_put_again_once(
    chat: Conversation,
) -> None:
    ordering(chat)
    first = chat.say("发什么快递", "ask_courier")
    assert first.wordings[-1] == "utter_answer_again_confirm_order"
    second = chat.say("会缩水吗", "ask_quality")
    assert "utter_answer_again_confirm_order" not in second.wordings
    assert chat.say("好的", "affirm").reasons == ("order.place",)


def test_a_question_of_ours_in_between_does_not_lose_the_order(chat: Conversation) -> None:
    ordering(chat)
    assert chat.say("几天能到", "ask_delivery_time").reasons == ("shipping.ask_region",)
    told = chat.say("杭州")
    assert told.reasons[0] == "shipping.days_known"
    assert told.wordings[-1] == "utter_answer_again_confirm_order"
    assert chat.say("没问题", "affirm").reasons == ("order.place",)


def test_courtesy_is_not_met_with_the_question_again(chat: Conversation) -> None:
    ordering(chat)
    assert chat.say("谢谢", "thank").reasons == ("farewell.thanked_agreed",)
    assert chat.say("好的没问题", "affirm").reasons == ("order.place",)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("算了不买了", "hesitate"),
        ("不要了", "deny"),
        ("取消吧", "change_order"),
        ("那就这样吧 不要了", "affirm"),
    ],
)
def test_what_is_called_off_is_not_placed_by_a_later_yes(
    chat: Conversation, text: str, intent: str
) -> None:
    ordering(chat)
    chat.say(text, intent)
    later = chat.say("好的", "affirm")
    assert "order.place" not in later.reasons
    assert chat.slots["asked"] is None


def test_nothing_waits_for_ever(chat: Conversation) -> None:
    chat.say("几天能到", "ask_delivery_time")
    for question in ("会缩水吗", "会起球吗", "质量好吗", "会褪色吗", "正品吗", "怎么洗", "透吗"):
        chat.say(question, "ask_quality")
    assert chat.slots["asked"] is None


@pytest.mark.parametrize("words", ["随便", "颜色随便", "都行", "你推荐吧", "你帮我选一个"])
@pytest.mark.parametrize("intent", ["inform", "affirm", "ask_recommendation", "nlu_fallback"])
def test_a_colour_left_to_us_is_the_one_there_is_most_of(
    chat: Conversation, words: str, intent: str
) -> None:
    chat.say("我要了", "order")
    told = chat.say(words, intent)
    assert told.wordings[0] == "utter_order_picked"
    assert told.facts["colour"] == chat.slots["colour"] == "卡其"
    assert told.reasons == ("order.ask_size",)


def test_a_size_left_to_us_is_found_by_the_body_and_then_ordered(chat: Conversation) -> None:
    chat.say("我要米白的", "order")
    assert chat.say("随便").reasons == ("sizing.ask_body",)
    told = chat.say("165 110")
    assert told.reasons == ("sizing.one",)
    assert told.wordings[-1] == "utter_answer_again_size_known"
    assert "L" in told.offers
    assert chat.say("好的", "affirm").facts["item"] == "亚麻阔腿裤 米白 L"


@pytest.mark.parametrize(
    ("question", "intent", "answer", "reason"),
    [
        ("几天到", "ask_delivery_time", "随便", "shipping.days_general"),
        ("几天到", "ask_delivery_time", "不方便说", "shipping.days_general"),
        ("运费多少", "ask_shipping_fee", "不知道", "shipping.fee_rule"),
        ("穿什么码", "ask_size", "没量过", "sizing.table"),
        ("穿什么码", "ask_size", "随便", "sizing.table"),
        ("批发怎么算", "ask_wholesale", "没想好", "haggling.below_wholesale"),
        ("批发怎么算", "ask_wholesale", "随便", "haggling.below_wholesale"),
        ("帮我加个备注", "order_note", "不用了", "answer.no"),
    ],
)
def test_what_is_not_told_gets_the_best_true_answer_without_it(
    chat: Conversation, question: str, intent: str, answer: str, reason: str
) -> None:
    chat.say(question, intent)
    assert reason in chat.say(answer, "deny").reasons


def test_no_product_in_mind_is_shown_what_sells_and_may_pick_of_it(shop_url: str) -> None:
    chat = Conversation(shop_url)
    assert chat.say("多少钱", "ask_price").reasons == ("product.which",)
    assert chat.say("随便").reasons[0] == "recommendation.popular"
    assert chat.say("第二个").reasons[0].startswith("product.price")


@pytest.mark.parametrize(
    ("question", "intent", "answer", "slot", "value"),
    [
        ("批发怎么算", "ask_wholesale", "两", "quantity", 2),
        ("批发怎么算", "ask_wholesale", "就2个吧", "quantity", 2),
        ("穿什么码", "ask_size", "165", "height_cm", 165.0),
        ("我要米白的", "order", "L", "size", "L"),
        ("我要米白的", "order", "最后那个", "size", "2XL"),
        ("我要了", "order", "第二个", "colour", "卡其"),
        ("我要米白的", "order", "165", "height_cm", 165.0),
        ("有货吗", "ask_stock", "165", "height_cm", 165.0),
        ("帮我推荐一款", "ask_recommendation", "200", "budget", [None, "200"]),
    ],
)
def test_a_bare_answer_is_read_as_what_was_asked_for(
    chat: Conversation, question: str, intent: str, answer: str, slot: str, value: object
) -> None:
    chat.say(question, intent)
    chat.say(answer)
    assert chat.slots[slot] == value


def test_the_words_of_the_question_count_with_its_answer(shop_url: str) -> None:
    chat = Conversation(shop_url)
    assert chat.say("会缩水吗", "ask_quality").reasons == ("product.which",)
    told = chat.say("亚麻阔腿裤")
    assert told.facts["label"] == "缩水情况"


def test_the_city_that_is_asked_for_comes_with_another_question(chat: Conversation) -> None:
    chat.say("几天能到", "ask_delivery_time")
    told = chat.say("杭州 有M码吗", "ask_stock")
    assert {"stock.partly_open", "shipping.days_known"} <= set(told.reasons)


def test_a_note_is_not_taken_for_a_question(chat: Conversation) -> None:
    chat.say("帮我加个备注", "order_note")
    told = chat.say("放门口别敲门", "nlu_fallback", band="hand_over")
    assert told.reasons == ("order.noted",)


def test_a_reading_that_was_proposed_is_answered_by_a_yes(chat: Conversation) -> None:
    ranking = (("ask_dispatch", 0.3), ("affirm", 0.2))
    asked = chat.say("那个啥弄走", "nlu_fallback", band="clarify", ranking=ranking)
    assert asked.wordings == ("utter_handoff_unsure_one",)
    assert chat.say("对", "affirm").reasons == ("shipping.dispatch_today",)


def test_a_reading_that_was_wrong_fetches_a_person(chat: Conversation) -> None:
    ranking = (("ask_dispatch", 0.3),)
    chat.say("那个啥弄走", "nlu_fallback", band="clarify", ranking=ranking)
    assert chat.say("不是", "deny").reasons == ("handoff.unsure_twice",)


@pytest.mark.parametrize("intent", ["deny", "nlu_fallback", "change_order"])
def test_something_wrong_with_the_order_is_asked_about(chat: Conversation, intent: str) -> None:
    ordering(chat)
    told = chat.say("不对，要改", intent)
    assert told.reasons == ("answer.change_order",)
    assert "换个尺码" in {button for name in told.wordings for button in BUTTONS[name]}


@pytest.mark.parametrize("intent", ["ask_size", "nlu_fallback", "change_order", "ask_return"])
def test_another_size_is_asked_for_and_read_back(chat: Conversation, intent: str) -> None:
    ordering(chat)
    assert chat.say("换个尺码", intent).reasons == ("order.other_size",)
    assert chat.say("L").facts["item"] == "亚麻阔腿裤 米白 L"


@pytest.mark.parametrize("text", ["行 就这个吧", "可以", "就这样", "好的好的", "👍"])
@pytest.mark.parametrize("intent", ["inform", "nlu_fallback", "affirm"])
def test_yes_in_other_words_places_the_order(chat: Conversation, text: str, intent: str) -> None:
    ordering(chat)
    assert chat.say(text, intent).reasons == ("order.place",)


def test_who_buys_is_not_kept_with_another_question(chat: Conversation) -> None:
    chat.say("运费多少", "ask_shipping_fee")
    assert chat.say("行吧要了", "affirm").reasons == ("order.ask_colour",)


def test_what_was_listed_and_left_to_us_is_picked_for_the_buyer(shop_url: str) -> None:
    chat = Conversation(shop_url)
    chat.say("推荐几款裙子", "ask_recommendation")
    assert chat.say("都行你看着办", "affirm").facts["product"] == "无袖背心麻裙"


def test_a_no_that_names_another_product_is_about_that_product(chat: Conversation) -> None:
    chat.say("在吗", "greet")
    told = chat.say("不是这款 我看的是LQ2503", "deny")
    assert told.facts["product"] == "纯棉T恤裙"
    assert chat.say("刚才那个多少钱", "ask_price").facts["product"].startswith("亚麻阔腿裤")


def test_a_price_offered_in_place_of_the_city_is_haggled_over(chat: Conversation) -> None:
    chat.say("能便宜点吗", "bargain")
    chat.say("包邮吗", "ask_shipping_fee")
    assert chat.say("就120块吧", "affirm").reasons == ("haggling.too_low",)


def test_the_manager_is_asked_when_the_buyer_wants_it(chat: Conversation) -> None:
    chat.say("能便宜点吗", "bargain")
    assert chat.say("帮我问问老板呗", "hesitate").reasons == ("haggling.ask_manager",)


def test_what_was_placed_is_no_order_in_the_making(chat: Conversation) -> None:
    chat.say("我要了", "order")
    chat.say("已经拍了", "report_order")
    assert chat.slots["asked"] is None
    assert chat.say("改成L行不行", "change_order").reasons == ("order.change",)


def test_two_colours_are_no_two_products(chat: Conversation) -> None:
    told = chat.say("黑色和米白哪个好看", "compare_products")
    assert told.facts["colours"] == "米白、黑色"


def test_a_yes_with_thanks_places_the_order(chat: Conversation) -> None:
    ordering(chat)
    assert chat.say("好的谢谢", "thank").reasons == ("order.place",)


def test_a_yes_with_a_question_gets_both_answered(chat: Conversation) -> None:
    ordering(chat)
    told = chat.say("好的 发什么快递", "affirm", also=("ask_courier",))
    assert told.reasons == ("shipping.courier_default", "order.place")


def test_an_emoji_to_nothing_in_particular_is_no_yes(shop_url: str) -> None:
    chat = Conversation(shop_url)
    told = chat.say("👍", "nlu_fallback", kind="emoji")
    assert told.reasons == ("handoff.emoji",)
