"""News between copies: that something of a conversation is new, told to every gateway and desk.

Only the conversation's id goes over Redis, never a word of it. What is missed while Redis is away
is found in the log a few seconds later (upkeep.py).
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from bot.channels.jobs import together
from bot.chats.news import news_channel
from bot.settings import REDIS_PREFIX

logger = logging.getLogger(__name__)

_AGAIN_SECONDS = 0.5
_LISTEN_SECONDS = 10.0


class News(Protocol):
    """Tells other copies that something of a conversation is new."""

    def tell(self, conversation_id: str) -> None:
        """Tell them, without waiting for it."""


class NoNews:
    """The news of the only copy: there is nobody to tell."""

    def tell(self, conversation_id: str) -> None:
        """Nobody is told."""


class RedisNews:
    """News over Redis: `on_news` hears what others told, `on_gap` that some may have been missed.

    What this copy told comes back to it as to everybody; that many are passed over.
    """

    def __init__(
        self,
        url: str,
        *,
        on_news: Callable[[str], None],
        on_gap: Callable[[], None],
        prefix: str = REDIS_PREFIX,
    ) -> None:
        self._channel = news_channel(prefix)
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=5)
        self._on_news = on_news
        self._on_gap = on_gap
        self._to_tell: set[str] = set()
        self._something = asyncio.Event()
        self._echoes: Counter[str] = Counter()

    def tell(self, conversation_id: str) -> None:
        """Tell the other copies, with what else is to be told by then."""
        self._to_tell.add(conversation_id)
        self._something.set()

    async def run(self) -> None:
        """Tell and listen until cancelled."""
        await together(self._speak(), self._listen())

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.close()

    async def _speak(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            told, self._to_tell = self._to_tell, set()
            self._echoes.update(told)
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    for conversation_id in told:
                        pipe.publish(self._channel, conversation_id)
                    await pipe.execute()
            except RedisError as error:
                self._echoes.subtract(told)
                logger.error("The other copies could not be told: %s", type(error).__name__)

    async def _listen(self) -> None:
        while True:
            pubsub = self._redis.pubsub(ignore_subscribe_messages=True)
            try:
                await pubsub.subscribe(self._channel)
                self._echoes.clear()
                self._on_gap()
                await self._hear(pubsub)
            except RedisError as error:
                logger.error("News cannot be heard: %s", type(error).__name__)
            finally:
                await pubsub.close()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _hear(self, pubsub: PubSub) -> None:
        while True:
            message = await pubsub.get_message(timeout=_LISTEN_SECONDS)
            if message is None:
                await pubsub.ping()  # a line that is dead unnoticed is an error here
                continue
            conversation_id = message["data"].decode("utf-8", "replace")
            if self._echoes[conversation_id] > 0:
                self._echoes[conversation_id] -= 1
                continue
            del self._echoes[conversation_id]
            self._on_news(conversation_id)
