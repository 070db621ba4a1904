"""Whatever is sent to the desk, by whomever: it answers, and never with a fault of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from bot.desk.app import create_app
from bot.desk.desk import Desk
from tests.databases import migrated_url
from tests.unit.desk.conftest import PASSWORDS, shop_at
from tests.unit.desk.fuzzing import PRODUCT, Target, mutated, target

EXAMPLES = 12
MUTATIONS = 600
OPEN_TO_ALL = {("/sign-in", "GET"), ("/sign-in", "POST"), ("/health", "GET")}
LASTING = "^/events$"  # a stream to whoever is signed in
A_STRANGER_S = {303, 400, 401, 403, 404, 405, 422}

# The desk itself shows nobody what addresses it has.
schema = schemathesis.openapi.from_dict(create_app(cast(Desk, None)).openapi())
fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """One desk for all of it."""
    with (
        migrated_url("sqlite", tmp_path_factory.mktemp("fuzzed")) as url,
        target(shop_at(url)) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def owner(running: Target) -> dict[str, str]:
    """What shows that the owner asks, from a page of ours."""
    return running.sign_in("xiaoyu")


@schema.parametrize()
@fuzzed
def test_a_stranger_breaks_nothing_and_gets_in_nowhere(
    case: schemathesis.Case, running: Target
) -> None:
    response = _asked(case, running.url)
    if (case.operation.path, case.method) not in OPEN_TO_ALL:
        assert response.status_code in A_STRANGER_S


@schema.exclude(path_regex=LASTING).parametrize()
@fuzzed
def test_the_owner_breaks_nothing(
    case: schemathesis.Case, running: Target, owner: dict[str, str]
) -> None:
    running.refill(owner)
    chat = case.path_parameters.get("ticket_id")
    if isinstance(chat, int) and not isinstance(chat, bool):
        case.path_parameters["ticket_id"] = (running.mine, running.waiting, chat)[chat % 3]
    _asked(case, running.url, headers=owner)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "٢٠٢٦-01-01"])
@pytest.mark.parametrize("path", ["/audit", "/audit.csv"])
def test_a_day_that_is_no_day_of_a_desk_filters_nothing(
    running: Target, owner: dict[str, str], path: str, day: str
) -> None:
    answer = running.client.get(path, params={"day": day}, headers=owner)
    assert answer.status_code == 200
    assert "xiaoyu" in answer.text or "小雨" in answer.text


def _asked(case: schemathesis.Case, url: str, **options: Any) -> requests.Response:
    response: requests.Response = case.call(base_url=url, allow_redirects=False, **options)
    case.validate_response(response, checks=[not_a_server_error])
    assert response.status_code < 500
    return response


def test_bodies_that_are_damaged_break_nothing(running: Target, owner: dict[str, str]) -> None:
    chance = random.Random(7)
    headers = {**owner, "Content-Type": "application/json"}
    statuses: dict[int, int] = {}
    for number in range(MUTATIONS):
        running.refill(owner)
        path, fields = chance.choice(_calls(running, number))
        body = mutated(chance, fields)
        answer = running.client.post(path, content=body, headers=headers)
        assert answer.status_code < 500, (path, body[:300])
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    assert statuses[200] > MUTATIONS / 10 and statuses[422] > MUTATIONS / 10
    assert running.client.get("/api/people", headers=owner).status_code == 200


def test_forms_that_are_damaged_break_nothing(running: Target) -> None:
    chance = random.Random(8)
    opened, token = running.form()
    for _ in range(MUTATIONS // 4):
        fields = {"login": chance.choice((*PASSWORDS, "nobody", "\x00", "长" * 90)), "csrf": token}
        whole = urlencode({**fields, "password": chance.choice(("", "x", "\x00", "长" * 9000))})
        at = chance.randrange(len(whole))
        body = whole.encode() if chance.random() < 0.2 else _damaged(chance, whole.encode(), at)
        kind = chance.choice(
            ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a/b", "")
        )
        headers = {**opened, "Content-Type": kind}
        if chance.random() < 0.3:
            headers["Cookie"] = chance.choice(ODD_COOKIES)
        answer = running.client.post("/sign-in", content=body, headers=headers)
        assert 400 <= answer.status_code < 500, (kind, body[:300])


ODD_COOKIES = (
    "xiaoer_desk=",
    "xiaoer_desk=a|b|c|d.e.f; xiaoer_desk_form=x",
    'xiaoer_desk_form="\\351\\000\\377"',
    "xiaoer_desk_form=" + "a" * 4000,
    "=;;=; ;xiaoer_desk_form",
)


def _damaged(chance: random.Random, body: bytes, at: int) -> bytes:
    return chance.choice(
        (
            body[:at],
            body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :],
            body[:at] + b"%" + body[at:],
            body + b"&csrf=x&csrf",
            b"--x\r\nContent-Disposition: form-data; name=csrf; filename=a\r\n\r\n1\r\n--x--",
            b"--x\r\nContent-Disposition: form-data\r\n\r\n1",
            chance.randbytes(60),
        )
    )


def _calls(running: Target, number: int) -> list[tuple[str, dict[str, Any]]]:
    """What the pages send, as they send it."""
    mine, waiting = (f"/api/chats/{chat}" for chat in (running.mine, running.waiting))
    client_id = f"answer-{number:06}"
    goods = {"product_id": PRODUCT, "quantity": 1, "colour": "", "size": ""}
    promise = {
        "kind": "note",
        **goods,
        "total": "",
        "text": "送一根腰带",
        "dispatch_on": "",
        "valid_until": "2026-03-12",
    }
    return [
        (f"{mine}/messages", {"text": "在的", "client_id": client_id, "anyway": True}),
        (f"{mine}/messages", {"text": "在的", "client_id": client_id, "anyway": True}),
        (f"{mine}/give-back", {"note": "好了"}),
        (f"{mine}/suggestion", {"message_id": 1, "version": "x", "client_id": client_id}),
        (f"{mine}/messages/1/meaning", {"meant": "greeting"}),
        (f"{mine}/promises", promise),
        (f"{mine}/promises", {**promise, "kind": "dispatch", "dispatch_on": "2026-03-10"}),
        (f"{mine}/promises", {**promise, "kind": "price", "total": "99.00"}),
        (f"{mine}/promises/decline", goods),
        (f"{mine}/transfer", {"to": "xiaoqing", "note": "熟客"}),
        (f"{mine}/snooze", {"until": "10m"}),
        (f"{waiting}/assign", {"to": "xiaomai"}),
        ("/api/here", {"active": True, "state": "here"}),
        ("/api/mode", {"mode": "assist"}),
    ]
