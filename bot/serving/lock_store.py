"""One turn at a time for each conversation, in the order the messages came in.

Rasa's lock store polls once a second, so the second of two quick messages waits a second, and its
locks run out after a minute under a turn that is still at work. These wake the next one at once
(in memory) or within 20 ms (on Redis), and last as long as the turn does.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.settings import REDIS_PREFIX

POLL_SECONDS = 0.02
LEASE_SECONDS = 5  # what a killed copy's next message waits; ours renew it in time under full load
_RENEW_SECONDS = 1.5

# Drops the tickets at the head whose holder is gone, and says whether it is our turn.
_OUR_TURN = """
while true do
  local head = redis.call('LINDEX', KEYS[1], 0)
  if head == ARGV[1] then return 1 end
  if not head then return -1 end
  if redis.call('EXISTS', KEYS[1] .. ':' .. head) == 1 then return 0 end
  redis.call('LPOP', KEYS[1])
end
"""


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class TurnLockStore(LockStore):
    """Locks of one process: a conversation's next message starts when the last one is done."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 0,
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation; both times are Rasa's and mean nothing here."""
        queue = self._queues.setdefault(conversation_id, _Queue())
        queue.users += 1
        try:
            async with queue.lock:
                yield TicketLock(conversation_id)
        finally:
            queue.users -= 1
            if not queue.users:
                self._queues.pop(conversation_id, None)

    def is_someone_waiting(self, conversation_id: str) -> bool:
        """Whether a turn of the conversation runs or waits."""
        return conversation_id in self._queues


class RedisTurnLockStore(LockStore):
    """Locks shared by copies of the engine; `url` is a redis:// address, `prefix` the engine's.

    Each waiting message is a ticket in a list and holds a lease that its process renews, so a
    process that dies gives up its tickets after at most `LEASE_SECONDS`.
    """

    def __init__(self, url: str, *, prefix: str = REDIS_PREFIX) -> None:
        self._keys = f"{prefix}:turn:"
        self._redis: Redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
        self._our_turn = self._redis.register_script(_OUR_TURN)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = POLL_SECONDS,
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation in all copies; raises LockError when Redis cannot be used."""
        queue, ticket = self._keys + conversation_id, uuid.uuid4().hex
        renewal: asyncio.Task[None] | None = None
        try:
            try:
                await self._enter(queue, ticket)
                renewal = asyncio.create_task(self._keep_lease(queue, ticket))
                await self._wait(queue, ticket)
            except RedisError as error:
                raise LockError(f"Redis cannot be used: {type(error).__name__}.") from error
            yield TicketLock(conversation_id)
        finally:
            if renewal is not None:
                renewal.cancel()
            with suppress(RedisError):  # the lease runs out by itself
                await self._leave(queue, ticket)

    async def _enter(self, queue: str, ticket: str) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(f"{queue}:{ticket}", 1, ex=LEASE_SECONDS)
            pipe.rpush(queue, ticket)
            await pipe.execute()

    async def _wait(self, queue: str, ticket: str) -> None:
        while True:
            answer = await self._our_turn(keys=[queue], args=[ticket])
            if answer == 1:
                return
            if answer == -1:
                # The whole queue is gone (Redis was emptied): queue up again.
                await self._enter(queue, ticket)
            await asyncio.sleep(POLL_SECONDS)

    async def _keep_lease(self, queue: str, ticket: str) -> None:
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            with suppress(RedisError):  # the next renewal is due before the lease runs out
                await self._redis.set(f"{queue}:{ticket}", 1, ex=LEASE_SECONDS)

    async def _leave(self, queue: str, ticket: str) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.lrem(queue, 1, ticket)
            pipe.delete(f"{queue}:{ticket}")
            await pipe.execute()

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.close()


def lock_store_for(redis_url: str | None, *, prefix: str) -> TurnLockStore | RedisTurnLockStore:
    """The lock store for these settings: on Redis if there is one, else in memory."""
    return RedisTurnLockStore(redis_url, prefix=prefix) if redis_url else TurnLockStore()
