"""Whole turns: the real Rasa, a real action server, a real database."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from actions.__main__ import build_app as build_action_app
from bot.models.facts import name_of
from bot.serving import rasa_server
from bot.serving.internal import INTERNAL_HEADER
from bot.serving.loading import load_agent, warm_up
from bot.settings import Settings
from bot.telemetry.exposition import Exposition
from bot.telemetry.readiness import Readiness
from tests.integration.serving.small_shop import (
    TOKEN,
    Chat,
    CountAction,
    Statements,
    served,
    together,
)


@pytest.fixture
async def chat(model: Path, config: Settings, executor: ActionExecutor) -> AsyncIterator[Chat]:
    """The small shop, open."""
    app = build_action_app(executor, token=TOKEN, name=f"actions_{uuid.uuid4().hex}")
    async with served(app, config.action_port):
        agent = load_agent(model, config)
        yield Chat(agent)
        await agent.action_endpoint.close()


async def test_an_action_answers_and_its_slot_is_there_next_time(chat: Chat) -> None:
    assert await chat.say("在吗") == ["在的"]
    assert await chat.say("多少钱") == ["第1次"]
    assert await chat.say("多少钱") == ["第2次"]


async def test_a_burst_is_answered_at_once_and_in_order(chat: Chat) -> None:
    await chat.say("在吗")
    started = asyncio.get_running_loop().time()
    said = await together(*(chat.say("多少钱") for _ in range(5)))
    assert said == [["第1次"], ["第2次"], ["第3次"], ["第4次"], ["第5次"]]
    # Rasa's own lock store would sleep a whole second before the second answer.
    assert asyncio.get_running_loop().time() - started < 1.0


async def test_what_was_said_early_is_known_after_the_window(chat: Chat) -> None:
    await chat.say("多少钱 XL")
    for _ in range(15):
        await chat.say("在吗")
    slots = await chat.slots()
    assert (slots["size"], slots["count"]) == ("XL", 1)
    assert await chat.say("多少钱") == ["第2次"]


async def test_a_turn_costs_the_database_the_same_at_turn_forty(
    chat: Chat, database_url: str
) -> None:
    async def statements() -> list[str]:
        with Statements(database_url) as statements:
            await chat.say("在吗")
        return statements.sent

    for _ in range(9):
        await chat.say("在吗")
    tenth = await statements()
    for _ in range(29):
        await chat.say("在吗")
    assert await statements() == tenth
    assert [words.split()[0] for words in tenth] == ["SELECT", "INSERT"]


async def test_an_action_is_sent_no_more_of_a_long_chat_than_of_a_short_one(chat: Chat) -> None:
    sent: list[int] = []

    async def measure(tracker: Any) -> None:
        sent.append(len(json.dumps(tracker.current_state())))

    CountAction.before_answer = measure
    for _ in range(20):
        await chat.say("多少钱")
    assert max(sent[10:]) < 1.1 * sent[3]


async def test_what_an_action_gets_to_see(chat: Chat) -> None:
    seen: list[Any] = []

    async def note(tracker: Any) -> None:
        seen.append(tracker)

    await chat.say("在吗")
    CountAction.before_answer = note
    await chat.say("多少钱 M")
    (tracker,) = seen
    assert tracker.latest_message["text"] == "多少钱 M"
    assert tracker.latest_message["intent"]["name"] == "ask_price"
    assert tracker.slots["size"] == "M"
    spoken = [event["text"] for event in tracker.events if event["event"] in ("user", "bot")]
    assert spoken == ["在吗", "在的", "多少钱 M"]


async def test_a_failing_action_leaves_the_rest_of_the_chat_alone(chat: Chat) -> None:
    assert await chat.say("我要了") == []
    assert await chat.say("在吗") == ["在的"]


async def test_an_action_server_that_restarts_loses_no_turn(
    model: Path, config: Settings, executor: ActionExecutor
) -> None:
    agent = load_agent(model, config)
    waiting = asyncio.ensure_future(Chat(agent).say("多少钱"))
    await asyncio.sleep(0.5)
    app = build_action_app(executor, token=TOKEN, name=f"actions_{uuid.uuid4().hex}")
    async with served(app, config.action_port):
        assert await waiting == ["第1次"]
    await agent.action_endpoint.close()


async def test_the_server_answers_when_ready_and_finishes_a_turn_before_it_stops(
    chat: Chat, config: Settings, model: Path
) -> None:
    release = asyncio.Event()

    async def wait(_tracker: Any) -> None:
        await release.wait()

    await warm_up(chat.agent)
    CountAction.before_answer = wait
    app = rasa_server.build_app(chat.agent, token=TOKEN, name=f"rasa_{uuid.uuid4().hex}")
    Exposition(token="", readiness=Readiness([])).mount_on_sanic(app)
    async with httpx.AsyncClient() as client:
        async with served(app, config.rasa_port) as address:
            assert (await client.get(f"{address}/health")).status_code == 200
            ready = (await client.get(f"{address}/ready")).json()
            assert ready["status"] == "ready"
            for hidden in ("/", "/status", "/version", "/conversations/buyer/tracker", "/model"):
                assert (await client.get(f"{address}{hidden}")).status_code == 404
            body = {"sender_id": "buyer", "text": "多少钱", "message_id": "m1"}
            address = f"{address}/internal/turn"
            assert (await client.post(address, json=body)).status_code == 403
            headers = {INTERNAL_HEADER: TOKEN}
            turn = asyncio.ensure_future(
                client.post(address, json=body, headers=headers, timeout=10)
            )
            await asyncio.sleep(0.3)
            asyncio.get_running_loop().call_later(0.5, release.set)
        # The server has been stopped by now, and the turn was under way when that began.
        (reply,) = (await turn).json()["replies"]
        assert (reply["text"], reply["trace"]["model"]) == ("第1次", name_of(model))
    assert (await chat.slots())["count"] == 1
