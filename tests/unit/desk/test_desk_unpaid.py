"""Unpaid orders beside a chat: what was reminded, stopping it, and why they are not paid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database.engine import transaction
from bot.desk.audit import deeds
from bot.followup.reasons import Reasons
from bot.followup.reminders import Reminders
from bot.shop.repositories.order_events import OrderEvent, OrderEvents

HER = "web:ab12"


@pytest.fixture
def unpaid(shop):
    """An order of the buyer's, reminded once, the next one planned."""
    with transaction(shop.url) as session:
        for order, buyer in (("T1", HER), ("T9", "web:other")):
            event = OrderEvent("created", buyer, order, shop.now - timedelta(hours=5))
            OrderEvents(session).apply(event)
        reminders = Reminders(session)
        reminders.plan("T1", buyer_id=HER, number=1, due_at=shop.now)
        reminders.sent("T1", 1, case="silent", message_id=1, conversation_id=HER, at=shop.now)
        reminders.plan("T1", buyer_id=HER, number=2, due_at=shop.now + timedelta(hours=2))
    return shop


def test_the_panel_shows_the_reminders_and_the_next(browser, unpaid):
    ticket = unpaid.waiting_chat()
    page = browser("xiaomai").client.get(f"/chats/{ticket.id}").text
    assert "已拍下，没付款" in page
    assert "催过 1 次，下次" in page
    assert 'data-unremind="T1"' in page
    looked = browser("kanke").client.get(f"/chats/{ticket.id}").text
    assert "催过 1 次" in looked and "data-unremind" not in looked


def test_stopping_is_kept_with_who_did_it(browser, unpaid):
    ticket, mai = unpaid.waiting_chat(), browser("xiaomai")
    path = f"/api/chats/{ticket.id}/unpaid/stop"
    shown = mai.post(path, {"order_id": "T1"})
    assert "不再催：手动停了" in shown.json()["html"]
    assert mai.post(path, {"order_id": "T1"}).status_code == 409
    with transaction(unpaid.url) as session:
        assert Reminders(session).of_order("T1")[-1].why == "by_hand"
        (deed,) = [d for d in deeds(session) if d.action == "followup.stopped"]
    assert (deed.login, deed.detail) == ("xiaomai", {"order": "T1"})


def test_why_it_is_not_paid_is_picked_and_the_buyers_own_word_stays(browser, unpaid):
    ticket, mai = unpaid.waiting_chat(), browser("xiaomai")
    path = f"/api/chats/{ticket.id}/unpaid/reason"
    shown = mai.post(path, {"order_id": "T1", "reason": "waiting_offer"})
    assert "没付是因为：等优惠" in shown.json()["html"]
    with transaction(unpaid.url) as session:
        assert Reasons(session).of_orders(["T1"])["T1"].told_by == "agent"
        Reasons(session).tell("T1", "payment", told_by="buyer", at=unpaid.now)
    shown = mai.post(path, {"order_id": "T1", "reason": "undecided"})
    assert "没付是因为：付不了款" in shown.json()["html"]


def test_no_order_of_another_buyer_and_nobody_who_only_looks(browser, unpaid):
    ticket, mai = unpaid.waiting_chat(), browser("xiaomai")
    stop = f"/api/chats/{ticket.id}/unpaid/stop"
    assert mai.post(stop, {"order_id": "T9"}).status_code == 404
    assert mai.post(stop, {"order_id": ""}).status_code == 422
    reason = {"order_id": "T1", "reason": "no such"}
    assert mai.post(f"/api/chats/{ticket.id}/unpaid/reason", reason).status_code == 422
    assert browser("kanke").post(stop, {"order_id": "T1"}).status_code == 403
