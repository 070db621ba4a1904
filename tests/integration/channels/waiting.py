"""Waiting until something is so; whoever changes it may say so."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

WITHIN_SECONDS = 15.0
LOOK_SECONDS = 0.05


class Watched:
    """Something that a test waits on."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def stir(self) -> None:
        """Something changed: look again now."""
        self._news.set()

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is so, in the database too; fails where it never is."""

        async def wait() -> None:
            while not seen():
                self._news.clear()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._news.wait(), LOOK_SECONDS)

        await asyncio.wait_for(wait(), WITHIN_SECONDS)
