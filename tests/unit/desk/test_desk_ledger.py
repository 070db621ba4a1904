"""Promises at the desk: recorded before the buyer reads of them, never below the floor."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.database.engine import transaction
from bot.shop.repositories.ledger import Commitments
from bot.shop.tables.catalogue import ProductRow, SkuRow
from bot.shop.tables.promotions import PromotionRow
from bot.shop.tables.shipping import HolidayRow

PRICE = {"kind": "price", "product_id": "L1", "quantity": 2, "total": "180"}


@pytest.fixture
def goods(shop):
    """A dress of 100 yuan that may go down to 80."""
    with transaction(shop.url) as session:
        session.add(
            ProductRow(id="L1", title="亚麻长裙 夏季", name="亚麻长裙", category="裙", position=1)
        )
        session.flush()
        session.add(
            SkuRow(
                id="L1-M", product_id="L1", colour="", size="M", position=1, stock=5,
                price=Decimal(100), floor_price=Decimal(80),
            )
        )  # fmt: skip
    return shop


def _taken(browser, shop, login="xiaomai", **chat):
    ticket = shop.waiting_chat(product_id="L1", **chat)
    agent = browser(login)
    agent.post(f"/api/chats/{ticket.id}/take")
    return ticket, agent


def _ledger(shop):
    with transaction(shop.url) as session:
        return Commitments(session).history("web:ab12")


def test_a_price_is_in_the_ledger_before_the_words_for_it_are_there(browser, goods):
    ticket, mai = _taken(browser, goods)
    until = (goods.now + timedelta(days=2)).date().isoformat()
    told = mai.post(f"/api/chats/{ticket.id}/promises", {**PRICE, "valid_until": until}).json()
    (promise,) = _ledger(goods)
    assert (promise.kind, promise.product_id, promise.made_by) == ("price", "L1", "xiaomai")
    assert (promise.terms["quantity"], promise.terms["total"]) == (2, "180.00")
    assert promise.terms["off_each"] == "10.00"
    assert promise.valid_until.date().isoformat() == until
    assert "亚麻长裙 2 180" in told["line"] and "3月10日" in told["line"]
    for words in ("2件 180元", "亚麻长裙", "小麦", "到 3月10日23:59"):
        assert words in told["html"]
    assert [message.sender for message in goods.messages()] == ["buyer", "bot"]


@pytest.fixture
def teas(shop):
    """A tea in a tin of 122 yuan (floor 100) and as a sample of 16."""
    with transaction(shop.url) as session:
        session.add(ProductRow(id="T1", title="老白茶", name="老白茶", category="茶", position=1))
        session.flush()
        for place, (size, price, floor) in enumerate((("50g", 16, None), ("250g罐装", 122, 100))):
            session.add(
                SkuRow(
                    id=f"T1-{place}", product_id="T1", colour="", size=size, position=place,
                    stock=5, price=Decimal(price), floor_price=floor and Decimal(floor),
                )
            )  # fmt: skip
    return shop


def test_the_size_of_the_ticket_is_priced_and_promised(browser, teas):
    facts = {"商品": "老白茶（T1）", "尺码": "250g罐装", "买几件": "1", "买家想要": "110元"}
    ticket = teas.waiting_chat(product_id="T1", reason="haggling.ask_manager", facts=facts)
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    page = mai.client.get(f"/chats/{ticket.id}").text
    assert "122元（标价122元）" in page and 'data-size="250g罐装"' in page
    yes = {"kind": "price", "product_id": "T1", "size": "250g罐装", "total": "110"}
    path = f"/api/chats/{ticket.id}/promises"
    assert "250g罐装 1件 110元" in mai.post(path, yes).json()["html"]
    (promise,) = _ledger(teas)
    assert (promise.terms["list_price"], promise.terms["off_each"]) == ("122.00", "12.00")
    assert mai.post(path, yes | {"total": "99"}).status_code == 422
    assert mai.post(path, yes | {"size": ""}).status_code == 422


def test_only_the_owner_reads_the_floor(browser, goods):
    below = PRICE | {"total": "159"}
    ticket, mai = _taken(browser, goods)
    assert "160" not in mai.post(f"/api/chats/{ticket.id}/promises", below).json()["message"]
    other = goods.waiting_chat("other", product_id="L1")
    yu = browser("xiaoyu")
    yu.post(f"/api/chats/{other.id}/take")
    assert "最低160元" in yu.post(f"/api/chats/{other.id}/promises", below).json()["message"]


def test_an_offer_that_hits_the_floor_leaves_nothing_to_promise(browser, goods):
    with transaction(goods.url) as session:
        session.add(
            PromotionRow(
                id="P1", position=1, title="立减30", kind="amount_off", scope="shop",
                amount_off=Decimal(30),
                starts_at=goods.now - timedelta(days=1), ends_at=goods.now + timedelta(days=1),
            )
        )  # fmt: skip
    ticket, mai = _taken(browser, goods)
    one = PRICE | {"quantity": 1}
    path = f"/api/chats/{ticket.id}/promises"
    assert "现在到手就是80元" in mai.post(path, one | {"total": "80"}).json()["message"]
    assert "低于店主定的底价" in mai.post(path, one | {"total": "75"}).json()["message"]


def test_the_same_promise_is_written_once(browser, goods):
    ticket, mai = _taken(browser, goods)
    ids = {mai.post(f"/api/chats/{ticket.id}/promises", PRICE).json()["id"] for _ in range(2)}
    assert len(ids) == 1 == len(_ledger(goods))


@pytest.mark.parametrize(
    ("promise", "why"),
    [
        (PRICE | {"total": "159"}, "低于店主定的底价"),
        (PRICE | {"colour": "红"}, "没有红"),
        (PRICE | {"total": "201"}, "高于标价"),
        (PRICE | {"total": "200"}, "不用另外答应"),
        (PRICE | {"total": ""}, "一共多少元"),
        (PRICE | {"product_id": "X9"}, "没有货号是 X9"),
        (PRICE | {"product_id": ""}, "商品货号"),
        (PRICE | {"valid_until": "2026-03-07"}, "有效期"),
        ({"kind": "gift"}, "送什么"),
        ({"kind": "note", "text": " "}, "答应了什么"),
        ({"kind": "dispatch"}, "哪天发货"),
        ({"kind": "dispatch", "dispatch_on": "2026-03-07"}, "已经过了"),
        ({"kind": "dispatch", "dispatch_on": "2026-03-12"}, "不发货"),
    ],
)
def test_what_may_not_be_promised_is_refused_with_words(browser, goods, promise, why):
    with transaction(goods.url) as session:
        day = (goods.now + timedelta(days=4)).date()
        session.add(HolidayRow(name="盘点", starts_on=day, ends_on=day))
    ticket, mai = _taken(browser, goods)
    response = mai.post(f"/api/chats/{ticket.id}/promises", promise)
    assert response.status_code == 422
    assert why in response.json()["message"]
    assert _ledger(goods) == ()


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ({"kind": "gift", "text": "发圈"}, "送发圈"),
        ({"kind": "shipping"}, "包邮"),
        ({"kind": "dispatch", "dispatch_on": "2026-03-10"}, "3月10日发货"),
        ({"kind": "note", "text": "拆开检查一遍再发"}, "拆开检查一遍再发"),
    ],
)
def test_other_promises_are_told_in_words(browser, goods, promise, told):
    ticket, mai = _taken(browser, goods)
    response = mai.post(f"/api/chats/{ticket.id}/promises", promise).json()
    assert told in response["html"]
    assert bool(response["line"]) is (promise["kind"] != "note")


def test_only_the_owner_withdraws_and_it_stays_to_be_seen(browser, goods):
    ticket, mai = _taken(browser, goods)
    promise = mai.post(f"/api/chats/{ticket.id}/promises", PRICE).json()["id"]
    path = f"/api/chats/{ticket.id}/promises/{promise}/withdraw"
    assert mai.post(path).status_code == 403
    yu = browser("xiaoyu")
    html = yu.post(path).json()["html"]
    assert "小雨撤回" in html and "过期和撤回的 1 条" in html
    assert yu.post(path).json() == {"message": "这条承诺已经不在了，请刷新。"}
    other = goods.waiting_chat("other")
    assert yu.post(f"/api/chats/{other.id}/promises/{promise}/withdraw").status_code == 409


def test_an_expired_promise_is_folded_away(browser, goods):
    ticket, mai = _taken(browser, goods)
    mai.post(f"/api/chats/{ticket.id}/promises", PRICE | {"valid_until": "2026-03-08"})
    goods.pass_time(24 * 3600)
    html = browser("xiaomai").client.get(f"/api/chats/{ticket.id}/promises").json()["html"]
    assert "已过期" in html and 'data-standing="0"' in html


def test_who_does_not_have_the_chat_promises_nothing(browser, goods):
    ticket, _ = _taken(browser, goods)
    assert browser("xiaoyu").post(f"/api/chats/{ticket.id}/promises", PRICE).status_code == 409
    assert browser("kanke").post(f"/api/chats/{ticket.id}/promises", PRICE).status_code == 403
    assert _ledger(goods) == ()


def test_a_price_to_decide_on_is_shown_with_yes_and_no(browser, goods):
    facts = {"商品": "亚麻长裙（L1）", "买几件": "2", "买家想要": "170元"}
    ticket, mai = _taken(browser, goods, reason="haggling.ask_manager", facts=facts)
    page = mai.client.get(f"/chats/{ticket.id}").text
    for words in ("议价，等您定", "2件 170元", "200元（标价200元）", 'value="170"', "不同意"):
        assert words in page
    assert "<dt>底价</dt>" not in page
    assert "<dt>底价</dt><dd>160元</dd>" in browser("xiaoyu").client.get(f"/chats/{ticket.id}").text
    no = mai.post(f"/api/chats/{ticket.id}/promises/decline", {"product_id": "L1", "quantity": 2})
    assert no.json()["line"] == "[utter_desk_price_declined] 亚麻长裙 200"
    assert _ledger(goods) == ()


def test_no_decision_where_none_waits(browser, goods):
    ticket, mai = _taken(browser, goods)
    assert "议价，等您定" not in mai.client.get(f"/chats/{ticket.id}").text
