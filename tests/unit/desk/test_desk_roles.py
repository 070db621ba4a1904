"""Every address of the desk, asked by everybody who should not get it."""

import pytest
from starlette.routing import Mount

from bot.database.engine import transaction
from bot.desk.app import create_app
from bot.desk.tables import AuditRow

OPEN = {"/sign-in", "/health"}
OWNERS = {
    "/team",
    "/queue/team",
    "/audit",
    "/audit.csv",
    "/api/mode",
    "/report",
    "/report.css",
    "/report.zip",
    "/report/headline.csv",
}
# What somebody who only looks on may post: that they are there, and that they leave.
VIEWERS_POST = {"/api/here", "/sign-out"}
FILLED = {
    "ticket_id": "1",
    "promise_id": "1",
    "message_id": "1",
    "item_id": "1",
    "name": "headline",
}


def routes(desk, method):
    return sorted(
        route.path.format_map(FILLED)
        for route in create_app(desk).routes
        if not isinstance(route, Mount) and method in (route.methods or ())
    )


def test_every_address_is_known_here(desk):
    """A new address is looked at by whoever adds it: open, for owners, or for all."""
    shown = {path for path in routes(desk, "GET") if path not in OPEN}
    assert shown | set(routes(desk, "POST")) >= OWNERS
    known = ("/api/", "/chats/", "/queue", "/events", "/team", "/audit", "/learn", "/report")
    assert all(path.startswith(known) or path == "/" for path in shown)


def test_a_stranger_gets_nothing(browser, desk, shop):
    shop.waiting_chat()
    nobody = browser()
    for method in ("GET", "POST"):
        for path in set(routes(desk, method)) - OPEN:
            answer = nobody.client.request(method, path, follow_redirects=False)
            assert answer.status_code in (303, 401, 422), (method, path)
            assert "我要找人工" not in answer.text, (method, path)
            if answer.status_code == 422:  # refused before the session is looked at
                assert answer.json() == {"message": "内容不对，请检查后再试。"}


@pytest.mark.parametrize("login", ["xiaomai", "xiaoyu", "kanke"])
def test_nothing_is_changed_without_the_token_of_the_page(browser, desk, shop, login):
    shop.waiting_chat()
    somebody = browser(login)
    with transaction(shop.url) as session:
        before = session.query(AuditRow).count()
    for path in set(routes(desk, "POST")) - OPEN:
        for headers in ({}, {"X-CSRF-Token": "guess"}):
            answer = somebody.client.post(path, json=EVERYTHING, headers=headers)
            assert answer.status_code == 403, path
    with transaction(shop.url) as session:
        assert session.query(AuditRow).count() == before
    assert shop.ticket(1).status == "waiting"


def test_who_only_looks_on_changes_nothing(browser, desk, shop):
    shop.waiting_chat()
    kanke = browser("kanke")
    for path in set(routes(desk, "POST")) - OPEN - VIEWERS_POST:
        answer = kanke.post(path, EVERYTHING)
        assert answer.status_code == 403, (path, answer.text)
    assert shop.ticket(1).status == "waiting"


def test_owners_pages_are_for_owners(browser, desk, shop):
    mai, yu, kanke = browser("xiaomai"), browser("xiaoyu"), browser("kanke")
    for path in OWNERS - {"/api/mode"}:
        assert yu.client.get(path).status_code == 200, path
        for other in (mai, kanke):
            assert other.client.get(path).status_code == 403, path
    assert mai.post("/api/mode", {"mode": "assist"}).status_code == 403
    assert yu.post("/api/mode", {"mode": "assist"}).json()["mode"] == "assist"


# A body that no address refuses as not understood, so that it is the person who is refused.
EVERYTHING = {
    "to": "xiaoqing",
    "note": "",
    "until": "1h",
    "text": "在的",
    "client_id": "first-answer",
    "mode": "assist",
    "kind": "note",
    "message_id": 1,
    "digest": "0" * 64,
    "meant": "ask_price",
    "verdict": "skip",
    "product_id": "",
    "active": True,
}
