"""The dialogue's events over RabbitMQ: masked, in order, and never in a turn's way."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aio_pika
import pytest
from rasa_sdk.executor import ActionExecutor

from actions.__main__ import build_app as build_action_app
from bot.errors import ConfigurationError
from bot.serving import event_stream
from bot.serving.event_stream import MaskedEventStream, masked
from bot.serving.loading import load_agent
from bot.settings import Settings
from bot.telemetry.subject import tag_of
from tests.integration.serving.small_shop import TOKEN, Chat, served

RABBIT = "amqp://guest:guest@127.0.0.1:5672/"
NOBODY = "amqp://guest:guest@127.0.0.1:1/"


@pytest.fixture
async def queue(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """The stream's queue under a name of its own."""
    name = f"test.{uuid.uuid4().hex}"
    monkeypatch.setattr(event_stream, "QUEUE", name)
    monkeypatch.setattr(event_stream, "EXCHANGE", name)
    try:
        connection = await aio_pika.connect(RABBIT)
    except (OSError, aio_pika.exceptions.AMQPError):
        pytest.skip("no RabbitMQ answers on 127.0.0.1:5672 as guest")
    channel = await connection.channel()
    made = await channel.declare_queue(name, durable=True)
    yield made
    await made.delete(if_unused=False, if_empty=False)
    await channel.exchange_delete(name)
    await connection.close()


async def _received(queue: Any, count: int) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    async with queue.iterator() as messages:
        async for message in messages:
            await message.ack()
            events.append(json.loads(message.body))
            if len(events) == count:
                break
    return events


async def test_a_turns_events_are_sent_without_what_names_the_buyer(
    queue: Any, model: Path, config: Settings, executor: ActionExecutor
) -> None:
    config = config.copy(update={"events_url": _secret(RABBIT)})
    app = build_action_app(executor, token=TOKEN, name=f"actions_{uuid.uuid4().hex}")
    async with served(app, config.action_port):
        agent = load_agent(model, config)
        assert await Chat(agent).say("多少钱 我电话13800138000", sender="web:buyer") == ["第1次"]
        events = await asyncio.wait_for(_received(queue, 6), 20)
        await agent.tracker_store.event_broker.close()
        await agent.action_endpoint.close()
    assert {event["sender_id"] for event in events} == {tag_of("web:buyer")}
    (user,) = [event for event in events if event["event"] == "user"]
    assert user["text"] == "多少钱 我电话〔电话〕"
    assert "13800138000" not in json.dumps(events)
    assert "web:buyer" not in json.dumps(events)


async def test_events_come_in_order(queue: Any) -> None:
    stream = MaskedEventStream(RABBIT)
    for number in range(50):
        stream.publish({"sender_id": "a", "number": number})
    events = await asyncio.wait_for(_received(queue, 50), 20)
    assert [event["number"] for event in events] == list(range(50))
    await stream.close()


async def test_a_broker_that_is_away_holds_up_no_turn(
    model: Path, config: Settings, executor: ActionExecutor
) -> None:
    config = config.copy(update={"events_url": _secret(NOBODY)})
    app = build_action_app(executor, token=TOKEN, name=f"actions_{uuid.uuid4().hex}")
    async with served(app, config.action_port):
        agent = load_agent(model, config)
        assert await asyncio.wait_for(Chat(agent).say("多少钱"), 2) == ["第1次"]
        assert await asyncio.wait_for(Chat(agent).say("多少钱"), 2) == ["第2次"]
        await agent.tracker_store.event_broker.close()
        await agent.action_endpoint.close()


async def test_of_a_long_outage_the_newest_events_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_stream, "EVENTS_KEPT", 10)
    monkeypatch.setattr(event_stream, "FINISH_SECONDS", 0.1)
    stream = MaskedEventStream(NOBODY)
    for number in range(30):
        stream.publish({"number": number})
    assert [event["number"] for event in stream._waiting] == list(range(20, 30))
    await stream.close()


def test_figures_and_ids_of_the_shop_stay() -> None:
    event = {"event": "slot", "value": {"price": "199", "product": "LN2107", "seen": ["多少钱"]}}
    assert masked(event) == event


@pytest.mark.parametrize("url", ["", "http://127.0.0.1", "amqp://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="XIAOER_EVENTS_URL"):
        MaskedEventStream(url)


def _secret(url: str) -> Any:
    from pydantic import SecretStr

    return SecretStr(url)
