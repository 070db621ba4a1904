"""A socket that ends leaves nothing of Sanic's waiting for a frame that never comes."""

from __future__ import annotations

import asyncio

from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.connection import State
from websockets.server import ServerConnection

from tests.unit.channels.chatting import BUYER, Chat, FakeWire


class WaitsAsSanicDoes(FakeWire):
    """A client that says hello and then nothing more; the waiting is Sanic's own."""

    def __init__(self) -> None:
        super().__init__()
        self.sanics = WebsocketImplProtocol(ServerConnection(state=State.OPEN))
        self._greeted = False

    async def recv(self, timeout: float | None = None) -> str | bytes | None:
        if self._greeted:
            return await self.sanics.recv(timeout)
        self._greeted = True
        return '{"type": "hello"}'

    @property
    def recv_cancel(self) -> asyncio.Future[None] | None:
        return self.sanics.recv_cancel


async def test_nothing_waits_on_when_a_socket_ends(chat: Chat) -> None:
    before = asyncio.all_tasks()
    wire = WaitsAsSanicDoes()
    serving = asyncio.create_task(chat.counter.serve(wire, BUYER))
    await wire.until("status")
    while wire.recv_cancel is None:
        await asyncio.sleep(0)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert asyncio.all_tasks() - before == set()
