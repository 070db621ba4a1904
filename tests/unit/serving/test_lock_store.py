"""Locks: order, no waiting, nothing left behind; in memory and on Redis."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from rasa.core.lock_store import LockError, LockStore
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.serving import lock_store as module
from bot.serving.lock_store import RedisTurnLockStore, TurnLockStore, lock_store_for

REDIS = "redis://127.0.0.1:6379/9"


@pytest.fixture(params=["memory", "redis"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[LockStore]:
    if request.param == "memory":
        yield TurnLockStore()
        return
    await _needs_redis()
    shared = RedisTurnLockStore(REDIS)
    yield shared
    await shared.close()


@pytest.fixture
def conversation() -> str:
    return f"测试-{uuid.uuid4().hex}"


async def _needs_redis() -> None:
    redis = Redis.from_url(REDIS)
    try:
        await redis.ping()
    except RedisError:
        pytest.skip("no Redis answers on 127.0.0.1:6379")
    finally:
        await redis.close()


async def test_a_burst_runs_one_by_one_in_order_and_at_once(
    store: LockStore, conversation: str
) -> None:
    log: list[str] = []

    async def turn(number: int) -> None:
        async with store.lock(conversation):
            log.append(f"{number} in")
            await asyncio.sleep(0.01)
            log.append(f"{number} out")

    started = asyncio.get_running_loop().time()
    tasks = []
    for number in range(5):
        tasks.append(asyncio.create_task(turn(number)))
        await asyncio.sleep(0.005)
    await asyncio.gather(*tasks)
    assert log == [f"{number} {way}" for number in range(5) for way in ("in", "out")]
    assert asyncio.get_running_loop().time() - started < 0.9


async def test_another_conversation_does_not_wait(store: LockStore, conversation: str) -> None:
    async with store.lock(conversation), store.lock(conversation + "-other"):
        pass


async def test_a_turn_that_fails_or_is_cancelled_lets_the_next_one_in(
    store: LockStore, conversation: str
) -> None:
    async def hold() -> None:
        async with store.lock(conversation):
            await asyncio.sleep(60)

    with pytest.raises(ZeroDivisionError):
        async with store.lock(conversation):
            1 / 0  # noqa: B018
    holder = asyncio.create_task(hold())
    await asyncio.sleep(0.05)
    waiter = asyncio.create_task(hold())
    await asyncio.sleep(0.05)
    waiter.cancel()
    holder.cancel()
    async with store.lock(conversation):
        pass


async def test_memory_keeps_nothing_of_finished_turns(conversation: str) -> None:
    store = TurnLockStore()
    async with store.lock(conversation):
        assert store.is_someone_waiting(conversation)
    assert not store.is_someone_waiting(conversation)


async def test_copies_of_the_engine_take_turns(conversation: str) -> None:
    await _needs_redis()
    stores = [RedisTurnLockStore(REDIS) for _ in range(3)]
    inside, most = 0, 0

    async def turn(store: RedisTurnLockStore) -> None:
        nonlocal inside, most
        async with store.lock(conversation):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(turn(store) for store in stores for _ in range(3)))
    assert most == 1
    async with Redis.from_url(REDIS) as redis:
        assert await redis.keys(f"xiaoer:turn:{conversation}*") == []
    for store in stores:
        await store.close()


async def test_a_lock_lasts_as_long_as_its_turn_and_no_longer_than_its_process(
    conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _needs_redis()
    monkeypatch.setattr(module, "LEASE_SECONDS", 1)
    monkeypatch.setattr(module, "_RENEW_SECONDS", 0.3)
    running, dead, next_one = (RedisTurnLockStore(REDIS) for _ in range(3))
    entered = asyncio.Event()

    async def wait() -> None:
        async with next_one.lock(conversation):
            entered.set()

    async with running.lock(conversation):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(1.6)
        assert not entered.is_set()
    await waiting

    # A process that died while it held the lock: its ticket is there, nobody renews its lease.
    await dead._enter(f"xiaoer:turn:{conversation}", "ticket-of-the-dead")
    started = asyncio.get_running_loop().time()
    await asyncio.wait_for(wait(), 5)
    assert 0.5 < asyncio.get_running_loop().time() - started < 2
    for store in (running, dead, next_one):
        await store.close()


async def test_a_redis_that_is_down_is_a_lock_error(conversation: str) -> None:
    with pytest.raises(LockError, match="Redis"):
        async with RedisTurnLockStore("redis://127.0.0.1:1/0").lock(conversation):
            pytest.fail("nobody may enter")


@pytest.mark.parametrize(("url", "kind"), [(None, TurnLockStore), (REDIS, RedisTurnLockStore)])
def test_settings_choose_the_store(url: str | None, kind: Any) -> None:
    assert type(lock_store_for(url, prefix="test")) is kind
