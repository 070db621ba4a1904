"""The action server from outside."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.__main__ import build_app, load_actions
from bot.errors import EngineError
from tests.integration.serving.small_shop import TOKEN, served

SECRET_WORDS = "我的电话是13800001111"


@pytest.fixture
async def client(
    executor: ActionExecutor, free_port: Callable[[], int]
) -> AsyncIterator[httpx.AsyncClient]:
    app = build_app(executor, token=TOKEN, name=f"actions_{uuid.uuid4().hex}")
    async with served(app, free_port()) as address, httpx.AsyncClient(base_url=address) as http:
        yield http


def call(action: str) -> dict[str, object]:
    tracker = {"sender_id": "b", "slots": {}, "latest_message": {"text": SECRET_WORDS}}
    return {"next_action": action, "sender_id": "b", "tracker": tracker, "version": "3.6.21"}


async def test_an_action_runs_for_who_knows_the_token(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/webhook", json=call("action_count"), headers={"X-Xiaoer-Token": TOKEN}
    )
    assert answer.status_code == 200
    assert answer.json()["responses"][0]["text"] == "第1次"
    assert answer.json()["events"][0]["value"] == 1


@pytest.mark.parametrize("headers", [{}, {"X-Xiaoer-Token": ""}, {"X-Xiaoer-Token": TOKEN[:-1]}])
async def test_nobody_else_may_run_one(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/webhook", json=call("action_count"), headers=headers)
    assert answer.status_code == 401
    assert "第1次" not in answer.text


async def test_a_token_that_is_not_ascii_is_refused(client: httpx.AsyncClient) -> None:
    headers = [(b"X-Xiaoer-Token", "口令".encode())]
    answer = await client.post("/webhook", json=call("action_count"), headers=headers)
    assert answer.status_code == 401


async def test_a_failure_tells_rasa_and_repeats_nothing(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.post(
        "/webhook", json=call("action_break"), headers={"X-Xiaoer-Token": TOKEN}
    )
    assert answer.status_code == 500
    assert json.loads(answer.text)["action_name"] == "action_break"
    assert "13800001111" not in answer.text
    assert [r.levelno for r in caplog.records if "action_break" in r.getMessage()] == [
        logging.ERROR
    ]


async def test_an_unknown_action_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/webhook", json=call("action_nothing"), headers={"X-Xiaoer-Token": TOKEN}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"next_action": "action_count"}'])
async def test_what_is_not_a_call_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/webhook", content=body, headers={"X-Xiaoer-Token": TOKEN})
    assert answer.status_code == 400


async def test_a_rejection_reaches_rasa_in_the_form_it_reads(
    client: httpx.AsyncClient, executor: ActionExecutor
) -> None:
    def reject(dispatcher: object, tracker: object, domain: object) -> None:
        raise ActionExecutionRejection("action_no")

    executor.register_function("action_no", reject)
    answer = await client.post(
        "/webhook", json=call("action_no"), headers={"X-Xiaoer-Token": TOKEN}
    )
    assert (answer.status_code, answer.json()["action_name"]) == (400, "action_no")


async def test_health_asks_for_no_token_and_there_is_no_list_of_actions(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
    assert (await client.get("/actions")).status_code == 404


def test_a_package_that_cannot_be_imported_is_named(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f"broken_{uuid.uuid4().hex}"
    folder = tmp_path / package / "topic"  # type: ignore[operator]
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "__init__.py").touch()
    (folder / "action.py").write_text("import no_such_module_of_ours")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(EngineError, match=rf"{package}\.topic\.action.*no_such_module_of_ours"):
        load_actions(package)
