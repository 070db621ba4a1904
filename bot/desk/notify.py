"""Tells the gateways that a person wrote something, so that the buyer sees it at once."""

from __future__ import annotations

import asyncio
import logging

import httpx
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.chats.news import news_channel
from bot.serving.internal import INTERNAL_HEADER
from bot.settings import REDIS_PREFIX
from bot.telemetry.subject import about
from bot.telemetry.tracing import carried, span

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 2.0
RETRY_AFTER_SECONDS = (1.0, 4.0)


class ChatNotifier:
    """Tells every gateway through Redis, or the only one at `/internal/pushed`.

    Connections are kept open. A message is in the log before this is called: when no gateway can
    be told, the buyer's page gets it with the next message or when it connects again.
    """

    def __init__(
        self,
        chat_url: str,
        *,
        token: str,
        redis_url: str | None = None,
        redis_prefix: str = REDIS_PREFIX,
        transport: httpx.AsyncBaseTransport | None = None,
        retry_after: tuple[float, ...] = RETRY_AFTER_SECONDS,
    ) -> None:
        self._url = f"{chat_url}/internal/pushed"
        self._retry_after = retry_after
        self._retries: set[asyncio.Task[None]] = set()
        self._channel = news_channel(redis_prefix)
        self._redis: Redis | None = None
        if redis_url:
            self._redis = Redis.from_url(
                redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
            )
        self._client = httpx.AsyncClient(
            headers={INTERNAL_HEADER: token},
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,
        )

    async def pushed(self, conversation_id: str) -> bool:
        """Whether the gateways heard of it now; if not, they are told again a little later."""
        with about(conversation_id), span("push", kind="producer"):
            if await self._told(conversation_id):
                return True
        retry = asyncio.create_task(self._again(conversation_id))
        self._retries.add(retry)
        retry.add_done_callback(self._retries.discard)
        return False

    async def aclose(self) -> None:
        """Stop retrying and close the connections."""
        for retry in self._retries:
            retry.cancel()
        await asyncio.gather(*self._retries, return_exceptions=True)
        await self._client.aclose()
        if self._redis is not None:
            await self._redis.close()

    async def _again(self, conversation_id: str) -> None:
        for seconds in self._retry_after:
            await asyncio.sleep(seconds)
            if await self._told(conversation_id):
                return

    async def _told(self, conversation_id: str) -> bool:
        if self._redis is None:
            return await self._post(conversation_id)
        try:
            await self._redis.publish(self._channel, conversation_id)
        except RedisError as error:
            log.warning("The gateways were not told of a new message: %r", error)
            return False
        return True

    async def _post(self, conversation_id: str) -> bool:
        try:
            response = await self._client.post(
                self._url, json={"conversation_id": conversation_id}, headers=carried()
            )
        except httpx.HTTPError as error:
            log.warning("The gateway was not told of a new message: %r", error)
            return False
        if response.is_success:
            return True
        log.warning("The gateway refused to push: HTTP %s", response.status_code)
        return False
