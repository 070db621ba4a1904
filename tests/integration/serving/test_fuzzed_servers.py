"""Whatever is sent to the Rasa server and the action server: an answer, and no fault of theirs."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from rasa_sdk.executor import ActionExecutor
from schemathesis.checks import not_a_server_error

from actions.__main__ import build_app as build_action_app
from bot.database.engine import Base, engine_for
from bot.serving import rasa_server
from bot.serving.internal import INTERNAL_HEADER
from bot.serving.loading import load_agent
from bot.serving.private import free_ports
from bot.serving.tables import TurnRow
from bot.settings import load_settings
from bot.telemetry.exposition import Exposition
from bot.telemetry.readiness import Readiness
from tests import databases
from tests.integration.serving.small_shop import TOKEN, served

EXAMPLES, MUTATIONS = 20, 300
FIGURES = "token-of-the-figures"
TRUSTED = {INTERNAL_HEADER: TOKEN, "Authorization": f"Bearer {FIGURES}"}
TURN = {"text": "在吗", "sender_id": "web:b", "message_id": "m1", "metadata": {"chat": {}}}
CALL = {
    "next_action": "action_echo",
    "sender_id": "web:b",
    "domain": {},
    "tracker": {
        "sender_id": "web:b",
        "slots": {},
        "events": [],
        "latest_message": {"text": "在吗", "metadata": {"message_id": 1}},
    },
}
WITHIN_SECONDS = 120
# The figures, a turn and an action are not for them; that a process lives is.
ANSWERS_TO_STRANGERS = {200, 400, 401, 403, 405}


def _document(path: str, body: dict[str, Any]) -> Any:
    """The server's addresses as OpenAPI: `path` takes what looks like `body`."""
    schema = {"content": {"application/json": {"schema": _like(body)}}, "required": True}
    shown = {"get": {"responses": {"200": {"description": "ok"}}}}
    answers = {"200": {"description": "ok"}, "400": {"description": "no"}}
    return schemathesis.openapi.from_dict(
        {
            "openapi": "3.0.2",
            "info": {"title": "internal", "version": "1"},
            "paths": {
                path: {"post": {"requestBody": schema, "responses": answers}},
                **dict.fromkeys(("/health", "/ready", "/metrics"), shown),
            },
        }
    )


def _like(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        inside = {name: _like(each) for name, each in value.items()}
        return {"type": "object", "properties": inside, "required": list(inside)}
    if isinstance(value, list):
        return {"type": "array", "items": {"type": "object"}}
    if value == CALL["next_action"]:
        return {"type": "string", "enum": [value, "action_none"]}
    return {"type": "integer"} if isinstance(value, int) else {"type": "string"}


rasa_document = _document("/internal/turn", TURN)
action_document = _document("/webhook", CALL)
fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Servers:
    """Their addresses."""

    rasa: str
    actions: str


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def servers(
    request: pytest.FixtureRequest, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Servers]:
    """Both in a thread of their own, on each kind of database."""
    if request.param == "postgresql" and not databases.postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432 as user postgres")
    with databases.database_url(request.param, tmp_path_factory.mktemp("fuzzed")) as url:
        Base.metadata.create_all(engine_for(url), tables=[TurnRow.__table__])
        ready, over = threading.Event(), threading.Event()
        found: list[Servers] = []

        async def serve() -> None:
            ports = free_ports(2)
            config = load_settings(
                database_url=url,
                redis_url=None,
                rasa_port=ports[0],
                action_port=ports[1],
                internal_token=TOKEN,
            )
            actions = build_action_app(_echoing(), token=TOKEN, name=f"actions_{uuid.uuid4().hex}")
            agent = load_agent(model, config)
            rasa = rasa_server.build_app(agent, token=TOKEN, name=f"rasa_{uuid.uuid4().hex}")
            for app in (actions, rasa):
                Exposition(token=FIGURES, readiness=Readiness([])).mount_on_sanic(app)
            async with served(actions, ports[1]) as second, served(rasa, ports[0]) as first:
                found.append(Servers(first, second))
                ready.set()
                await asyncio.to_thread(over.wait)

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        try:
            assert ready.wait(WITHIN_SECONDS)
            yield found[0]
        finally:
            over.set()
            thread.join()


def _echoing() -> ActionExecutor:
    actions = ActionExecutor()

    def echo(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text=str(tracker.latest_message.get("text")))
        return []

    for name in ("action_echo", "action_count", "action_break"):
        actions.register_function(name, echo)
    return actions


@rasa_document.parametrize()
@fuzzed
def test_rasa_s_server_answers_all(case: schemathesis.Case, servers: Servers) -> None:
    assert _asked_twice(case, servers.rasa) in ANSWERS_TO_STRANGERS


@action_document.parametrize()
@fuzzed
def test_the_action_server_answers_all(case: schemathesis.Case, servers: Servers) -> None:
    assert _asked_twice(case, servers.actions) in ANSWERS_TO_STRANGERS


def _asked_twice(case: schemathesis.Case, url: str) -> int:
    """Ask by somebody trusted and by a stranger; the status the stranger gets."""
    answer = case.call(base_url=url, headers=TRUSTED)
    case.validate_response(answer, checks=[not_a_server_error])
    stranger = case.call(base_url=url)
    case.validate_response(stranger, checks=[not_a_server_error])
    if (case.method, case.operation.path) in (("POST", "/internal/turn"), ("POST", "/webhook")):
        assert stranger.status_code in (401, 403)
    if (case.method, case.operation.path) == ("GET", "/metrics"):
        assert (answer.status_code, stranger.status_code) == (200, 401)
    return stranger.status_code


@pytest.mark.parametrize(("path", "whole"), [("/internal/turn", TURN), ("/webhook", CALL)])
def test_damaged_bodies_break_nothing(servers: Servers, path: str, whole: dict[str, Any]) -> None:
    chance = random.Random(9)
    statuses: dict[int, int] = {}
    url = servers.rasa if path == "/internal/turn" else servers.actions
    with httpx.Client(base_url=url, headers=TRUSTED, trust_env=False, timeout=60) as client:
        for _ in range(MUTATIONS):
            body = _mutated(chance, whole)
            status = client.post(path, content=body).status_code
            assert status < 500, body[:300]
            statuses[status] = statuses.get(status, 0) + 1
        assert client.get("/health").status_code == 200
    assert min(statuses[200], statuses[400]) > MUTATIONS / 10


def _mutated(chance: random.Random, whole: dict[str, Any]) -> bytes:
    call = json.loads(json.dumps(whole))
    for _ in range(chance.randint(0, 2)):
        inside = call
        while True:
            name = chance.choice(tuple(inside))
            if not isinstance(inside[name], dict) or not inside[name] or chance.random() < 0.4:
                break
            inside = inside[name]
        if chance.random() < 0.2:
            del inside[name]
            break
        inside[name] = chance.choice(ODD_VALUES)
    body = json.dumps(call).encode()
    damage = chance.random()
    if damage < 0.6:
        return body
    at = chance.randrange(len(body))
    return chance.choice(
        (
            body[:at],
            body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :],
            chance.randbytes(100),
            b"[" * 50_000,
            b'{"tracker":' * 9_000,
        )
    )


ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    [[]],
    [None],
    "",
    "\x00",
    "\ud800",
    "长" * 3000,
    "/greet",
    "/restart",
    '/greet{"size": [',
    "/greet@1e400",
    -1,
    0.5,
    10**300,
    float("inf"),
    float("nan"),
    {"message_id": {}},
    {"message_id": 10**30},
    {"chat": []},
    {"chat": {"meanwhile": 5}},
    {"chat": {"meanwhile": "在吗"}},
    {"chat": {"meanwhile": [None, {}, "\x00"]}},
    {"draft": True},
)
