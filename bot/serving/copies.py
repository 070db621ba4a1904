"""Calls one of several copies of a process of ours, and the next one where that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

import aiohttp

from bot.serving.internal import INTERNAL_HEADER
from bot.serving.kept_lines import Answered, KeptLines
from bot.telemetry.tracing import carried, span

_ROUND_PAUSE_SECONDS = 0.1
_PASSED_OVER_SECONDS = 1.0
_NOT_READY = 503


class Copies:
    """The copies of one process at `urls`, called in turn over connections that are kept.

    A call that is refused, or cut off before its answer, is made again at once on the next copy:
    whatever is called this way is safe to repeat. One that is not answered in time is not made
    again, for the copy may be at work on it.
    """

    def __init__(self, urls: Sequence[str], *, token: str) -> None:
        self._urls = tuple(urls)
        headers = {INTERNAL_HEADER: token, "Content-Type": "application/json"}
        self._lines = {url: KeptLines(url, headers=headers) for url in self._urls}
        self._next = 0
        self._passed_over_until: dict[str, float] = {}

    async def post(
        self, body: bytes, *, seconds: float, away_seconds: float | None = None
    ) -> Answered:
        """The answer to a JSON body, within `seconds`.

        Where every copy is away it is tried for `away_seconds` (default: as long as it may take).
        Raises asyncio.TimeoutError when it took too long, aiohttp.ClientError when none was there.
        """
        loop = asyncio.get_running_loop()
        over_at = loop.time() + seconds
        give_up_at = loop.time() + min(seconds, away_seconds or seconds)
        while True:
            away: Exception | None = None
            for url in self._in_turn(loop.time()):
                try:
                    answered = await self._send(url, body, seconds=over_at - loop.time())
                except OSError as error:
                    away = aiohttp.ClientConnectionError(f"{url} is away ({error!r})")
                else:
                    if answered.status != _NOT_READY:
                        return answered
                    away = aiohttp.ClientConnectionError(f"{url} is not ready")
                self._passed_over_until[url] = loop.time() + _PASSED_OVER_SECONDS
            if away is not None and loop.time() + _ROUND_PAUSE_SECONDS >= give_up_at:
                raise away
            await asyncio.sleep(_ROUND_PAUSE_SECONDS)

    async def close(self) -> None:
        """Close the connections; they are opened again when one is needed."""
        for lines in self._lines.values():
            lines.close()

    def _in_turn(self, now: float) -> list[str]:
        """All copies, each time another first; those that were away a moment ago last."""
        start = self._next = (self._next + 1) % len(self._urls)
        urls = self._urls[start:] + self._urls[:start]
        return sorted(urls, key=lambda url: self._passed_over_until.get(url, 0.0) > now)

    async def _send(self, url: str, body: bytes, *, seconds: float) -> Answered:
        with span(f"POST {urlsplit(url).path}", kind="client", copy=urlsplit(url).netloc):
            return await self._lines[url].post(body, headers=carried(), seconds=max(seconds, 0.001))
