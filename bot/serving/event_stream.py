"""The dialogue's events to RabbitMQ, for whoever analyses them: masked, and never in a turn's way.

A turn only puts its events aside. They are masked and sent by the side, in order; while the broker
is away the newest are kept and sent when it is back.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from rasa.core.brokers.broker import EventBroker
from rasa.core.brokers.pika import PikaEventBroker

from bot.errors import ConfigurationError
from bot.telemetry.subject import tag_of
from bot.text.masking import mask_personal

logger = logging.getLogger(__name__)

QUEUE = "xiaoer.events"
EXCHANGE = "xiaoer.events"
EVENTS_KEPT = 20_000
AGAIN_SECONDS = 2.0
SEND_SECONDS = 5.0
FINISH_SECONDS = 2.0
_SHORTEST_PERSONAL = 5  # no phone number, address or id is shorter


class MaskedEventStream(EventBroker):
    """Rasa's RabbitMQ broker at `url` (amqp:// or amqps://) behind a mask and a bounded queue.

    Raises ConfigurationError for an address that is none.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("amqp", "amqps") or not parts.hostname:
            raise ConfigurationError(
                "XIAOER_EVENTS_URL is no address of a RabbitMQ server.",
                hint="Write it like amqp://user:password@host:5672/.",
            )
        self._url = url
        self._parts = parts
        self._waiting: deque[dict[str, Any]] = deque(maxlen=EVENTS_KEPT)
        self._something: asyncio.Event | None = None
        self._sending: asyncio.Task[None] | None = None
        self._broker: PikaEventBroker | None = None
        self._is_away = False

    def publish(self, event: dict[str, Any]) -> None:
        """Put an event aside; it is sent soon."""
        self._waiting.append(event)
        if self._sending is None or self._something is None:
            self._something = asyncio.Event()
            self._sending = asyncio.get_running_loop().create_task(self._send_all())
        self._something.set()

    async def close(self) -> None:
        """Send what waits, for a moment, and close the connection."""
        if self._sending is None:
            return
        give_up_at = asyncio.get_running_loop().time() + FINISH_SECONDS
        while self._waiting and asyncio.get_running_loop().time() < give_up_at:
            await asyncio.sleep(0.05)
        self._sending.cancel()
        await asyncio.gather(self._sending, return_exceptions=True)
        await self._hang_up()

    async def _send_all(self) -> None:
        assert self._something is not None  # noqa: S101 - made with this task
        while True:
            while self._waiting:
                event = self._waiting.popleft()
                try:
                    await asyncio.wait_for(self._send(event), SEND_SECONDS)
                except Exception as error:  # noqa: BLE001 - the broker's library raises anything
                    self._note_away(error)
                    if len(self._waiting) < EVENTS_KEPT:
                        self._waiting.appendleft(event)
                    await self._hang_up()
                    await asyncio.sleep(AGAIN_SECONDS)
                else:
                    self._is_away = False
            self._something.clear()
            await self._something.wait()

    async def _send(self, event: dict[str, Any]) -> None:
        if self._broker is None:
            self._broker = await self._connected()
        exchange = self._broker._exchange
        if exchange is None:
            raise ConnectionError("no exchange")
        await exchange.publish(self._broker._message(masked(event), None), "")

    async def _connected(self) -> PikaEventBroker:
        broker = PikaEventBroker(
            self._url,
            username=self._parts.username or "guest",
            password=self._parts.password or "guest",
            port=self._parts.port or (5671 if self._parts.scheme == "amqps" else 5672),
            queues=[QUEUE],
            exchange_name=EXCHANGE,
            should_keep_unpublished_messages=False,
            connection_attempts=1,
            retry_delay_in_seconds=0,
            event_loop=asyncio.get_running_loop(),
        )
        await broker.connect()
        return broker

    async def _hang_up(self) -> None:
        broker, self._broker = self._broker, None
        if broker is not None:
            with suppress(Exception):  # it is being left for good
                await asyncio.wait_for(broker.close(), SEND_SECONDS)

    def _note_away(self, error: Exception) -> None:
        if not self._is_away:
            # Once, and no address: it holds the password.
            logger.error("Events wait for the broker: %s", type(error).__name__)
        self._is_away = True


def masked(event: dict[str, Any]) -> dict[str, Any]:
    """The event without personal data; the conversation's id is its tag (see `tag_of`)."""
    sender_id = str(event.get("sender_id", ""))
    hidden: dict[str, Any] = _masked(event, sender_id)
    return hidden


def _masked(value: Any, sender_id: str) -> Any:
    if isinstance(value, str):
        if value == sender_id:
            return tag_of(sender_id)
        return mask_personal(value) if len(value) >= _SHORTEST_PERSONAL else value
    if isinstance(value, dict):
        return {key: _masked(each, sender_id) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(each, sender_id) for each in value]
    return value
