"""那款, 第二个, 另一个, 这两款: from what was shown and spoken of in the chat."""

from __future__ import annotations

import pytest

from tests.unit.actions.conversation import Conversation

DRESSES = ("LQ2408", "LQ2301", "BQ2307")


@pytest.fixture()
def shown(shop_url: str) -> Conversation:
    """Three dresses and skirts were recommended."""
    chat = Conversation(shop_url)
    chat.say("推荐几款裙子", "ask_recommendation")
    assert tuple(chat.slots["listed"]) == DRESSES
    return chat


@pytest.fixture()
def discussed(shop_url: str) -> Conversation:
    """First the linen trousers were spoken of, then the cotton dress."""
    chat = Conversation(shop_url)
    chat.say("LN2107多少钱", "ask_price")
    chat.say("LQ2503多少钱", "ask_price")
    return chat


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("第一个多少钱", "LQ2408"),
        ("第二款多少钱", "LQ2301"),
        ("最后一个多少钱", "BQ2307"),
        ("左边那个多少钱", "LQ2408"),
        ("中间的多少钱", "LQ2301"),
        ("方领的那款多少钱", "LQ2301"),
    ],
)
def test_one_of_those_listed_is_meant_by_its_place(
    shown: Conversation, text: str, product: str
) -> None:
    shown.say(text, "ask_price")
    assert shown.slots["product"] == product


def test_places_stay_as_listed_while_one_of_them_is_spoken_of(shown: Conversation) -> None:
    shown.say("第三个多少钱", "ask_price")
    shown.say("第一个多少钱", "ask_price")
    assert shown.slots["product"] == DRESSES[0]


@pytest.mark.parametrize("text", ["那款有M码吗", "刚才那个有M码吗", "刚才说的那条裤子有M码吗"])
def test_that_one_is_the_one_before(discussed: Conversation, text: str) -> None:
    discussed.say(text, "ask_stock")
    assert discussed.slots["product"] == "LN2107"


def test_that_one_said_again_stays_the_same(discussed: Conversation) -> None:
    discussed.say("那款有M码吗", "ask_stock")
    discussed.say("那款会缩水吗", "ask_quality")
    assert discussed.slots["product"] == "LN2107"


def test_the_kind_of_goods_tells_which_of_those_before(discussed: Conversation) -> None:
    discussed.say("CS2101多少钱", "ask_price")
    discussed.say("刚才那条裤子多少钱", "ask_price")
    assert discussed.slots["product"] == "LN2107"


def test_the_other_is_the_other_of_two(discussed: Conversation) -> None:
    discussed.say("另一个会缩水吗", "ask_quality")
    assert discussed.slots["product"] == "LN2107"
    discussed.say("另一个会缩水吗", "ask_quality")
    assert discussed.slots["product"] == "LQ2503"


def test_both_are_compared_and_both_are_bought(discussed: Conversation) -> None:
    told = discussed.say("这两个有啥区别", "compare_products")
    assert (told.facts["first"], told.facts["second"]) == ("亚麻阔腿裤", "纯棉T恤裙")
    assert discussed.slots.get("quantity") is None
    assert discussed.say("都要", "affirm").reasons == ("order.ask_colour",)
    assert {line["product"] for line in discussed.slots["basket"]} == {"LN2107", "LQ2503"}


def test_this_one_and_one_named_are_compared(discussed: Conversation) -> None:
    told = discussed.say("这款和亚麻阔腿裤哪个好", "compare_products")
    assert {told.facts["first"], told.facts["second"]} == {"亚麻阔腿裤", "纯棉T恤裙"}


def test_what_nothing_shown_can_be_is_asked_with_names_to_tap(shown: Conversation) -> None:
    told = shown.say("第五个多少钱", "ask_price")
    assert told.reasons == ("product.which",)
    assert told.offers == ("无袖背心麻裙", "方领亚麻长裙", "百褶棉半裙")
    assert shown.say("第二个").messages[0]["facts"]["price"] == "259"


def test_that_one_in_a_new_chat_is_asked_for(shop_url: str) -> None:
    assert Conversation(shop_url).say("刚才那个多少钱", "ask_price").reasons == ("product.which",)


def test_that_one_is_the_one_in_view_where_there_was_no_other(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    assert chat.say("那款有M码吗", "ask_stock").reasons == ("stock.partly_open",)


def test_a_colour_of_the_one_left_is_not_carried_over(discussed: Conversation) -> None:
    discussed.say("黑色有吗", "ask_stock")
    discussed.say("那款多少钱", "ask_price")
    assert discussed.slots["colour"] is None


def test_two_products_named_in_traditional_characters_are_compared(discussed: Conversation) -> None:
    told = discussed.say("這款還是LN2107好", "compare_products")
    assert told.reasons == ("product.compared",)


@pytest.mark.parametrize("text", ["两件一起多少", "两条一起拍多少钱"])
def test_two_pieces_with_one_product_open_are_a_number_of_it(shop_url: str, text: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    told = chat.say(text, "ask_price")
    assert chat.slots["quantity"] == 2 and "product.which" not in told.reasons


def test_names_offered_in_a_question_are_no_pair(shop_url: str) -> None:
    chat = Conversation(shop_url)
    chat.say("多少钱", "ask_stock")
    assert chat.slots["listed"] == []
    told = chat.say("第二个", "inform")
    assert chat.slots["product"] is not None and told.reasons != ("product.which",)


def test_all_are_the_products_of_the_last_answer(shown: Conversation) -> None:
    shown.say("第一个和第三个哪个好", "compare_products")
    shown.say("都要了", "order")
    assert [line["product"] for line in shown.slots["basket"]] == [DRESSES[0], DRESSES[2]]


def test_both_wanted_are_an_order_of_both(discussed: Conversation) -> None:
    discussed.say("那两件都要", "inform")
    assert {line["product"] for line in discussed.slots["basket"]} == {"LN2107", "LQ2503"}


def test_a_budget_for_two_is_no_number(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    told = chat.say("两件300以内", "inform")
    assert chat.slots["quantity"] is None
    assert all(reason.startswith("recommendation.") for reason in told.reasons)
