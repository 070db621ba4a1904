import csv
import io
from datetime import time

import pytest

from bot.chats.log import ChatLog
from bot.database.engine import transaction
from bot.desk.audit import Deed, audit, deeds
from bot.desk.audit_csv import audit_csv
from bot.desk.people import people
from bot.shop.tables.policy import ServiceModeRow, ShiftRow

SUNDAY = 7


def shifts(shop, *rows):
    with transaction(shop.url) as session:
        for login, weekday, starts, ends in rows:
            session.add(
                ShiftRow(login=login, weekday=weekday, starts=time(starts), ends=time(ends))
            )


def by_login(shop):
    with transaction(shop.url) as session:
        return {person.agent.login: person for person in people(session, now=shop.now)}


def test_who_is_there_away_and_gone(browser, shop):
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    mai.post("/api/here")
    assert yu.post("/api/here", {"state": "away"}).json()["state"] == "away"
    assert yu.post("/api/here").json()["state"] == "away"
    states = {login: person.state for login, person in by_login(shop).items()}
    assert states == {"xiaomai": "here", "xiaoyu": "away", "xiaoqing": "gone", "new": "gone"}
    shop.pass_time(91)
    assert by_login(shop)["xiaomai"].state == "gone"
    assert yu.post("/api/here", {"state": "here"}).json()["state"] == "here"


def test_who_is_on_now_and_who_next(shop):
    shifts(
        shop,
        ("xiaomai", SUNDAY, 9, 15),
        ("xiaomai", SUNDAY, 13, 16),
        ("xiaoyu", SUNDAY, 15, 22),
        ("xiaoyu", 1, 9, 15),
    )
    found = by_login(shop)
    assert found["xiaomai"].shift.ends == time(16)
    assert found["xiaoyu"].shift is None and found["xiaoyu"].next_on.hour == 15
    shop.pass_time(8.5 * 3600)
    assert f"{by_login(shop)['xiaoyu'].next_on:%m-%d %H:%M}" == "03-09 09:00"


def test_the_owner_sees_everybody_s_day(browser, shop):
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    for buyer, seconds in (("first", 20), ("second", 40), ("third", 90)):
        ticket = shop.waiting_chat(buyer)
        mai.post(f"/api/chats/{ticket.id}/take")
        shop.pass_time(seconds)
        mai.say(ticket.id, "在的", f"answer-{buyer}")
    mai.post("/api/chats/1/give-back")
    mai.post("/api/chats/2/snooze", {"until": "1h"})
    mai.post("/api/chats/3/transfer", {"to": "xiaoqing"})
    found = by_login(shop)
    assert (found["xiaomai"].open, found["xiaomai"].answered) == (0, 3)
    assert found["xiaomai"].first_reply == 30
    assert (found["xiaoqing"].kept, found["xiaoqing"].answered) == (1, 0)
    page = yu.client.get("/team").text
    assert "小麦" in page and "30 秒" in page and "看客" not in page
    listed = mai.client.get("/api/people").json()["people"]
    assert {person["login"] for person in listed} == {"xiaomai", "xiaoyu", "xiaoqing", "new"}


def test_the_mode_of_the_hour_and_the_owner_s_switch(browser, shop):
    with transaction(shop.url) as session:
        session.add(
            ServiceModeRow(weekday=SUNDAY, starts=time(12), ends=time(18), mode="people_first")
        )
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    assert mai.post("/api/here").json()["mode"] == "people_first"
    assert yu.post("/api/mode", {"mode": "assist"}).json()["switched"] is True
    assert mai.post("/api/here").json()["mode_words"] == "辅助接待"
    assert yu.post("/api/mode", {"mode": "planned"}).json() == {
        "mode": "people_first", "mode_words": "人工优先", "switched": False
    }  # fmt: skip
    yu.post("/api/mode", {"mode": "assist"})
    shop.pass_time(10 * 3600)
    assert browser("xiaomai").post("/api/here").json()["mode"] == "automatic"
    with transaction(shop.url) as session:
        switched = deeds(session)
    assert [deed.detail for deed in switched if deed.action == "mode.switched"] == [
        {"mode": "assist"}, {"mode": "planned"}, {"mode": "assist"}
    ]  # fmt: skip


def test_the_owner_reads_who_did_what_and_nobody_s_words(browser, shop):
    ticket = shop.waiting_chat(text="我的电话13812345678")
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    browser().sign_in("xiaomai", "my-secret-password")
    mai.post(f"/api/chats/{ticket.id}/take")
    mai.say(ticket.id, "好的")
    mai.post(f"/api/chats/{ticket.id}/give-back", {"note": "顾客电话13812345678"})
    page = yu.client.get("/audit").text
    for words in ("登录没通过", "接待", "交还小二", "会话 1"):
        assert words in page
    assert "13812345678" not in page and "my-secret" not in page
    only = yu.client.get("/audit", params={"subject": "ticket:1", "login": "xiaomai"}).text
    assert only.count("<tr>") == 3
    assert "没有符合的记录" in yu.client.get("/audit", params={"day": "2026-02-28"}).text
    for day in ("2026-02-31", "9999-12-31", "0001-01-01"):
        assert yu.client.get("/audit", params={"day": day}).status_code == 200
    file = yu.client.get("/audit.csv", params={"kind": "ticket"})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("时间,账号") and len(lines) == 3
    assert "attachment" in file.headers["content-disposition"]


def test_a_detail_of_the_audit_is_short_and_masked(shop):
    with transaction(shop.url) as session:
        audit(
            session,
            login="xiaomai",
            action="ticket.taken",
            detail={"said": "打13812345678" + "长" * 500},
            at=shop.now,
        )
        session.flush()
        said = deeds(session)[0].detail["said"]
    assert "13812345678" not in said and len(said) == 80


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_audit_s_file_is_a_formula(shop, begins):
    deed = Deed(1, shop.now, "xiaomai", "ticket.taken", f"{begins}1+1", {})
    cells = list(csv.reader(io.StringIO(audit_csv([deed]), newline="")))[1]
    assert f"'{begins}1+1" in cells


def test_who_has_a_chat_keeps_it_when_it_is_assigned_to_them(browser, shop):
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    ticket = shop.waiting_chat()
    mai.post(f"/api/chats/{ticket.id}/take")
    assert yu.post(f"/api/chats/{ticket.id}/assign", {"to": "xiaomai"}).status_code == 200
    assert shop.ticket(ticket.id).taken_by == "xiaomai"


def test_a_chat_s_page_counts_only_who_waits_for_me_or_for_anybody(browser, shop):
    mine, kept = shop.waiting_chat("mine"), shop.waiting_chat("kept")
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    yu.post(f"/api/chats/{kept.id}/assign", {"to": "xiaoqing"})
    assert 'data-waiting="1"' in mai.client.get(f"/chats/{mine.id}").text


def test_an_answer_written_in_chatwoot_is_told_without_an_id_of_a_page(browser, shop):
    ticket = shop.waiting_chat()
    with transaction(shop.url) as session:
        ChatLog(session).agent_message(
            ticket.conversation_id, "在的", agent="xiaoqing", external_id="chatwoot:7", at=shop.now
        )
    told = browser("xiaomai").client.get(f"/api/chats/{ticket.id}/messages").json()["messages"]
    assert (told[-1]["text"], told[-1]["client_id"]) == ("在的", None)
