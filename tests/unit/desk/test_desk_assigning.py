import pytest
from sqlalchemy import select

from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.desk.audit import deeds
from bot.desk.returning import return_abandoned
from bot.desk.tables import AuditRow
from bot.shop.tables.policy import PolicyRow

POLICY = {
    "shop_name": "店",
    "store_type": "mall",
    "ships_from": "浙江 杭州",
    "dispatch_cutoff": "16:00",
}


def set_policy(shop, **items):
    with transaction(shop.url) as session:
        for key, value in {**POLICY, **items}.items():
            session.merge(PolicyRow(key=key, value=str(value)))


def state(browser, ticket_id):
    return browser.client.get(f"/api/chats/{ticket_id}/messages").json()["chat"]


def test_a_chat_handed_over_waits_for_that_colleague_alone(browser, shop):
    ticket = shop.waiting_chat()
    mai, yu, third = browser("xiaomai"), browser("xiaoyu"), browser("xiaoqing")
    mai.post(f"/api/chats/{ticket.id}/take")
    told = mai.post(f"/api/chats/{ticket.id}/transfer", {"to": "xiaoyu", "note": "等您定价"})
    assert told.json()["chat"]["state"] == "waiting"
    refused = third.post(f"/api/chats/{ticket.id}/take")
    assert refused.status_code == 409 and "留给 小雨" in refused.json()["message"]
    assert "留给 小雨" in third.client.get("/queue").text
    assert "留给我" in yu.client.get("/queue").text
    assert yu.post(f"/api/chats/{ticket.id}/take").json()["chat"]["state"] == "mine"
    assert shop.ticket(ticket.id).note == "小麦 转给 小雨：等您定价"
    yu.post(f"/api/chats/{ticket.id}/give-back", {"note": "便宜了五块"})
    assert shop.ticket(ticket.id).note == "小麦 转给 小雨：等您定价\n便宜了五块"


def test_the_buyer_s_page_hears_of_everyone_who_takes_or_hands_on_the_chat(
    browser, shop, chat_process
):
    ticket = shop.waiting_chat()
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    mai.post("/api/take-next")
    mai.post(f"/api/chats/{ticket.id}/transfer", {"to": "xiaoyu"})
    yu.post(f"/api/chats/{ticket.id}/take")
    yu.post(f"/api/chats/{ticket.id}/assign", {"to": "xiaomai"})
    assert chat_process.told == [{"conversation_id": ticket.conversation_id}] * 4


def test_only_who_has_a_chat_hands_it_over_and_only_to_who_may_take_it(browser, shop):
    ticket = shop.waiting_chat()
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    path = f"/api/chats/{ticket.id}/transfer"
    assert mai.post(path, {"to": "xiaoyu"}).json()["message"] == "请先接待，再回复。"
    mai.post(f"/api/chats/{ticket.id}/take")
    assert yu.post(path, {"to": "xiaoqing"}).status_code == 409
    for nobody in ("kanke", "xiaomai", "unheard", ""):
        assert mai.post(path, {"to": nobody}).status_code == 422
    assert shop.ticket(ticket.id).taken_by == "xiaomai"


def test_an_owner_gives_any_chat_to_anyone_and_an_agent_keeps_a_waiting_one(browser, shop):
    first, second = shop.waiting_chat("first"), shop.waiting_chat("second")
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    assert mai.post(f"/api/chats/{first.id}/assign", {"to": "xiaoqing"}).status_code == 403
    assert mai.post(f"/api/chats/{first.id}/assign", {"to": "xiaomai"}).status_code == 200
    assert yu.post(f"/api/chats/{first.id}/assign", {"to": "xiaoqing"}).status_code == 200
    assert mai.post(f"/api/chats/{first.id}/take").status_code == 409
    mai.post(f"/api/chats/{second.id}/take")
    assert yu.post(f"/api/chats/{second.id}/assign", {"to": ""}).status_code == 200
    assert state(mai, second.id)["state"] == "waiting"
    assert mai.say(second.id, "在的").status_code == 409


def test_a_snoozed_chat_comes_back_when_its_time_is_up_or_the_buyer_writes(browser, shop):
    ticket = shop.waiting_chat("first")
    mai = browser("xiaomai")
    path = f"/api/chats/{ticket.id}"
    assert mai.post(f"{path}/snooze", {"until": "10m"}).status_code == 409
    mai.post(f"{path}/take")
    mai.post(f"{path}/snooze", {"until": "10m"})
    queue = mai.client.get("/queue").text
    assert queue.index("稍后再看") < queue.index("顾客 first") and "14:10 回来" in queue
    shop.pass_time(601)
    assert "稍后再看" not in mai.client.get("/queue").text
    mai.post(f"{path}/snooze", {"until": "tomorrow"})
    assert state(mai, ticket.id)["snoozed_until"] == "2026-03-09T09:00:00+08:00"
    shop.buyer_says("first", "在吗")
    assert state(mai, ticket.id)["snoozed_until"] is None
    mai.post(f"{path}/snooze", {"until": "1h"})
    assert mai.post(f"{path}/wake").json()["chat"]["snoozed_until"] is None
    assert mai.post(f"{path}/snooze", {"until": "for ever"}).status_code == 422


def test_the_next_one_is_the_longest_waiting_that_is_mine_or_nobody_s(browser, shop):
    tickets = []
    for buyer in ("kept", "nobody", "mine"):
        tickets.append(shop.waiting_chat(buyer).id)
        shop.pass_time(10)
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    yu.post(f"/api/chats/{tickets[0]}/assign", {"to": "xiaoqing"})
    yu.post(f"/api/chats/{tickets[2]}/assign", {"to": "xiaomai"})
    taken = [mai.post("/api/take-next").json().get("ticket_id") for _ in range(3)]
    assert taken == [tickets[1], tickets[2], None]
    assert mai.post("/api/take-next").json()["message"] == "现在没有等着您接待的顾客。"


def test_nobody_gets_more_chats_than_the_owner_allows(browser, shop):
    set_policy(shop, chats_per_agent=1)
    first, second = shop.waiting_chat("first"), shop.waiting_chat("second")
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    assert mai.post("/api/take-next").json() == {"ticket_id": first.id}
    full = mai.post("/api/take-next")
    assert full.status_code == 409 and "已经有 1 位" in full.json()["message"]
    assert mai.post(f"/api/chats/{second.id}/take").status_code == 409
    yu.post(f"/api/chats/{second.id}/assign", {"to": "xiaomai"})
    assert mai.post(f"/api/chats/{second.id}/take").status_code == 200


def test_the_chat_of_somebody_who_went_waits_for_anybody_again(browser, shop):
    set_policy(shop)
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post("/api/here")
    mai.post(f"/api/chats/{ticket.id}/take")

    def look():
        with transaction(shop.url) as session:
            return return_abandoned(session, now=shop.now)

    for _ in range(12):
        shop.pass_time(60)
        mai.post("/api/here")
        assert look() == ()
    shop.pass_time(91)
    assert look() == (ticket.id,) and look() == ()
    assert shop.ticket(ticket.id).status == "waiting"
    with transaction(shop.url) as session:
        returned = deeds(session)[0]
    assert (returned.login, returned.action) == ("", "ticket.returned")
    assert returned.detail == {"before": "xiaomai", "minutes": 10}


def test_one_who_answered_before_going_keeps_the_chat(browser, shop):
    set_policy(shop)
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    mai.say(ticket.id, "在的，您慢慢看")
    shop.pass_time(3600)
    with transaction(shop.url) as session:
        assert return_abandoned(session, now=shop.now) == ()


def test_a_person_s_first_message_is_noted_once(browser, shop):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    assert shop.ticket(ticket.id).first_reply_at is None
    shop.pass_time(20)
    mai.say(ticket.id, "在的", "first-answer")
    first = shop.now
    shop.pass_time(20)
    mai.say(ticket.id, "您说", "second-answer")
    assert shop.ticket(ticket.id).first_reply_at == first


@pytest.mark.parametrize("refused", ["/assign", "/transfer", "/snooze"])
def test_what_is_refused_leaves_no_line_in_the_audit(browser, shop, refused):
    ticket = shop.waiting_chat()
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    yu.post(f"/api/chats/{ticket.id}/take")
    body = {"to": "xiaoqing", "until": "1h", "note": ""}
    assert mai.post(f"/api/chats/{ticket.id}{refused}", body).status_code in (403, 409)
    with transaction(shop.url) as session:
        logins = session.scalars(select(AuditRow.login).where(AuditRow.subject != "")).all()
        assert set(logins) == {"xiaoyu"}
        assert Tickets(session).get(ticket.id).taken_by == "xiaoyu"
