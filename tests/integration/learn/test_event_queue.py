"""The dialogue's events from RabbitMQ into the log: taken off the queue once they are on disk."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import aio_pika
import pytest

from bot.learn.log import queue as queue_module
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.events import EventReader
from bot.learn.log.queue import QUEUE, QueueError, QueueSource
from bot.learn.log.rows import messages_of
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.serving import event_stream
from bot.serving.event_stream import MaskedEventStream
from bot.settings import SHOP_TIMEZONE

RABBIT = "amqp://guest:guest@127.0.0.1:5672/"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHOP_TIMEZONE).timestamp()


@pytest.fixture
async def name(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A queue of its own, filled by the engine's own stream."""
    name = f"test.{uuid.uuid4().hex}"
    monkeypatch.setattr(event_stream, "QUEUE", name)
    monkeypatch.setattr(event_stream, "EXCHANGE", name)
    try:
        connection = await aio_pika.connect(RABBIT)
    except (OSError, aio_pika.exceptions.AMQPError):
        pytest.skip("no RabbitMQ answers on 127.0.0.1:5672 as guest")
    channel = await connection.channel()
    queue = await channel.declare_queue(name, durable=True)
    yield name
    await queue.delete(if_unused=False, if_empty=False)
    await channel.exchange_delete(name)
    await connection.close()


async def _sent(count: int) -> None:
    stream = MaskedEventStream(RABBIT)
    for number in range(count):
        chat = {"sender_id": f"web:{number % 7}", "timestamp": NOON + number}
        stream.publish({**chat, "event": "user", "text": f"第{number}句 我电话13800138000"})
        trace = {"trace": {"reason": "stock.there"}}
        stream.publish(
            {
                **chat,
                "timestamp": NOON + number + 0.5,
                "event": "bot",
                "text": "有",
                "metadata": trace,
            }
        )
    await stream.close()


def _source(folder: Path, name: str) -> QueueSource:
    reader = EventReader(Tags(b"k" * 32), Cleaner())
    log = ConversationLog(folder / "log")
    return QueueSource(RABBIT, reader, log, queue=name, idle_seconds=0.5)


def _kept(folder: Path) -> list[Any]:
    log = ConversationLog(folder / "log")
    return [message for part in log.parts() for message in messages_of(log.read(part))]


async def _waiting(name: str) -> int:
    connection = await aio_pika.connect(RABBIT)
    async with connection:
        channel = await connection.channel()
        declared = await channel.declare_queue(name, passive=True)
        return int(declared.declaration_result.message_count or 0)


async def test_what_the_engine_sent_is_collected_once(name: str, tmp_path: Path) -> None:
    await _sent(40)
    done = await _source(tmp_path, name).drain()
    assert (done.added, done.known) == (80, 0)
    asked = [message for message in _kept(tmp_path) if message.sender == "buyer"]
    assert {message.reason for message in asked} == {"stock.there"}
    assert {message.text.partition(" ")[2] for message in asked} == {"我电话〔电话〕"}
    assert len({message.conversation for message in asked}) == 7
    assert await _waiting(name) == 0


async def test_a_kill_before_the_file_is_written_loses_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "AT_ONCE", 10)
    await _sent(40)
    killed = _source(tmp_path, name)
    written: list[int] = []

    def dies(read: int) -> None:
        written.append(read)
        if len(written) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await killed.drain(dies)
    there = len(_kept(tmp_path))
    assert 0 < there < 80
    await asyncio.sleep(0.2)
    await _source(tmp_path, name).drain()
    kept = _kept(tmp_path)
    assert len(kept) == len({(each.conversation, each.id) for each in kept}) == 80
    reasons = [each.reason for each in kept if each.sender == "buyer"]
    assert reasons.count("") == 0


async def test_what_is_no_event_is_counted_and_taken_away(name: str, tmp_path: Path) -> None:
    connection = await aio_pika.connect(RABBIT)
    async with connection:
        channel = await connection.channel()
        for body in (b"{", json.dumps([1]).encode()):
            await channel.default_exchange.publish(aio_pika.Message(body), name)
        await asyncio.sleep(0.2)
    source = _source(tmp_path, name)
    assert (await source.drain()).added == 0
    assert source.unreadable == 2
    assert await _waiting(name) == 0


@pytest.mark.parametrize("url", ["amqp://guest:guest@127.0.0.1:1/", "amqp://x", "nonsense"])
async def test_a_broker_that_is_away_is_said_so(tmp_path: Path, url: str) -> None:
    reader = EventReader(Tags(b"k" * 32), Cleaner())
    with pytest.raises(QueueError):
        await QueueSource(url, reader, ConversationLog(tmp_path)).drain()


async def test_the_engine_fills_the_queue_that_is_read() -> None:
    assert event_stream.QUEUE == QUEUE
