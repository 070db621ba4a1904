"""What runs beside the requests ends when it is told to, and as one."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.jobs import ended, together


class BrokenError(Exception):
    """Something broke."""


async def test_a_part_that_lost_its_cancellation_is_cancelled_again() -> None:
    begun = asyncio.Event()

    async def deaf_once() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    parts = asyncio.create_task(together(deaf_once(), asyncio.Event().wait()))
    await begun.wait()
    await asyncio.wait_for(ended([parts]), 5)
    assert parts.cancelled()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_one_part_that_breaks_ends_the_others() -> None:
    async def breaks() -> None:
        raise BrokenError

    with pytest.raises(BrokenError):
        await asyncio.wait_for(together(asyncio.Event().wait(), breaks()), 5)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_parts_that_end_by_themselves_are_over() -> None:
    await together()
    await asyncio.wait_for(together(asyncio.sleep(0), asyncio.sleep(0)), 5)
