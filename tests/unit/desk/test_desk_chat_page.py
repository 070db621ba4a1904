"""What stands beside and between the messages of one chat."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.chats.tables import DeliveryRow
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.shop.files.importing import import_shop
from bot.shop.model.trade import OrderLine
from bot.shop.repositories.service_modes import ServiceModes
from bot.shop.shop import shop_in

BUYER = "wechat:oB12"
SLOTS = {"product": "LQ2301", "colour": "米白", "size": "M", "quantity": 2, "region": "浙江 金华"}


@pytest.fixture
def stocked(shop: Any) -> Any:
    """The desk's shop with the demo's goods."""
    import_shop(Path("data/shop"), url=shop.url)
    return shop


def _chat(shop: Any, *replies: tuple[str, Reply], reason: str = "handoff.requested") -> int:
    """A chat on a pushed channel: what the buyer said, each with the bot's answer."""
    with transaction(shop.url) as session:
        log = ChatLog(session)
        for place, (text, reply) in enumerate(replies):
            incoming = Incoming(
                BUYER, BUYER, "wechat", f"m{place}-{shop.now}", text, shop.now, "LQ2301"
            )
            received = log.receive(incoming)
            log.reply(BUYER, [reply], answers=received.message_id, at=shop.now)
        return Tickets(session).open(BUYER, reason=reason, facts={}, at=shop.now).id


def _reply(text: str, intent: str, reason: str, **facts: str) -> Reply:
    trace = {
        "intent": intent,
        "confidence": 0.91,
        "ranking": [[intent, 0.91], ["ask_gift", 0.05]],
        "entities": [["size", "M"]],
        "reason": reason,
        "facts": facts,
        "slots": SLOTS,
        "model": "20261103-brisk-heron",
    }
    return Reply(text, trace=trace)


def test_the_facts_are_those_of_this_moment(browser, stocked):
    ticket = _chat(
        stocked,
        ("有M码吗", _reply("有的", "ask_stock", "stock.in_stock", stock="63")),
        ("两件便宜点", _reply("两件438", "bargain", "haggling.price_step", price="438")),
    )
    mai = browser("xiaomai")
    html = mai.client.get(f"/api/chats/{ticket}/facts").json()["html"]
    for words in ("方领亚麻长裙", "米白M 2件", "518元", "浙江 金华", "讲价", "438元", "还没有订单"):
        assert words in html
    assert html.index("讲价") < html.index("问库存")
    with transaction(stocked.url) as session:
        shop = shop_in(session)
        shop.buyers.remember(BUYER, at=stocked.now)
        order = shop.orders.save_draft(
            BUYER,
            lines=[OrderLine("LQ2301-MB-M", 2, Decimal(259))],
            region="",
            courier="",
            at=stocked.now,
        )
        shop.orders.set_status(order.id, "paid", at=stocked.now)
    html = mai.client.get(f"/api/chats/{ticket}/facts").json()["html"]
    assert "已付款" in html and "方领亚麻长裙米白M×2" in html


def test_a_price_that_was_promised_is_the_one_that_counts(browser, stocked):
    ticket = _chat(stocked, ("两件便宜点", _reply("…", "bargain", "haggling.firm")))
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket}/take")
    promise = {"kind": "price", "product_id": "LQ2301", "quantity": 2, "colour": "米白",
               "size": "M", "total": "420"}  # fmt: skip
    assert mai.post(f"/api/chats/{ticket}/promises", promise).status_code == 200
    html = mai.client.get(f"/api/chats/{ticket}/facts").json()["html"]
    assert 'data-put="420元"' in html and "已答应" in html
    phrases = mai.client.get(f"/api/chats/{ticket}/canned").json()["phrases"]
    price = next(phrase for phrase in phrases if phrase["letters"] == "jg")
    assert "2件现在到手420元" in price["text"]


@pytest.mark.parametrize(("recommended", "told"), [(False, "{推荐尺码}"), (True, "L")])
def test_a_size_the_buyer_only_named_is_not_told_as_recommended(
    browser, stocked, recommended, told
):
    named = ("有M码吗", _reply("有的", "ask_stock", "stock.in_stock", stock="63"))
    advice = _reply("建议L", "ask_size", "sizing.one", size="L", first="L", last="L")
    ticket = _chat(stocked, *([("穿多大", advice)] if recommended else []), named)
    phrases = browser("xiaomai").client.get(f"/api/chats/{ticket}/canned").json()["phrases"]
    size = next(phrase for phrase in phrases if phrase["letters"] == "cm")
    assert size["text"].endswith(f"建议拍{told}。")


def test_below_a_buyer_s_message_is_how_it_was_read(browser, shop):
    ticket = _chat(shop, ("有M码吗", _reply("有的", "ask_stock", "stock.in_stock", stock="63")))
    told = browser("xiaomai").client.get(f"/api/chats/{ticket}/messages").json()
    asked, answered = told["messages"]
    assert asked["intent"] == "问库存"
    assert "91%" in asked["html"] and "尺码 M" in asked["html"]
    assert 'data-likely="ask_stock ask_gift"' in asked["html"]
    assert "91%" not in answered["html"]
    assert "stock.in_stock" in answered["html"] and "库存" in answered["html"]
    assert "20261103-brisk-heron" in answered["html"]


def test_what_a_channel_has_not_taken_is_said_below_it(browser, shop):
    ticket = _chat(shop, ("在吗", _reply("在的", "greet", "greeting.plain")))
    mai = browser("xiaomai")

    def foot() -> str:
        told = mai.client.get(f"/api/chats/{ticket}/messages").json()
        return told["feet"][str(told["messages"][-1]["id"])]

    assert "正在发往对方平台" in foot()
    for status, error, words in (
        ("sent", "", "已送达"),
        ("dead", "超过48小时", "没送到：超过48小时"),
    ):
        with transaction(shop.url) as session:
            session.execute(update(DeliveryRow).values(status=status, error=error))
        assert words in foot()


def test_hand_overs_and_notes_stand_between_the_messages(browser, shop):
    ticket = _chat(shop, ("转人工", Reply("好的")))
    mai = browser("xiaomai")
    shop.pass_time(10)
    mai.post(f"/api/chats/{ticket}/take")
    shop.pass_time(10)
    mai.post(f"/api/chats/{ticket}/give-back", {"note": "答应补寄腰带"})
    shop.pass_time(10)
    again = _chat(shop, ("又坏了", Reply("抱歉")), reason="handoff.after_sales")
    notes = mai.client.get(f"/api/chats/{again}/messages").json()["notes"]
    assert [note["key"].split("-", 1)[1] for note in notes] == [
        "opened",
        "taken-xiaomai",
        "closed",
        "opened",
    ]
    assert "答应补寄腰带" in notes[2]["html"] and "小麦 交还小二" in notes[2]["html"]


def test_a_picture_is_told_in_words_and_markup_in_it_is_no_markup(browser, shop):
    ticket = _chat(shop, ("〔图片〕", Reply("我看不了图片")))
    told = browser("xiaomai").client.get(f"/api/chats/{ticket}/messages").json()
    assert "顾客发来一张图片" in told["messages"][0]["html"]


def test_who_looks_on_sees_who_types_and_cannot_send(browser, shop):
    ticket = _chat(shop, ("转人工", Reply("好的")))
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    mai.post(f"/api/chats/{ticket}/take")
    mai.post(f"/api/chats/{ticket}/typing")
    yu.post(f"/api/chats/{ticket}/typing")

    def types(who: Any) -> str:
        return who.client.get(f"/api/chats/{ticket}/messages").json()["chat"]["types"]

    assert (types(mai), types(yu)) == ("", "小麦")
    assert yu.say(ticket, "我来").status_code == 409
    mai.say(ticket, "在的")
    assert types(yu) == ""
    mai.post(f"/api/chats/{ticket}/typing")
    shop.now += timedelta(seconds=10)
    assert types(yu) == ""


def test_assist_is_plainly_shown(browser, stocked):
    ticket = _chat(stocked, ("在吗", Reply("在的")))
    mai = browser("xiaomai")
    assert "辅助接待" not in mai.client.get(f"/chats/{ticket}").text
    with transaction(stocked.url) as session:
        ServiceModes(session).switch(
            "assist", at=stocked.now, until=stocked.now + timedelta(hours=1)
        )
    assert "每一句都由您发出" in mai.client.get(f"/chats/{ticket}").text
