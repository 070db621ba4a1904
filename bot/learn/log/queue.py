"""The dialogue's events from RabbitMQ into the log; taken off the queue once they are on disk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from bot.errors import XiaoerError
from bot.learn.log.adding import Appended
from bot.learn.log.events import EventReader
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.store import ConversationLog

QUEUE = "xiaoer.events"  # what `bot.serving.event_stream` fills
AT_ONCE = 5_000
IDLE_SECONDS = 2.0


class QueueError(XiaoerError):
    """The broker or its queue cannot be read."""


class QueueSource:
    """Reads the queue at `url` until nothing came for `idle_seconds`.

    An event is acknowledged after the file that holds it was written; of a killed process it comes
    again and is found to be there. One that waits for the reply that tells how it was read is held
    back meanwhile.
    """

    def __init__(
        self,
        url: str,
        reader: EventReader,
        log: ConversationLog,
        *,
        queue: str = QUEUE,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._url = url
        self._reader = reader
        self._log = log
        self._queue = queue
        self._idle = idle_seconds
        self._messages: list[LoggedMessage] = []
        self._held: list[tuple[str, AbstractIncomingMessage]] = []
        self._done = Appended(0, 0, 0)
        self.unreadable = 0

    async def drain(self, on_progress: Callable[[int], None] = lambda read: None) -> Appended:
        """Take in what is there; raises QueueError where the broker or the queue is away."""
        try:
            connection = await aio_pika.connect(self._url)
        except (OSError, aio_pika.exceptions.AMQPError, ValueError, asyncio.TimeoutError) as error:
            raise QueueError(
                "RabbitMQ 连不上。", hint="看 amqp:// 地址、用户和密码对不对，服务开着没有。"
            ) from error
        async with connection:
            channel = await connection.channel()
            # Held back are those in the middle of a turn: fewer than one a buyer being answered.
            await channel.set_qos(prefetch_count=2 * AT_ONCE)
            try:
                queue = await channel.declare_queue(self._queue, passive=True)
            except aio_pika.exceptions.AMQPError as error:
                raise QueueError(
                    f"RabbitMQ 里没有队列 {self._queue}。",
                    hint="先设 XIAOER_EVENTS_URL 再启动小二，聊过一次以后才有。",
                ) from error
            await self._read(queue, on_progress)
        return self._done

    async def _read(self, queue: Any, on_progress: Callable[[int], None]) -> None:
        arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        consumer = await queue.consume(arrived.put)
        count = 0
        try:
            while True:
                try:
                    message = await asyncio.wait_for(arrived.get(), self._idle)
                except asyncio.TimeoutError:
                    break
                count += 1
                self._take(message)
                if len(self._held) >= AT_ONCE:
                    await self._write(self._reader.waiting)
                    on_progress(count)
        finally:
            await queue.cancel(consumer)
        self._messages += self._reader.rest()
        await self._write(frozenset())
        on_progress(count)

    def _take(self, message: AbstractIncomingMessage) -> None:
        try:
            event = json.loads(message.body)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict):
            self.unreadable += 1
            self._held.append(("", message))
            return
        self._messages += self._reader.read(event)
        self._held.append((str(event.get("sender_id") or ""), message))

    async def _write(self, waiting: frozenset[str]) -> None:
        """Put on disk what is complete, and let the broker forget it."""
        done = self._log.append(self._messages)
        self._messages = []
        self._done = Appended(
            self._done.added + done.added,
            self._done.known + done.known,
            self._done.forgotten + done.forgotten,
        )
        ready = [message for sender_id, message in self._held if sender_id not in waiting]
        self._held = [each for each in self._held if each[0] in waiting]
        for message in ready:
            await message.ack()
