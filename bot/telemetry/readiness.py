"""Whether a process can do its work: asked by load balancers, never a reason to restart it.

Alive (`/health`) is whoever answers at all. Ready (`/ready`) is whose database, and whatever else
it cannot work without, answers too: while it is not ready it gets no new traffic, and it is ready
again by itself. What is only worse without (an engine that is being restarted while messages wait
for it) is shown, and changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx
from sqlalchemy import text

from bot.database.engine import engine_for
from bot.telemetry.metrics import READY

logger = logging.getLogger(__name__)

WITHIN_SECONDS = 2.0
KEPT_SECONDS = 1.0


@dataclass(frozen=True)
class Part:
    """Something the process works with; `look` raises where it does not answer.

    `needed`: without it the process is not ready.
    """

    name: str
    look: Callable[[], Awaitable[None]]
    needed: bool = True


@dataclass(frozen=True)
class Verdict:
    """Whether the process is ready, and each part's state: ok or down."""

    ready: bool
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status that says so."""
        return 200 if self.ready else 503

    def body(self) -> dict[str, object]:
        """The answer as JSON; it names parts and nothing else, for buyers may read it."""
        return {"status": "ready" if self.ready else "not ready", "parts": self.parts}


class Readiness:
    """Looks at all parts side by side, at most once in `KEPT_SECONDS`."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        within_seconds: float = WITHIN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._parts = tuple(parts)
        self._within = within_seconds
        self._clock = clock
        self._leaving = False
        self._looked: tuple[float, Verdict] | None = None
        self._was: dict[str, str] = {}
        self._looking = asyncio.Lock()

    def leave(self) -> None:
        """The process is stopping: from now on it is not ready."""
        self._leaving = True

    async def verdict(self) -> Verdict:
        """What was found at the last look, or at a new one where that is too old."""
        if self._leaving:
            return Verdict(ready=False, parts={"process": "stopping"})
        async with self._looking:
            if self._looked is None or self._clock() - self._looked[0] >= KEPT_SECONDS:
                self._looked = (self._clock(), await self._look())
            return self._looked[1]

    async def _look(self) -> Verdict:
        states = await asyncio.gather(*(self._state(part) for part in self._parts))
        parts = {part.name: state for part, state in zip(self._parts, states, strict=True)}
        ready = all(parts[part.name] == "ok" for part in self._parts if part.needed)
        return Verdict(ready=ready, parts=parts)

    async def _state(self, part: Part) -> str:
        try:
            await asyncio.wait_for(part.look(), self._within)
            state = "ok"
        except Exception as error:  # noqa: BLE001 - whatever a part fails with, it is down
            state = "down"
            if self._was.get(part.name) != "down":
                logger.warning("%s does not answer: %s", part.name, type(error).__name__)
        if state == "ok" and self._was.get(part.name) == "down":
            logger.warning("%s answers again.", part.name)
        self._was[part.name] = state
        READY.labels(part.name).set(state == "ok")
        return state


def database(url: str) -> Part:
    """The database at `url` answers a question."""

    def ask() -> None:
        with engine_for(url).connect() as connection:
            connection.execute(text("SELECT 1"))

    async def look() -> None:
        await asyncio.to_thread(ask)

    return Part("database", look)


def redis(url: str | None) -> tuple[Part, ...]:
    """The Redis server at `url` answers; nothing to look at where there is none."""
    if url is None:
        return ()
    address = url

    async def look() -> None:
        from redis.asyncio import Redis

        client = Redis.from_url(address, socket_connect_timeout=WITHIN_SECONDS)
        try:
            await client.ping()
        finally:
            await client.close()

    return (Part("redis", look),)


def any_of(name: str, urls: Sequence[str]) -> Part:
    """At least one of our own processes at `urls` is alive; shown only, not needed."""

    async def look() -> None:
        async with httpx.AsyncClient(timeout=WITHIN_SECONDS, trust_env=False) as client:
            for url in urls:
                try:
                    answer = await client.get(f"{url}/health")
                except httpx.HTTPError:
                    continue
                if answer.is_success:
                    return
        raise LookupError(name)

    return Part(name, look, needed=False)
