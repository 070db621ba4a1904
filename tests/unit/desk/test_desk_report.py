from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.desk.audit import Sieve, deeds

Opens = Callable[..., Any]


def _yesterday(shop: Any) -> None:
    shop.waiting_chat(trace={"intent": "bargain", "reason": "haggling.value"}, text="太贵了")
    shop.pass_time(24 * 3600)


def test_the_owner_sees_yesterday_and_moves_through_the_days(shop: Any, browser: Opens) -> None:
    _yesterday(shop)
    owner = browser("xiaoyu").client
    shown = owner.get("/report")
    assert shown.status_code == 200
    assert "2026-03-08" in shown.text and "客服日报" in shown.text
    assert "/report?day=2026-03-07&amp;span=day" in shown.text
    month = owner.get("/report", params={"day": "2026-03-08", "span": "month"}).text
    assert "客服月报" in month and "2026-03-01" in month
    assert "/report?day=2026-04-01&amp;span=month" in month
    assert owner.get("/report.css").headers["content-type"].startswith("text/css")


def test_nobody_else_sees_it(browser: Opens) -> None:
    for login in ("xiaomai", "kanke"):
        client = browser(login).client
        for address in ("/report", "/report.zip", "/report/headline.csv"):
            assert client.get(address).status_code == 403
    assert "/report" not in browser("xiaomai").client.get("/").text


def test_what_is_no_day_is_yesterday(shop: Any, browser: Opens) -> None:
    _yesterday(shop)
    owner = browser("xiaoyu").client
    for day in ("", "2026-02-31", "0001-01-01", "9999-12-31"):
        assert "2026-03-08" in owner.get("/report", params={"day": day}).text
    assert owner.get("/report", params={"day": "x"}).status_code == 404
    assert owner.get("/report", params={"span": "year"}).status_code == 404


def test_tables_are_files_and_taking_them_is_noted(shop: Any, browser: Opens) -> None:
    _yesterday(shop)
    owner = browser("xiaoyu").client
    one = owner.get("/report/objections.csv")
    assert one.content.startswith("\ufeff异议".encode()) and "讲价值" in one.text
    assert 'filename="objections-2026-03-08.csv"' in one.headers["content-disposition"]
    packed = zipfile.ZipFile(io.BytesIO(owner.get("/report.zip").content))
    assert "headline.csv" in packed.namelist() and len(packed.namelist()) == 16
    assert owner.get("/report/nothing.csv").status_code == 404
    with transaction(shop.url) as session:
        noted = deeds(session, Sieve(action="report."))
    assert [(deed.login, deed.subject) for deed in noted] == [("xiaoyu", "report:2026-03-08")] * 2


def test_a_report_is_made_anew_when_it_is_a_minute_old(shop: Any, browser: Opens) -> None:
    ticket = shop.waiting_chat()
    owner = browser("xiaoyu").client
    today = {"day": "2026-03-08"}
    assert "没人接" in owner.get("/report", params=today).text
    with transaction(shop.url) as session:
        Tickets(session).take(ticket.id, login="xiaomai", at=shop.now)
    shop.waiting_chat("cd34")
    first = owner.get("/report/contacts.csv", params=today).text
    shop.pass_time(61)
    assert "咨询（场）,1" in first
    assert "咨询（场）,2" in owner.get("/report/contacts.csv", params=today).text
