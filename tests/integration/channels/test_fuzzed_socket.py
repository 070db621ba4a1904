"""Damaged frames on the chat's socket: refused one by one, and the next buyer is served."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from typing import Any

import httpx
import pytest
from websockets.client import WebSocketClientProtocol, connect
from websockets.exceptions import ConnectionClosed

from bot.channels.identity import COOKIE, BuyerCookies
from bot.channels.limits import FRAME_BYTES
from bot.serving.internal import INTERNAL_HEADER
from tests.integration.channels.bridge import Bridge

LINES, FRAMES = 50, 20  # on each kind of database
AT_ONCE = 5
WITHIN_SECONDS = 60
# What websockets itself closes: not UTF-8, too long, no frames at all.
NO_FRAMES = {1002, 1007, 1009}
COOKIES = BuyerCookies("cookies-of-the-test-of-channels")
TOKEN = "token-of-the-test-of-channels"


async def test_damaged_frames_end_no_line_and_stop_nobody(
    bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> int | None:
        async with places:
            return await _line(bridge.gateway_url, random.Random(number), f"fuzz{number}")

    with caplog.at_level(logging.ERROR):
        codes = await asyncio.gather(*(one(number) for number in range(LINES)))
    assert set(codes) <= {None} | NO_FRAMES
    assert codes.count(None) > LINES / 2
    assert [record.getMessage() for record in caplog.records] == []
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{bridge.gateway_url}/health")).status_code == 200
    assert await _is_answered(bridge.gateway_url)


async def _line(url: str, chance: random.Random, name: str) -> int | None:
    """Send frames on a line of its own; the code it was closed with, None while it is open."""
    socket = await _open(url, name, operator=chance.random() < 0.5)
    reading = asyncio.create_task(_until_refused(socket, last=name))
    try:
        for number in range(FRAMES):
            await socket.send(_frame(chance, number))
        if chance.random() < 0.1:
            await socket.send(b" " * (FRAME_BYTES + 1))
        elif chance.random() < 0.1:
            socket.transport.write(chance.randbytes(100))
            socket.transport.write(b"\x81\xfe" * 100)
        await socket.send(json.dumps({"type": "no such frame", "id": name}))
        await asyncio.wait_for(reading, WITHIN_SECONDS)
    except ConnectionClosed:
        return socket.close_code
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        socket.transport.abort()
    return None


async def _open(url: str, name: str, *, operator: bool) -> WebSocketClientProtocol:
    headers = {INTERNAL_HEADER: TOKEN} if operator else {"Cookie": f"{COOKIE}={COOKIES.issue()}"}
    address = f"{url.replace('http', 'ws', 1)}/chat/socket" + (f"?buyer={name}" if operator else "")
    socket = await connect(address, extra_headers=headers, ping_interval=None)
    await socket.send(json.dumps({"type": "hello"}))
    while json.loads(await socket.recv())["type"] != "status":
        pass
    return socket


async def _until_refused(socket: WebSocketClientProtocol, last: str) -> None:
    """Read until the frame with this id was turned down: all before it were seen to."""
    async for data in socket:
        frame = json.loads(data)
        if frame["type"] == "refused" and frame["id"] == last:
            return


async def _is_answered(url: str) -> bool:
    socket = await _open(url, "whole", operator=False)
    await socket.send(json.dumps({"type": "message", "id": "whole", "text": "在吗"}))
    async for data in socket:
        frame = json.loads(data)
        if frame["type"] == "message" and frame["message"]["sender"] == "bot":
            socket.transport.abort()
            return True
    return False


def _frame(chance: random.Random, number: int) -> str | bytes:
    """A frame of the protocol with odd values in it, or damaged in its bytes."""
    kind = chance.choice(("message", "message", "message", "hello", "typing", "ping", "x", 7))
    fields: dict[str, Any] = {"type": kind, "id": f"m{number}", "text": "在吗", "after": 0}
    for _ in range(chance.randint(0, 2)):
        name = chance.choice(
            ("type", "id", "text", "at", "at", "after", "product", "kind", "tapped")
        )
        fields[name] = chance.choice(ODD_VALUES)
    whole = json.dumps(fields).encode()
    damage = chance.random()
    if damage < 0.5:
        return whole.decode()
    if damage < 0.65:
        at = chance.randrange(len(whole))
        return whole[:at] + bytes([chance.randrange(256)]) + whole[at + chance.randint(0, 2) :]
    if damage < 0.75:
        return whole.decode()[: chance.randrange(len(whole))]
    if damage < 0.85:
        return chance.randbytes(chance.randrange(100))
    if damage < 0.95:
        return ("[" if chance.random() < 0.5 else '{"type":') * chance.randrange(12_000)
    return whole.decode("utf-8").encode("utf-16")


ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    [[{}]],
    "",
    "\x00",
    "\ud800",
    "m1\n",
    "\u202e倒",
    "长" * 5000,
    "9" * 5000,
    -1,
    0.5,
    2**62,
    2**63,
    10**400,
    float("inf"),
    float("nan"),
    "1e400",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00Z",
    "2026-03-08T14:00:00",
    "2026-03-08T14:00:00+08:00",
    253402300799,
)
