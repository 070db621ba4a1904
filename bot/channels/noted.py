"""Conversations that something is new in, worked on one by one: once for all that was new."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.channels.claims import Claims
from bot.channels.jobs import together

AGAIN_SECONDS = 1.0


class Noted:
    """Of all copies one has a conversation at a time; `name` is the work's, for its claims."""

    def __init__(self, name: str, *, claims: Claims) -> None:
        self._name = name
        self._claims = claims
        self._waiting: dict[str, None] = {}
        self._something = asyncio.Event()

    def note(self, conversation_id: str) -> None:
        """Something of the conversation is new."""
        self._waiting[conversation_id] = None
        self._something.set()

    async def work(self, do: Callable[[str], Awaitable[None]], *, at_once: int) -> None:
        """Call `do` for what is noted, `at_once` side by side, until cancelled."""
        await together(*(self._work(do) for _ in range(at_once)))

    async def _work(self, do: Callable[[str], Awaitable[None]]) -> None:
        while True:
            while not self._waiting:
                self._something.clear()
                await self._something.wait()
            conversation_id = next(iter(self._waiting))
            del self._waiting[conversation_id]
            async with self._claims.hold(f"{self._name}:{conversation_id}") as claim:
                if claim.ours:
                    await do(conversation_id)
                else:
                    # Somebody is at it, and may have looked before this news.
                    loop = asyncio.get_running_loop()
                    loop.call_later(AGAIN_SECONDS, self.note, conversation_id)
