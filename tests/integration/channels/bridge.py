"""A gateway with the webhook on, and a strict bridge at its other end, over real HTTP."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from bot.channels.gateway import Gateway
from bot.channels.turns import TurnCall
from bot.channels.webhook.signature import HEADER, signed, verify
from bot.chats.model import Reply
from bot.serving.private import free_ports
from bot.settings import SHOP_TIMEZONE, Settings

SECRET = "a-secret-of-the-bridge-for-tests"
WITHIN_SECONDS = 20.0


def now() -> datetime:
    """The time of day."""
    return datetime.now(SHOP_TIMEZONE)


@dataclass
class Bridge:
    """What a platform's bridge does: sends what buyers say, takes what is pushed back.

    `answers` are the statuses of the next pushes; each push is checked and kept.
    """

    gateway_url: str
    secret: str = SECRET
    answers: list[HTTPResponse] = field(default_factory=list)
    attempts: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = httpx.AsyncClient(base_url=self.gateway_url, trust_env=False, timeout=30)
        self._came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def post(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        """Send a body as it is; signed now unless a signature is given."""
        headers = {HEADER: signed(body, secrets=[self.secret.encode()], at=now()), **headers}
        return await self.client.post(path, content=body, headers=headers)

    async def say(self, **fields: Any) -> httpx.Response:
        """A buyer's message."""
        return await self.post("/channels/webhook/messages", json.dumps(fields).encode())

    async def tell(self, **fields: Any) -> httpx.Response:
        """An event of an order."""
        return await self.post("/channels/webhook/events", json.dumps(fields).encode())

    async def take(self, request: Request) -> HTTPResponse:
        """The bridge's own address."""
        verify(request.headers.get(HEADER), request.body, secrets=[self.secret.encode()], now=now())
        pushed = json.loads(request.body)
        self.attempts.append(pushed)
        self._came.put_nowait(pushed)
        return self.answers.pop(0) if self.answers else empty()

    async def pushes(self, count: int) -> list[dict[str, Any]]:
        """The next pushes, as they came."""
        return [await asyncio.wait_for(self._came.get(), WITHIN_SECONDS) for _ in range(count)]


async def says_hello(_call: TurnCall) -> Sequence[Reply]:
    """A dialogue that is glad of everybody."""
    return [Reply("在的"), Reply("您说")]


@asynccontextmanager
async def bridged(url: str, *, ask: Any = says_hello, **changes: Any) -> AsyncIterator[Bridge]:
    """The bridge of a gateway on the database at `url`, until the end."""
    gateway_port, bridge_port = free_ports(2)
    config = Settings(
        database_url=url,
        redis_url=None,
        internal_token="token-of-the-test-of-channels",
        buyer_secret="cookies-of-the-test-of-channels",
        burst_seconds=0,
        webhook_secret=SECRET,
        webhook_push_url=f"http://127.0.0.1:{bridge_port}/pushed",
        _env_file=None,
    ).copy(update=changes)
    bridge = Bridge(f"http://127.0.0.1:{gateway_port}")
    own = Sanic(f"bridge_{secrets.token_hex(4)}", configure_logging=False)
    own.add_route(bridge.take, "/pushed", methods=["POST"], name="pushed")
    gateway = Gateway(config, ask=ask).app(name=f"gateway_{secrets.token_hex(4)}")
    async with _serving(own, bridge_port), _serving(gateway, gateway_port), bridge.client:
        yield bridge


@asynccontextmanager
async def _serving(app: Sanic, port: int) -> AsyncIterator[None]:
    app.config.ACCESS_LOG = False
    Sanic.test_mode = True  # several apps of one process: what one optimises is undone for the next
    server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        yield
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()
