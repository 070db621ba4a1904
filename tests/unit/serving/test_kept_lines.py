"""A connection is kept from call to call, on the event loop that our servers run on too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import uvloop
from aiohttp import web

from bot.serving.kept_lines import Answered, KeptLines

Loop = Callable[[], asyncio.AbstractEventLoop]


async def _talk() -> tuple[list[Answered], int]:
    """Three calls, and over how many connections they came."""
    peers = set()

    async def echo(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        said = await request.text()
        return web.Response(text=f"{request.headers['X-Name']} {said}", status=201)

    app = web.Application(client_max_size=1_000_000)
    app.router.add_post("/there", echo)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=0.1).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/there"
    lines = KeptLines(url, headers={"X-Name": "a"})
    said = [b"", "在吗".encode(), b"x" * 300_000]
    answers = [await lines.post(each, headers={}, seconds=10.0) for each in said]
    lines.close()
    await runner.cleanup()
    return answers, len(peers)


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_calls_go_over_one_connection_and_answers_come_whole(loop: Loop) -> None:
    running = loop()
    try:
        answers, connections = running.run_until_complete(_talk())
    finally:
        running.close()
    assert [each.status for each in answers] == [201, 201, 201]
    assert [each.body for each in answers] == [b"a ", "a 在吗".encode(), b"a " + b"x" * 300_000]
    assert connections == 1
