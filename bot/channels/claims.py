"""Which copy of the gateway works on a conversation: one at a time, in the whole cluster."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.settings import REDIS_PREFIX

logger = logging.getLogger(__name__)

LEASE_SECONDS = 3.0
RENEW_SECONDS = 0.8
_LEASE_MS = int(LEASE_SECONDS * 1000)

_RENEW = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
_LEAVE = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


@dataclass
class Claim:
    """Whether this copy may work on something; it may lose it, so look before each step."""

    ours: bool


class Claims(Protocol):
    """Gives out claims; `several` says whether there may be other copies."""

    several: bool

    def hold(self, name: str) -> AbstractAsyncContextManager[Claim]:
        """Claim what is called `name` until the end of the context, without waiting for it."""


class OnlyCopy:
    """The claims of the only copy: everything is its own."""

    several = False

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[Claim]:
        """Always ours."""
        yield Claim(ours=True)


class RedisClaims:
    """Claims shared through Redis; one of a copy that died runs out after `LEASE_SECONDS`.

    Without Redis nothing is claimed: what waits is worked off when it is back. `prefix` is the
    engine's, before every name in Redis.
    """

    several = True

    def __init__(self, url: str, *, prefix: str = REDIS_PREFIX) -> None:
        self._keys = f"{prefix}:work:"
        self._redis: Redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
        self._renew = self._redis.register_script(_RENEW)
        self._leave = self._redis.register_script(_LEAVE)
        self._us = uuid.uuid4().hex
        self._held: dict[str, Claim] = {}

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[Claim]:
        """Claim `name`; it is nobody's twice in one process either."""
        claim = Claim(ours=name not in self._held and await self._take(name))
        if not claim.ours:
            yield claim
            return
        self._held[name] = claim
        try:
            yield claim
        finally:
            del self._held[name]
            with suppress(RedisError):  # it runs out by itself
                await self._leave(keys=[self._keys + name], args=[self._us])

    async def run(self) -> None:
        """Renew what is held, until cancelled."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            held = dict(self._held)
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    for name in held:
                        await self._renew(
                            keys=[self._keys + name], args=[self._us, _LEASE_MS], client=pipe
                        )
                    kept = await pipe.execute()
            except RedisError as error:
                logger.error("Claims cannot be renewed: %s", type(error).__name__)
                continue
            for claim, is_ours in zip(held.values(), kept, strict=True):
                claim.ours = bool(is_ours)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.close()

    async def _take(self, name: str) -> bool:
        try:
            taken = await self._redis.set(self._keys + name, self._us, nx=True, px=_LEASE_MS)
        except RedisError as error:
            logger.error("A conversation could not be claimed: %s", type(error).__name__)
            return False
        return bool(taken)


def claims_for(redis_url: str | None, *, prefix: str) -> OnlyCopy | RedisClaims:
    """The claims for these settings."""
    return RedisClaims(redis_url, prefix=prefix) if redis_url else OnlyCopy()
