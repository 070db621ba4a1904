"""An agent is warned of what is better not said, and may say it all the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.database.engine import transaction
from bot.shop.tables.catalogue import ProductRow, SkuRow
from bot.shop.tables.policy import PolicyRow
from bot.speech.prices import prices_in

SMALL_POLICY = {
    "shop_name": "素棉里", "store_type": "marketplace", "ships_from": "浙江 杭州",
    "dispatch_cutoff": "16:00",
}  # fmt: skip


@pytest.fixture
def taken(browser, shop):
    """A chat about a dress of 100 yuan, floor 80, in the hands of an agent."""
    with transaction(shop.url) as session:
        session.add(ProductRow(id="L1", title="长裙", name="长裙", category="裙", position=1))
        session.flush()
        session.add(
            SkuRow(
                id="L1-M", product_id="L1", colour="", size="M", position=1, stock=5,
                price=Decimal(100), floor_price=Decimal(80),
            )
        )  # fmt: skip
    ticket = shop.waiting_chat(product_id="L1")
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    return ticket, mai


def _sent(agent, ticket, text, *, anyway=False, client_id="an-answer"):
    body = {"text": text, "client_id": client_id, "anyway": anyway}
    return agent.post(f"/api/chats/{ticket.id}/messages", body)


def test_a_doubtful_answer_is_turned_down_once_and_sent_anyway(shop, taken):
    ticket, mai = taken
    refused = _sent(mai, ticket, "加我微信吧")
    assert refused.status_code == 409
    (doubt,) = refused.json()["doubts"]
    assert doubt["code"] == "every_platform.wechat"
    assert "微" in doubt["found"] and doubt["why"] and doubt["instead"]
    assert len(shop.messages()) == 2
    assert _sent(mai, ticket, "加我微信吧", anyway=True).status_code == 200
    last = shop.messages()[-1]
    assert last.text == "加我微信吧"
    assert last.trace["anyway"] == [["every_platform.wechat", doubt["found"]]]
    assert "提醒过后仍然发送" in mai.client.get(f"/chats/{ticket.id}").text


def test_an_everyday_answer_is_sent_at_once(shop, taken):
    ticket, mai = taken
    text = "亲，100元的，下午5点前付款今天发，最晚明天发"
    assert _sent(mai, ticket, text, anyway=True).status_code == 200
    assert shop.messages()[-1].trace == {}


@pytest.mark.parametrize(
    ("text", "code", "amount"),
    [
        ("一件给您90元", "desk.price_not_recorded", "90"),
        ("九十块给您", "desk.price_not_recorded", "90"),
        ("给您70吧", "desk.below_floor", ""),
    ],
)
def test_a_price_that_is_in_no_ledger_is_pointed_out(taken, text, code, amount):
    ticket, mai = taken
    (doubt,) = _sent(mai, ticket, text).json()["doubts"]
    assert (doubt["code"], doubt["amount"]) == (code, amount)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("两件给您180元", ["desk.price_not_recorded"]),
        ("一件给您100元，两件200元", []),
        ("一件给您90元", ["desk.price_not_recorded"]),
        ("两件150元给您", ["desk.below_floor"]),
    ],
)
def test_prices_are_of_the_pieces_the_chat_is_about(browser, shop, taken, text, codes):
    facts = {"商品": "长裙（L1）", "尺码": "M", "件数": "2"}
    ticket = shop.waiting_chat("two", product_id="L1", facts=facts)
    yu = browser("xiaoyu")
    yu.post(f"/api/chats/{ticket.id}/take")
    answer = _sent(yu, ticket, text).json()
    assert [doubt["code"] for doubt in answer.get("doubts", ())] == codes


def test_a_price_promised_for_another_product_does_not_count(shop, taken):
    ticket, mai = taken
    with transaction(shop.url) as session:
        session.add(ProductRow(id="L2", title="短裙", name="短裙", category="裙", position=2))
        session.flush()
        sku = SkuRow(id="L2-M", product_id="L2", colour="", size="M", position=1, stock=5,
                     price=Decimal(100))  # fmt: skip
        session.add(sku)
    price = {"kind": "price", "product_id": "L2", "total": "90"}
    assert mai.post(f"/api/chats/{ticket.id}/promises", price).status_code == 200
    assert _sent(mai, ticket, "一件给您90元").status_code == 409


def test_a_price_that_was_recorded_is_nobody_s_doubt(taken):
    ticket, mai = taken
    price = {"kind": "price", "product_id": "L1", "total": "90"}
    assert mai.post(f"/api/chats/{ticket.id}/promises", price).status_code == 200
    assert _sent(mai, ticket, "一件给您90元").status_code == 200


def test_who_does_not_have_the_chat_reads_that_first(browser, taken):
    ticket, _ = taken
    response = _sent(browser("xiaoyu"), ticket, "加我微信吧")
    assert response.json() == {"message": "小麦 已经在接待这位顾客了。"}


def test_the_platform_of_the_shop_decides(shop, taken):
    ticket, mai = taken
    assert _sent(mai, ticket, "淘宝店也有").status_code == 409
    with transaction(shop.url) as session:
        for key, value in {**SMALL_POLICY, "platform": "taobao"}.items():
            session.add(PolicyRow(key=key, value=value))
    assert _sent(mai, ticket, "淘宝店也有").status_code == 200


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("满300减30，到手270元", ["270"]),
        ("便宜10块，运费8元，送您5元券", []),
        ("您165cm穿M码，38码也行，明天5点前下单", []),
        ("两件一共一百六十八块", ["168"]),
        ("给您89包邮，一口价88", ["89", "88"]),
        ("给您2罐试喝，按30度水温泡，按165的身高选", []),
        ("到手3-5天，给您5分钟考虑，给您一下，算您两位的", []),
        ("只要89吧，给您85", ["89", "85"]),
        ("给您算85元，按80块", ["85", "80"]),
    ],
)
def test_prices_in_what_an_agent_says(text, prices):
    assert [str(price) for price in prices_in(text)] == prices
