"""A call goes to a copy that is there, and is made again only where that is safe."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.serving.copies import Copies
from bot.serving.private import free_ports

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(answer: Answer, port: int = 0) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port, shutdown_timeout=0.1)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


def saying(text: str, *, status: int = 200) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=text, status=status)

    return answer


async def cut_off(request: web.Request) -> web.Response:
    """Is killed before it has answered."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def away() -> str:
    return f"http://127.0.0.1:{free_ports(1)[0]}/"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def asked(
    stack: AsyncExitStack, *urls: str, times: int = 1, seconds: float = 10.0
) -> set[str]:
    """What the copies at `urls` answer."""
    copies = Copies(urls, token="t")
    stack.push_async_callback(copies.close)
    answers = [await copies.post(b"{}", seconds=seconds) for _ in range(times)]
    return {answer.body.decode() for answer in answers}


async def test_copies_are_called_in_turn(stack: AsyncExitStack) -> None:
    urls = [await stack.enter_async_context(served(saying(name))) for name in "ab"]
    assert await asked(stack, *urls, times=2) == {"a", "b"}


async def test_one_that_is_away_is_passed_over(stack: AsyncExitStack) -> None:
    there = await stack.enter_async_context(served(saying("a")))
    assert await asked(stack, away(), there, times=4) == {"a"}


async def test_a_call_that_was_cut_off_is_made_again(stack: AsyncExitStack) -> None:
    killed = await stack.enter_async_context(served(cut_off))
    there = await stack.enter_async_context(served(saying("a")))
    assert await asked(stack, killed, there, times=4) == {"a"}


async def test_one_that_is_not_ready_is_passed_over(stack: AsyncExitStack) -> None:
    starting = await stack.enter_async_context(served(saying("", status=503)))
    there = await stack.enter_async_context(served(saying("a")))
    assert await asked(stack, starting, there, times=4) == {"a"}


async def test_the_only_copy_is_waited_for_while_it_restarts(stack: AsyncExitStack) -> None:
    (port,) = free_ports(1)
    waiting = asyncio.ensure_future(asked(stack, f"http://127.0.0.1:{port}/"))
    await asyncio.sleep(0.3)
    await stack.enter_async_context(served(saying("a"), port))
    assert await waiting == {"a"}


async def test_when_all_stay_away_it_says_so(stack: AsyncExitStack) -> None:
    with pytest.raises(aiohttp.ClientError):
        await asked(stack, away(), away(), seconds=0.3)


async def test_a_call_that_takes_too_long_is_not_made_again(stack: AsyncExitStack) -> None:
    calls: list[str] = []

    async def slow(request: web.Request) -> web.Response:
        calls.append(request.path)
        await asyncio.sleep(5)
        return web.Response()

    urls = [await stack.enter_async_context(served(slow)) for _ in range(2)]
    with pytest.raises(asyncio.TimeoutError):
        await asked(stack, *urls, seconds=0.3)
    assert len(calls) == 1


async def test_a_failure_is_the_answer(stack: AsyncExitStack) -> None:
    broken = await stack.enter_async_context(served(saying("broken", status=500)))
    assert await asked(stack, broken) == {"broken"}
