"""Buyers who are owed an answer to every message, whatever is killed meanwhile.

They speak the chat page's protocol with a cookie of their own: a line that breaks is opened again
at the next gateway, and what was not acknowledged is said again under the same id, as the page
does. Each message asks for the fabric of another item, so that an answer tells what it answers.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from websockets.client import WebSocketClientProtocol, connect
from websockets.exceptions import WebSocketException

from bot.channels.identity import COOKIE, BuyerCookies, Visitor

QUESTION = "{item}什么面料"
TWO_AT_ONCE = 0.2
_OPEN_SECONDS = 5.0
_ACK_SECONDS = 6.0
_ANSWER_SECONDS = 40.0
_AGAIN_SECONDS = 0.2


@dataclass
class Said:
    """One message: the item it asks about, and whether a gateway acknowledged it."""

    external_id: str
    item: str
    acknowledged: bool = False


class StubbornBuyer:
    """One buyer's chat over any of the gateways (their addresses)."""

    def __init__(
        self, gateways: Sequence[str], *, cookies: BuyerCookies, items: Sequence[str], seed: int
    ) -> None:
        self._random = Random(seed)  # noqa: S311 - a load, not a secret
        self._gateways = gateways
        self._way = seed
        self._cookie = cookies.issue()
        visitor = cookies.read(self._cookie)
        assert isinstance(visitor, Visitor)  # noqa: S101 - issued this moment
        self.conversation_id = visitor.conversation_id
        self._items = items
        self.said: list[Said] = []
        self.shown: dict[int, str] = {}
        self.shown_in_order = True
        self.with_person = False
        self.lines_lost = 0
        self._news = asyncio.Event()
        self._socket: WebSocketClientProtocol | None = None
        self._reader: asyncio.Task[None] | None = None

    async def chat(self, over: asyncio.Event, *, think_seconds: float) -> None:
        """Ask, and wait for the answer, until it is over or a person has the chat."""
        try:
            while not over.is_set() and not self.with_person:
                for _ in range(2 if self._random.random() < TWO_AT_ONCE else 1):
                    item = self._items[len(self.said) % len(self._items)]
                    self.said.append(Said(secrets.token_hex(8), item))
                replies = self._replies()
                await self._until_acknowledged()
                await self._until_answered(more_than=replies)
                await asyncio.sleep(think_seconds * self._random.uniform(0.5, 1.5))
        finally:
            await self._hang_up()

    async def look(self) -> None:
        """Open the page once more and read what there is."""
        await self._line()
        await asyncio.sleep(1.0)
        await self._hang_up()

    async def _until_acknowledged(self) -> None:
        while True:
            missing = [said for said in self.said if not said.acknowledged]
            if not missing:
                return
            try:
                socket = await self._line()
                for said in missing:
                    text = QUESTION.format(item=said.item)
                    frame = {"type": "message", "id": said.external_id, "text": text}
                    await socket.send(json.dumps(frame))
                await asyncio.wait_for(self._when(self._all_in), _ACK_SECONDS)
            except (OSError, WebSocketException, asyncio.TimeoutError):
                await self._hang_up()
                await asyncio.sleep(_AGAIN_SECONDS)

    def _all_in(self) -> bool:
        return all(said.acknowledged for said in self.said)

    def _replies(self) -> int:
        return list(self.shown.values()).count("bot")

    async def _until_answered(self, *, more_than: int) -> None:
        """Wait for a reply; a line that breaks is opened again."""

        def answered() -> bool:
            return self.with_person or self._replies() > more_than

        give_up_at = asyncio.get_running_loop().time() + _ANSWER_SECONDS
        while not answered() and asyncio.get_running_loop().time() < give_up_at:
            with suppress(OSError, WebSocketException, asyncio.TimeoutError):
                await self._line()
                await asyncio.wait_for(self._when(answered), 1.0)

    async def _when(self, condition: Callable[[], bool]) -> None:
        while not condition():
            if self._reader is None or self._reader.done():
                raise OSError("the line is gone")
            self._news.clear()
            await self._news.wait()

    async def _line(self) -> WebSocketClientProtocol:
        if self._socket is not None and self._reader is not None and not self._reader.done():
            return self._socket
        await self._hang_up()
        self._way += 1
        address = self._gateways[self._way % len(self._gateways)].replace("http", "ws", 1)
        self._socket = await connect(
            f"{address}/chat/socket",
            extra_headers={"Cookie": f"{COOKIE}={self._cookie}"},
            open_timeout=_OPEN_SECONDS,
            ping_interval=2,
            ping_timeout=4,
        )
        newest = max(self.shown, default=0)
        await self._socket.send(json.dumps({"type": "hello", "after": newest}))
        self._reader = asyncio.create_task(self._read(self._socket))
        return self._socket

    async def _read(self, socket: WebSocketClientProtocol) -> None:
        with suppress(OSError, WebSocketException):
            async for data in socket:
                self._take(json.loads(data))
                self._news.set()
        self._news.set()

    def _take(self, frame: dict[str, object]) -> None:
        if frame["type"] == "ack":
            for said in self.said:
                said.acknowledged |= said.external_id == frame["id"]
        elif frame["type"] == "status":
            self.with_person = bool(frame["with_person"])
        elif frame["type"] == "message":
            message = frame["message"]
            assert isinstance(message, dict)  # noqa: S101 - the protocol's
            if message["id"] in self.shown:
                return
            bots = [shown for shown, sender in self.shown.items() if sender == "bot"]
            if message["sender"] == "bot" and bots and message["id"] < max(bots):
                self.shown_in_order = False
            self.shown[message["id"]] = message["sender"]

    async def _hang_up(self) -> None:
        socket, self._socket = self._socket, None
        reader, self._reader = self._reader, None
        if reader is not None:
            self.lines_lost += reader.done()
            reader.cancel()
        if socket is not None:
            socket.transport.abort()
