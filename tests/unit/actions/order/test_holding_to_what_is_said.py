"""Orders chatted: couriers, other goods, numbers offered, and changes before paying."""

from __future__ import annotations

import pytest

from bot.shop.model.trade import Order, OrderStatus
from bot.shop.shop import open_shop
from tests.unit.actions.conversation import Conversation


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    """The page of the trousers is open."""
    return Conversation(shop_url, product="LN2107")


def latest(chat: Conversation, *statuses: OrderStatus) -> Order | None:
    with open_shop(chat.url) as shop:
        return shop.orders.latest(chat.buyer, statuses=statuses)


def lines_of(order: Order | None) -> list[tuple[str, int]]:
    return [(line.sku_id, line.quantity) for line in order.lines] if order else []


def test_a_courier_said_with_the_order_is_read_back_and_can_be_dropped(
    chat: Conversation,
) -> None:
    assert chat.say("米白M来一件 发顺丰", "order").facts["courier"] == "顺丰"
    dropped = chat.say("还是不发顺丰了", "change_order")
    assert dropped.reasons == ("order.confirm",)
    assert dropped.facts["courier"] != "顺丰"
    assert chat.say("对", "affirm").reasons == ("order.place",)
    told = latest(chat, "told")
    assert told is not None
    assert told.courier != "顺丰"


def test_other_goods_do_not_change_the_line_that_waits(shop_url: str) -> None:
    chat = Conversation(shop_url, product="TX2201")
    chat.say("白色M来一件", "order")
    chat.say("裤子黑色M", "nlu_fallback")
    first = chat.slots["basket"][0]
    assert (first["product"], first["colour"], first["size"]) == ("TX2201", "白色", "M")
    assert chat.slots["basket"][1]["sort"] == "裤子"


def test_goods_with_several_meanings_settle_the_line_left_open(chat: Conversation) -> None:
    chat.say("要一条米白M", "order")
    chat.say("再来双袜子", "order")
    total = chat.say("一共多少钱", "ask_price")
    assert "utter_basket_so_far" in total.wordings
    chat.say("袜子有什么", "ask_recommendation")
    chat.say("中筒那个吧", "nlu_fallback")
    assert len(chat.slots["basket"]) == 2
    assert chat.say("本白").reasons[-1] != "order.ask_goods"


def test_goods_asked_for_twice_in_vain_are_left_out(chat: Conversation) -> None:
    chat.say("要一条米白M", "order")
    chat.say("再来双袜子", "order")
    chat.say("要的", "order")
    told = chat.say("要的", "order")
    assert told.wordings[0] == "utter_basket_left_out"
    assert "order.confirm" in told.reasons


def test_lines_before_goods_named_are_of_the_page(chat: Conversation) -> None:
    chat.say("卡其L一条 再要件TX2201白色M", "order")
    assert lines_of(latest(chat, "draft")) == [("LN2107-KQ-L", 1), ("TX2201-BS-M", 1)]


def test_less_of_several_lines_is_asked_about_and_less_of_one_is_not_taken_off(
    shop_url: str,
) -> None:
    chat = Conversation(shop_url, product="TX2201")
    chat.say("白色M三件 黑色M两件", "order")
    assert chat.say("T恤少拿一件", "change_order").reasons == ("order.ask_line",)
    chat.say("白色的")
    less = chat.say("白色少要一件", "change_order")
    assert "utter_basket_taken_off" not in less.wordings
    assert lines_of(latest(chat, "draft")) == [("TX2201-BS-M", 1), ("TX2201-HS-M", 2)]


def test_a_second_order_does_not_overwrite_the_one_told(chat: Conversation) -> None:
    for wanted in ("要一条米白M", "再来一条黑色S"):
        chat.say(wanted, "order")
        chat.say("对", "affirm")
    with open_shop(chat.url) as shop:
        first = shop.orders.latest(chat.buyer, statuses=["told"])
        assert first is not None
        shop.orders.set_status(first.id, "paid", at=first.created_at)
    both = {lines_of(first)[0][0], lines_of(latest(chat, "told"))[0][0]}
    assert both == {"LN2107-MB-M", "LN2107-HS-S"}


def test_what_is_called_off_is_no_draft(chat: Conversation) -> None:
    chat.say("要一条米白M", "order")
    chat.say("算了不要了", "change_order")
    assert latest(chat, "draft") is None


@pytest.mark.parametrize(
    ("text", "reason"), [("还是换成L吧", "order.confirm"), ("取消吧", "order.cancel_unpaid")]
)
def test_before_paying_the_order_changes(chat: Conversation, text: str, reason: str) -> None:
    chat.say("要一条米白M", "order")
    chat.say("对", "affirm")
    assert chat.say(text, "change_order").reasons == (reason,)
    changed = lines_of(latest(chat, "draft"))
    assert changed == ([("LN2107-MB-L", 1)] if reason == "order.confirm" else [])


def test_called_off_while_a_colour_is_asked(chat: Conversation) -> None:
    chat.say("要一件", "order")
    assert chat.say("取消吧", "change_order").reasons == ("order.not_placed",)


@pytest.mark.parametrize(("text", "told"), [("米色M来一件", True), ("白色M来一件", False)])
def test_another_shade_than_was_said_is_told(shop_url: str, text: str, told: bool) -> None:
    reply = Conversation(shop_url, product="TX2201").say(text, "order")
    assert ("utter_order_nearest_colour" in reply.wordings) is told


def test_a_yes_takes_the_number_offered(chat: Conversation) -> None:
    with open_shop(chat.url) as shop:
        product = shop.catalogue.product("LN2107")
    assert product is not None
    sku = min((each for each in product.skus if 1 < each.stock < 9), key=lambda each: each.stock)
    few = chat.say(f"{sku.colour}{sku.size}要{sku.stock + 1}件", "order")
    assert few.reasons == ("order.few_left",)
    chat.say("可以", "affirm")
    assert lines_of(latest(chat, "draft")) == [(sku.id, sku.stock)]


def test_all_together_is_a_yes(chat: Conversation) -> None:
    chat.say("米白M一条，卡其L一条", "order")
    assert chat.say("好的一起拍", "affirm").reasons == ("order.place",)


def test_two_addresses_count_no_goods(chat: Conversation) -> None:
    told = chat.say("米白M两条 地址分两个", "order")
    assert {"order.confirm", "order.split"} <= set(told.reasons)
    assert lines_of(latest(chat, "draft")) == [("LN2107-MB-M", 2)]


def test_another_address_is_not_a_second_one(chat: Conversation) -> None:
    assert "order.split" not in chat.say("改成另一个地址", "change_order").reasons


def test_goods_of_another_kind_instead_are_asked_for(chat: Conversation) -> None:
    chat.say("米白M一条，黑色L一条", "order")
    assert chat.say("黑色的换成裙子", "change_order").facts["sort"] == "裙子"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("写贺卡吗", None),
        ("给我妈写张卡片可以吗", "给我妈写张卡片"),
        ("麻烦给我写张贺卡", "写张贺卡"),
    ],
)
def test_what_is_noted_is_the_request(chat: Conversation, text: str, note: str | None) -> None:
    assert chat.say(text, "order_note").facts.get("note") == note
