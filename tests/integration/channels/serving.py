"""Sanic apps on ports of their own, for as long as a test needs them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sanic import Sanic


@asynccontextmanager
async def serving(app: Sanic, port: int) -> AsyncIterator[None]:
    """The app answers on the loopback port until the end."""
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
