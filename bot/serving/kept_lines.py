"""HTTP/1.1 posts from process to process: over connections that are kept, each in one write.

Every write wakes the process at the other end, and a client that writes headers and body apart
wakes it twice; with what such a client does besides, a call cost a millisecond of CPU more.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser

CONNECT_SECONDS = 1.0
KEPT_SECONDS = 30.0  # our own servers keep a connection for longer


@dataclass(frozen=True)
class Answered:
    """What was answered."""

    status: int
    body: bytes


class KeptLines:
    """Posts to `url` (http or https) with `headers`; one call at a time on a connection."""

    def __init__(self, url: str, *, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        netloc = parts.netloc.rpartition("@")[2]
        self._head = f"POST {path} HTTP/1.1\r\nHost: {netloc}\r\n{_lines(headers)}"
        self._kept: list[_Line] = []

    async def post(self, body: bytes, *, headers: Mapping[str, str], seconds: float) -> Answered:
        """The answer to `body`.

        Raises asyncio.TimeoutError after `seconds`, OSError where nobody is there or the answer is
        cut off.
        """
        loop = asyncio.get_running_loop()
        over_at = loop.time() + seconds
        line = self._free(loop.time()) or await self._opened(min(CONNECT_SECONDS, seconds))
        head = f"{self._head}{_lines(headers)}Content-Length: {len(body)}\r\n\r\n"
        answered = await line.exchange(head.encode() + body, until=over_at)
        if line.stands:
            line.rests_since = loop.time()
            self._kept.append(line)
        return answered

    def close(self) -> None:
        """Close the connections; they are opened again when one is needed."""
        while self._kept:
            self._kept.pop().hang_up()

    def _free(self, now: float) -> _Line | None:
        """The connection used last, unless the other end may be about to close it."""
        while self._kept:
            line = self._kept.pop()
            if line.stands and now - line.rests_since < KEPT_SECONDS:
                return line
            line.hang_up()
        return None

    async def _opened(self, seconds: float) -> _Line:
        loop = asyncio.get_running_loop()
        opening = loop.create_connection(_Line, self._host, self._port, ssl=self._tls)
        try:
            _, line = await asyncio.wait_for(opening, seconds)
        except asyncio.TimeoutError as error:
            raise ConnectionError("no connection in time") from error
        return line


class _Line(asyncio.Protocol):
    """One connection; `stands` while another call can go over it."""

    stands = False
    rests_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is of no class of asyncio's
        self._answer: asyncio.Future[Answered] | None = None
        self.stands = True

    async def exchange(self, request: bytes, *, until: float) -> Answered:
        """Send a request and wait for its answer; the line is hung up where none came."""
        loop = asyncio.get_running_loop()
        self._parser, self._body = HttpResponseParser(self), bytearray()
        self._answer = loop.create_future()
        late = loop.call_at(until, partial(self._fail, asyncio.TimeoutError()))
        self._transport.write(request)
        try:
            return await self._answer
        except BaseException:
            self.hang_up()
            raise
        finally:
            late.cancel()
            self._answer = None

    def hang_up(self) -> None:
        """Close the connection."""
        self.stands = False
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self.hang_up()  # said without being asked
            return
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self._fail(ConnectionError("the answer is no HTTP"))

    def connection_lost(self, exc: Exception | None) -> None:
        self.stands = False
        self._fail(ConnectionResetError("cut off before the answer"))

    def on_body(self, body: bytes) -> None:
        """Called by the parser."""
        self._body += body

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self.stands = self.stands and self._parser.should_keep_alive()
        if self._answer is not None and not self._answer.done():
            answered = Answered(self._parser.get_status_code(), bytes(self._body))
            self._answer.set_result(answered)

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


def _lines(headers: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())
