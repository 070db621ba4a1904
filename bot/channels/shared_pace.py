"""How fast one buyer sends, counted over all copies of the gateway."""

from __future__ import annotations

import logging
import time

from redis import Redis
from redis.exceptions import RedisError

from bot.channels.limits import MESSAGES_PER_WINDOW, WINDOW_SECONDS, Pace

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 0.2
AGAIN_SECONDS = 5.0

# Keeps the times of a buyer's messages, oldest first. Redis' own clock is one for all copies.
_COUNT = """
local now = tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = time[1] + time[2] / 1000000
end
while true do
  local oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
  if not oldest or now - oldest < tonumber(ARGV[2]) then break end
  redis.call('LPOP', KEYS[1])
end
if redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('RPUSH', KEYS[1], string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[2] * 1000))
return 1
"""


class SharedPace(Pace):
    """A pace that is counted in Redis; where it does not answer, this copy counts by itself.

    The call blocks the event loop as the log's transactions do: on one network it takes a fraction
    of a millisecond, and messages keep their order. A Redis that is away costs `ANSWER_SECONDS`
    once in `AGAIN_SECONDS`.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str,
        allowed: int = MESSAGES_PER_WINDOW,
        window_seconds: float = WINDOW_SECONDS,
    ) -> None:
        super().__init__(allowed=allowed, window_seconds=window_seconds)
        self._keys = f"{prefix}:pace:"
        self._limits = (allowed, window_seconds)
        self._redis = Redis.from_url(
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
        self._count = self._redis.register_script(_COUNT)
        self._alone_until = 0.0
        self._alone = False

    def allows(self, buyer: str, *, now: float | None = None) -> bool:
        """Whether the buyer may send one more to any copy; counts it if so."""
        if time.monotonic() < self._alone_until:
            return super().allows(buyer, now=now)
        try:
            allowed = self._count(
                keys=[self._keys + buyer], args=[*self._limits, "" if now is None else now]
            )
        except RedisError as error:
            self._count_alone(error)
            return super().allows(buyer, now=now)
        if self._alone:
            self._alone = False
            logger.info("How fast buyers send is counted over all copies again.")
        return bool(allowed)

    async def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def _count_alone(self, error: RedisError) -> None:
        self._alone_until = time.monotonic() + AGAIN_SECONDS
        if not self._alone:
            self._alone = True
            logger.warning(
                "How fast buyers send is counted by this copy alone: %s", type(error).__name__
            )


def pace_for(redis_url: str | None, *, prefix: str) -> Pace:
    """The pace for these settings: over all copies where they share a Redis."""
    return SharedPace(redis_url, prefix=prefix) if redis_url else Pace()
