"""An order of several lines, chatted: what is asked, read back, changed and placed."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.pricing.basket import Line
from bot.pricing.quote import quote
from bot.shop.model.trade import Order
from bot.shop.shop import open_shop
from bot.shop.tables.catalogue import SkuRow
from tests.unit.actions.conversation import AT, Conversation, Reply


@pytest.fixture()
def chat(shop_url: str) -> Conversation:
    """The page of the trousers is open."""
    return Conversation(shop_url, product="LN2107")


def draft_of(chat: Conversation) -> Order:
    with open_shop(chat.url) as shop:
        draft = shop.orders.latest(chat.buyer, statuses=["draft"])
    assert draft is not None
    return draft


def lines_of(chat: Conversation) -> list[tuple[str, int]]:
    return [(line.sku_id, line.quantity) for line in draft_of(chat).lines]


def test_two_lines_of_one_product_are_read_back_with_one_price(chat: Conversation) -> None:
    told = chat.say("要一件米白M和一条卡其L", "order")
    assert told.reasons == ("order.confirm",)
    for part in ("亚麻阔腿裤 米白 M×1", "亚麻阔腿裤 卡其 L×1", "单价199元"):
        assert part in told.facts["items"]
    assert lines_of(chat) == [("LN2107-MB-M", 1), ("LN2107-KQ-L", 1)]
    assert draft_of(chat).agreed_total == Decimal(told.facts["total"])


def test_sizes_are_asked_line_by_line(chat: Conversation) -> None:
    first = chat.say("黑色卡其各一件", "order")
    assert first.reasons == ("order.ask_size",)
    assert first.facts["item"] == "亚麻阔腿裤 黑色"
    second = chat.say("M")
    assert second.facts["item"] == "亚麻阔腿裤 卡其"
    assert chat.say("L").reasons == ("order.confirm",)
    assert lines_of(chat) == [("LN2107-HS-M", 1), ("LN2107-KQ-L", 1)]


def test_sizes_told_together_go_to_the_lines_in_turn(chat: Conversation) -> None:
    chat.say("黑色卡其各一件", "order")
    chat.say("M和L")
    assert lines_of(chat) == [("LN2107-HS-M", 1), ("LN2107-KQ-L", 1)]


def test_one_size_for_all_is_asked_for_once(chat: Conversation) -> None:
    chat.say("黑色米白各两件", "order")
    assert chat.say("都要XL").reasons == ("order.confirm",)
    assert lines_of(chat) == [("LN2107-HS-XL", 2), ("LN2107-MB-XL", 2)]


def test_what_cannot_be_paired_is_asked_instead_of_guessed(chat: Conversation) -> None:
    told = chat.say("黑色卡其M L各一件", "order")
    assert told.reasons == ("order.ask_pairing",)
    assert chat.say("黑色M一件，卡其L一件").reasons == ("order.confirm",)


def test_numbers_that_cannot_be_shared_out_are_asked(chat: Conversation) -> None:
    assert chat.say("米白M，卡其L五件", "order").reasons == ("order.ask_numbers",)


def test_goods_of_a_kind_are_asked_for_one_after_the_other(shop_url: str) -> None:
    chat = Conversation(shop_url)
    told = chat.say("两件T恤一条裤子", "inform")
    assert told.reasons == ("order.ask_goods",)
    assert "重磅纯棉T恤" in told.offers
    chat.say("重磅纯棉T恤")
    assert chat.say("白色M").facts["sort"] == "裤子"
    chat.say("垂感阔腿裤")
    assert chat.say("黑色L").reasons == ("order.confirm",)
    assert lines_of(chat) == [("TX2201-BS-M", 2), ("LN2205-HS-L", 1)]


@pytest.fixture()
def pair(chat: Conversation) -> Conversation:
    """Trousers and a T-shirt were read back."""
    chat.say("要一件米白M", "order")
    chat.say("再加一件重磅纯棉T恤白色L", "order")
    assert lines_of(chat) == [("LN2107-MB-M", 1), ("TX2201-BS-L", 1)]
    return chat


@pytest.mark.parametrize(
    ("text", "intent", "lines"),
    [
        ("去掉T恤", "nlu_fallback", [("LN2107-MB-M", 1)]),
        ("裤子不要了", "deny", [("TX2201-BS-L", 1)]),
        ("T恤改成两件", "change_order", [("LN2107-MB-M", 1), ("TX2201-BS-L", 2)]),
        ("第二件换成M", "change_order", [("LN2107-MB-M", 1), ("TX2201-BS-M", 1)]),
        ("白色的换成黑色", "change_order", [("LN2107-MB-M", 1), ("TX2201-HS-L", 1)]),
        ("米白那条改成XL", "change_order", [("LN2107-MB-XL", 1), ("TX2201-BS-L", 1)]),
        ("都要M", "inform", [("LN2107-MB-M", 1), ("TX2201-BS-M", 1)]),
        ("各两件", "inform", [("LN2107-MB-M", 2), ("TX2201-BS-L", 2)]),
        ("白色的多要一件", "order", [("LN2107-MB-M", 1), ("TX2201-BS-L", 2)]),
        ("再加一件米白M的裤子", "order", [("LN2107-MB-M", 2), ("TX2201-BS-L", 1)]),
    ],
)
def test_lines_are_changed_before_the_yes(
    pair: Conversation, text: str, intent: str, lines: list[tuple[str, int]]
) -> None:
    assert pair.say(text, intent).reasons == ("order.confirm",)
    assert lines_of(pair) == lines


def test_a_change_that_may_be_of_either_line_is_asked_about(pair: Conversation) -> None:
    told = pair.say("换成黑色", "change_order")
    assert told.reasons == ("order.ask_line",)
    assert told.offers == ("亚麻阔腿裤 米白 M", "重磅纯棉T恤 白色 L")
    pair.say("T恤")
    assert lines_of(pair) == [("LN2107-MB-M", 1), ("TX2201-HS-L", 1)]


def test_what_is_not_in_the_order_is_not_taken_off(pair: Conversation) -> None:
    assert pair.say("袜子不要了", "deny").reasons == ("order.not_in_order",)
    assert pair.say("好的", "affirm").reasons == ("order.place",)


def test_all_taken_off_or_begun_again_leaves_nothing(pair: Conversation) -> None:
    assert pair.say("都不要了重新来", "nlu_fallback").reasons == ("order.start_again",)
    assert pair.slots["basket"] == []


@pytest.mark.parametrize("text", ["一共多少钱", "加起来多少钱"])
def test_asking_for_the_sum_places_nothing(pair: Conversation, text: str) -> None:
    assert pair.say(text, "ask_price").reasons == ("order.confirm",)


def test_weighing_one_colour_against_another_changes_nothing(pair: Conversation) -> None:
    pair.say("T恤白色还是黑色好看呢", "nlu_fallback")
    assert lines_of(pair) == [("LN2107-MB-M", 1), ("TX2201-BS-L", 1)]


def test_a_yes_places_all_lines_and_forgets_them(pair: Conversation) -> None:
    told = pair.say("好的", "affirm")
    assert told.reasons == ("order.place",)
    assert told.facts["items"] == "亚麻阔腿裤 米白 M×1、重磅纯棉T恤 白色 L×1"
    assert pair.slots["basket"] == []


def test_another_product_looked_at_does_not_lose_the_lines(pair: Conversation) -> None:
    pair.say("LQ2503有货吗", "ask_stock")
    assert pair.say("好的", "affirm").reasons == ("order.confirm",)
    assert len(lines_of(pair)) == 2


def test_more_than_there_are_offers_as_many_as_there_are(chat: Conversation) -> None:
    chat.say("要一件米白M", "order")
    told = chat.say("再加5件卡其M", "order")
    assert told.reasons == ("order.few_left",)
    assert told.offers == ("3件",)
    chat.say("3件")
    assert lines_of(chat) == [("LN2107-MB-M", 1), ("LN2107-KQ-M", 3)]


def test_a_price_that_changed_since_is_read_back_anew(pair: Conversation) -> None:
    before = draft_of(pair).agreed_total
    with open_shop(pair.url) as shop:
        row = shop.session.get(SkuRow, "TX2201-BS-L")
        assert row is not None
        row.price = row.price + 10
    told = pair.say("好的", "affirm")
    assert told.reasons == ("order.confirm_anew",)
    assert Decimal(told.facts["before"]) == before
    assert draft_of(pair).agreed_total == Decimal(told.facts["total"])
    assert pair.say("好的", "affirm").reasons == ("order.place",)


def test_a_promised_price_counts_for_its_line_and_is_changed_by_a_person(
    pair: Conversation,
) -> None:
    listed = draft_of(pair).agreed_total
    assert listed is not None
    terms = {"total": "76.00", "quantity": 1, "list_price": "79.00", "off_each": "3.00", "step": 1}
    with open_shop(pair.url) as shop:
        shop.commitments.make(
            pair.buyer, kind="price", terms=terms, reason="r", at=AT, product_id="TX2201",
            valid_until=AT + timedelta(hours=1),
        )  # fmt: skip
    told = pair.say("一共多少钱", "ask_price")
    assert Decimal(told.facts["total"]) == listed - 3
    placed = pair.say("好的", "affirm")
    assert placed.reasons == ("order.change_price",)
    assert Decimal(placed.facts["total"]) == listed - 3


def test_an_address_typed_is_not_told_back_nor_counted(chat: Conversation) -> None:
    told = chat.say("要一件米白M寄到杭州市西湖区文三路12号3栋501 张三13812345678", "order")
    assert told.reasons == ("order.confirm",)
    assert "utter_order_note_personal" in told.wordings
    assert not any("文三路" in fact or "13812345678" in fact for fact in told.facts.values())
    assert told.facts["place"] == "杭州"


COLOURS = {"LN2107": ("米白", "卡其", "黑色"), "TX2201": ("白色", "黑色")}
NAMES = {"LN2107": "亚麻阔腿裤", "TX2201": "重磅纯棉T恤"}


def _something(dice: random.Random) -> tuple[str, str]:
    product = dice.choice(list(COLOURS))
    colour, size = dice.choice(COLOURS[product]), dice.choice("SMX").replace("X", "XL")
    name, number = NAMES[product], dice.choice(("一", "两", "三"))
    return dice.choice(
        (
            (f"再加{number}件{name}{colour}{size}", "order"),
            (f"去掉{colour}的{name}", "change_order"),
            (f"{name}{colour}的改成{number}件", "change_order"),
            (f"{name}{colour}的换成{size}码", "change_order"),
            (f"各{number}件", "inform"),
        )
    )


def _is_true(told: Reply, chat: Conversation) -> None:
    """What was read back is what the engine says of these lines, and what the draft holds."""
    draft = draft_of(chat)
    with open_shop(chat.url) as shop:
        products = shop.catalogue.of_skus([line.sku_id for line in draft.lines])
        skus = {sku.id: (product, sku) for product in products for sku in product.skus}
        lines = [Line.of(*skus[line.sku_id], line.quantity) for line in draft.lines]
        hand = quote(lines, shop, now=AT)
    assert Decimal(told.facts["total"]) == hand.total == draft.agreed_total
    if len(draft.lines) > 1:
        for line in draft.lines:
            product, sku = skus[line.sku_id]
            assert (
                f"{product.name} {sku.colour} {sku.size}×{line.quantity}（" in told.facts["items"]
            )
        assert told.facts["items"].count("×") == len(draft.lines)
    else:
        assert told.facts["quantity"] == str(draft.lines[0].quantity)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_added_and_taken_off_the_read_back_is_the_draft_and_the_engine(
    shop_url: str, seed: int
) -> None:
    dice = random.Random(seed)
    chat = Conversation(shop_url, product="LN2107")
    _is_true(chat.say("要一件米白M", "order"), chat)
    confirmed = 0
    for _ in range(14):
        told = chat.say(*_something(dice))
        if told.reasons == ("order.confirm",):
            _is_true(told, chat)
            confirmed += 1
        if not chat.slots["basket"] and chat.slots["asked"] is None:
            chat.say("要一件米白M", "order")
    assert confirmed > 2


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ("酒红S", [("BQ2508-JI-S", 1)]),
        ("咖色S", [("BQ2508-JI-S", 1), ("BQ2508-KS-S", 1)]),
        ("黑色M", [("BQ2508-JI-S", 1), ("BQ2508-HS-M", 1)]),
        ("随便", [("BQ2508-JI-S", 1), ("BQ2508-KS-S", 1)]),
        ("那黑色不要了", [("BQ2508-JI-S", 1)]),
        ("那个不要了", [("BQ2508-JI-S", 1)]),
        ("不要这件", [("BQ2508-JI-S", 1)]),
        ("去掉它", [("BQ2508-JI-S", 1)]),
    ],
)
def test_instead_of_a_line_sold_out_something_is_taken_or_it_is_left_out(
    shop_url: str, answer: str, lines: list[tuple[str, int]]
) -> None:
    chat = Conversation(shop_url, product="BQ2508")
    told = chat.say("酒红S一件 黑色S一件", "nlu_fallback")
    assert told.reasons == ("order.out_of_stock",)
    assert told.offers == ("咖色S", "黑色M", "黑色L")
    assert "utter_basket_or_without" in told.wordings
    intent = "deny" if "不要" in answer else "inform"
    assert chat.say(answer, intent).reasons == ("order.confirm",)
    assert lines_of(chat) == lines
