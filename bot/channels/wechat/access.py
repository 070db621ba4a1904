"""Access tokens of WeChat's API: fetched once, kept until they end, shared by copies over Redis."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import httpx
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.channels.connector import NotDeliveredError
from bot.settings import REDIS_PREFIX

logger = logging.getLogger(__name__)

SPARE_SECONDS = 300.0


class Fetched(NamedTuple):
    """A token and how long it holds, in seconds."""

    token: str
    seconds: float


# `force` asks for another one than the platform gave before.
Fetch = Callable[[bool], Awaitable[Fetched]]


class AccessTokens:
    """The token of one account, called `name`; `prefix` is the engine's in Redis.

    `now` counts seconds.
    """

    def __init__(
        self,
        name: str,
        fetch: Fetch,
        *,
        shared: Redis | None,
        prefix: str = REDIS_PREFIX,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = f"{prefix}:access:{name}"
        self._fetch = fetch
        self._shared = shared
        self._now = now
        self._token = ""
        self._until = 0.0
        self._fetching = asyncio.Lock()

    async def get(self) -> str:
        """A token that holds; raises NotDeliveredError where the platform gives none."""
        if self._now() < self._until:
            return self._token
        async with self._fetching:
            if self._now() < self._until:
                return self._token
            return await self._look_or_fetch(refused="")

    async def renew(self, refused: str) -> str:
        """Another token than the one that was refused; raises NotDeliveredError."""
        async with self._fetching:
            if self._token != refused and self._now() < self._until:
                return self._token
            return await self._look_or_fetch(refused=refused)

    async def close(self) -> None:
        """Close the connection to where tokens are shared."""
        if self._shared is not None:
            await self._shared.close()

    async def _look_or_fetch(self, *, refused: str) -> str:
        kept = await self._kept()
        if kept is None or kept.token == refused:
            kept = await self._fetch(bool(refused))
            await self._keep(kept)
        self._token = kept.token
        self._until = self._now() + max(kept.seconds - SPARE_SECONDS, SPARE_SECONDS / 10)
        return kept.token

    async def _kept(self) -> Fetched | None:
        if self._shared is None:
            return None
        try:
            token = await self._shared.get(self._name)
            seconds = await self._shared.ttl(self._name)
        except RedisError as error:
            logger.warning("A shared access token cannot be read: %s", type(error).__name__)
            return None
        return None if token is None or seconds <= 0 else Fetched(token.decode(), seconds)

    async def _keep(self, fetched: Fetched) -> None:
        if self._shared is None:
            return
        try:
            await self._shared.set(self._name, fetched.token, ex=max(int(fetched.seconds), 1))
        except RedisError as error:
            logger.warning("An access token cannot be shared: %s", type(error).__name__)


def of_official_account(client: httpx.AsyncClient, base: str, app_id: str, secret: str) -> Fetch:
    """Fetches by `stable_token`, which gives every copy the same token while that one holds."""

    async def fetch(force: bool) -> Fetched:
        body = {
            "grant_type": "client_credential",
            "appid": app_id,
            "secret": secret,
            "force_refresh": force,
        }
        return await _fetched(client.post(f"{base}/cgi-bin/stable_token", json=body))

    return fetch


def of_enterprise(client: httpx.AsyncClient, base: str, corp_id: str, secret: str) -> Fetch:
    """Fetches by `gettoken`, which gives the same token while that one holds."""

    async def fetch(_force: bool) -> Fetched:
        query = {"corpid": corp_id, "corpsecret": secret}
        return await _fetched(client.get(f"{base}/cgi-bin/gettoken", params=query))

    return fetch


async def _fetched(request: Awaitable[httpx.Response]) -> Fetched:
    try:
        answer = (await request).json()
    except (httpx.HTTPError, ValueError) as error:
        raise NotDeliveredError(f"微信没有给出凭据：{type(error).__name__}") from error
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token:
        code = answer.get("errcode") if isinstance(answer, dict) else None
        logger.error(
            "WeChat gives no access token: error %s; look at id, secret and IP list.", code
        )
        raise NotDeliveredError(f"微信没有给出凭据：错误 {code}")
    return Fetched(token, float(answer.get("expires_in", 7200)))
