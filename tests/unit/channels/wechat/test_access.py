"""Access tokens: fetched once, renewed when refused, the same in every copy that shares Redis."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.channels.wechat.access import AccessTokens, Fetched


class Platform:
    """Gives tokens; another one only where that is forced, as stable_token does."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.token = f"t{next(self._numbers)}"
        self.asked = 0

    async def fetch(self, force: bool) -> Fetched:
        self.asked += 1
        if force:
            self.token = f"t{next(self._numbers)}"
        return Fetched(self.token, 7200)


@pytest.fixture
async def shared() -> AsyncIterator[Redis]:
    redis = Redis.from_url("redis://127.0.0.1:6379/0")
    try:
        await redis.ping()
    except (RedisError, OSError):
        pytest.skip("no Redis answers on 127.0.0.1:6379")
    yield redis
    await redis.close()


async def test_a_token_is_fetched_once_and_again_before_it_ends() -> None:
    now = [0.0]
    platform = Platform()
    tokens = AccessTokens("x", platform.fetch, shared=None, now=lambda: now[0])
    assert await tokens.get() == await tokens.get() == "t1"
    now[0] = 6800.0
    assert await tokens.get() == "t1"
    assert platform.asked == 1
    now[0] = 6901.0
    await tokens.get()
    assert platform.asked == 2


async def test_a_refused_token_is_renewed_once_for_all_who_had_it() -> None:
    platform = Platform()
    tokens = AccessTokens("x", platform.fetch, shared=None)
    first = await tokens.get()
    assert await tokens.renew(first) == "t2"
    assert await tokens.renew(first) == "t2"
    assert platform.asked == 2


async def test_copies_share_a_token_and_its_renewal(shared: Redis) -> None:
    platform = Platform()
    name = f"test:{secrets.token_hex(6)}"
    one = AccessTokens(name, platform.fetch, shared=shared)
    two = AccessTokens(name, platform.fetch, shared=shared)
    assert await one.get() == await two.get() == "t1"
    assert await one.renew("t1") == "t2"
    assert await two.renew("t1") == "t2"
    assert platform.asked == 2
    await shared.delete(f"xiaoer:access:{name}")


async def test_without_redis_a_copy_fetches_for_itself() -> None:
    platform = Platform()
    away = Redis.from_url("redis://127.0.0.1:1/0")
    tokens = AccessTokens("x", platform.fetch, shared=away)
    assert await tokens.get() == "t1"
