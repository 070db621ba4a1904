"""What a buyer is looking for stays known until it is changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions.recommendation.needs import categories_in, needs_kept
from actions.turn import Memory
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from tests.unit.actions.conversation import Conversation

KNOWN = Memory(needs=("妈妈", "夏"), not_needs=("羊毛",), budget=(None, Decimal(200)))


@pytest.mark.parametrize(
    ("text", "needs", "not_needs", "budget"),
    [
        ("再看看", ("妈妈", "夏"), ("羊毛",), (None, 200)),
        ("要冬天穿的", ("妈妈", "冬"), ("羊毛",), (None, 200)),
        ("还是我自己穿", ("夏", "自己"), ("羊毛",), (None, 200)),
        ("上班穿", ("妈妈", "夏", "上班"), ("羊毛",), (None, 200)),
        ("羊毛的也行", ("妈妈", "夏", "羊毛"), (), (None, 200)),
        ("不要亚麻的", ("妈妈", "夏"), ("亚麻",), (None, 200)),
        ("300以内吧", ("妈妈", "夏"), ("羊毛",), (None, 300)),
        ("预算不限", ("妈妈", "夏"), ("羊毛",), (None, None)),
    ],
)
def test_what_is_said_anew_takes_the_place_of_what_was_said(
    text: str,
    needs: tuple[str, ...],
    not_needs: tuple[str, ...],
    budget: tuple[int | None, int | None],
) -> None:
    kept = needs_kept(text, KNOWN)
    assert kept == {
        "needs": needs, "not_needs": not_needs, "budget": budget, "budget_pieces": None,
    }  # fmt: skip


def test_a_group_of_goods_covers_its_categories() -> None:
    categories = ("连衣裙", "半身裙", "阔腿裤")
    assert categories_in("有裙子吗", categories) == ("连衣裙", "半身裙")
    assert categories_in("连衣裙", categories) == ("连衣裙",)


def test_needs_and_budget_are_used_until_they_are_changed(shop_url: str) -> None:
    chat = Conversation(shop_url)
    first = chat.say("给我妈买条裙子,200以内", "ask_recommendation")
    assert first.reasons == ("recommendation.near",)
    more = chat.say("还有别的吗", "ask_recommendation")
    assert more.reasons == ("recommendation.more",)
    assert all(Decimal(message["facts"]["hand"]) <= 200 for message in more.messages[1:])
    dearer = chat.say("贵点也行", "affirm")
    assert dearer.reasons == ("recommendation.near",)
    assert any(Decimal(message["facts"]["price"]) > 200 for message in dearer.messages[1:])


def test_a_budget_after_goods_were_asked_for_is_about_those_goods(shop_url: str) -> None:
    chat = Conversation(shop_url)
    chat.say("有没有红色系的裙子", "ask_stock")
    told = chat.say("200以内的呢", "inform")
    assert [message["facts"]["product"] for message in told.messages[1:]] == [
        "无袖背心麻裙",
        "灯芯绒半裙",
    ]


def test_a_refused_colour_is_not_shown_again(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("不要黑色", "deny")
    told = chat.say("除了雾蓝还有什么颜色", "ask_stock")
    assert told.facts["colours"] == "米白、卡其"
    assert chat.say("那还是要黑色吧", "inform").facts["what"] == "黑色"


@pytest.mark.parametrize(
    ("text", "what"), [("有深色的吗", "黑色"), ("有没有黑色系的", "黑色"), ("有蓝的吗", "雾蓝")]
)
def test_a_family_of_colours_is_answered_with_the_colours_of_the_product(
    shop_url: str, text: str, what: str
) -> None:
    told = Conversation(shop_url, product="LN2107").say(text, "ask_stock")
    assert told.facts["what"] == what


def test_a_family_the_product_has_none_of_is_said_so(shop_url: str) -> None:
    told = Conversation(shop_url, product="LN2107").say("有红色系的吗", "ask_stock")
    assert told.reasons == ("stock.colour_not_made",)
    assert told.facts["asked"] == "红色系"


def test_who_takes_over_reads_what_is_looked_for(shop_url: str) -> None:
    chat = Conversation(shop_url)
    chat.say("给我妈买条裙子,200以内", "ask_recommendation")
    chat.say("转人工", "request_human")
    with transaction(shop_url) as session:
        ticket = Tickets(session).current(chat.buyer)
    assert ticket is not None
    assert (ticket.facts["需求"], ticket.facts["预算"]) == ("妈妈", "200元以内")


def test_who_wants_to_buy_goods_of_a_kind_is_shown_some(shop_url: str) -> None:
    chat = Conversation(shop_url)
    first = chat.say("你好 想买条裤子", "order")
    assert "recommendation.popular" in first.reasons
    more = chat.say("夏天穿的", "inform")
    assert all("裤" in message["facts"]["product"] for message in more.messages[1:])


def test_one_more_in_another_colour_is_a_second_line_of_the_order(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    chat.say("我要一件黑色M", "order")
    told = chat.say("再加一件米白的", "order")
    assert told.reasons == ("order.ask_size",)
    assert told.facts["item"] == "亚麻阔腿裤 米白"
