"""What runs beside the requests: kept running, and ended as one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine
from typing import Any, Protocol

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
CANCEL_AGAIN_SECONDS = 0.2


class Job(Protocol):
    """Something that runs beside the requests."""

    async def run(self) -> None:
        """Run until cancelled."""


async def kept_running(job: Job) -> None:
    """Run the job; one that breaks off is started again after a pause."""
    while True:
        try:
            await job.run()
        except Exception:
            # A job that fails for whatever reason must not leave the gateway without it.
            logger.exception("%s broke off and is started again.", type(job).__name__)
        else:
            return
        await asyncio.sleep(PAUSE_SECONDS)


async def together(*parts: Coroutine[Any, Any, None]) -> None:
    """Run all parts until the first that breaks; then none of them goes on.

    asyncio.gather leaves the others at work: whoever starts it all again has them twice.
    """
    tasks = [asyncio.ensure_future(part) for part in parts]
    if not tasks:
        return
    try:
        over, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in over:
            task.result()
    finally:
        await ended(tasks)


async def ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel the tasks until each has ended.

    Once is not always enough: Python 3.10's asyncio.wait_for, which the Redis client waits with,
    loses a cancellation that comes at the moment it is done. Who is cancelled in here sees all of
    them end first.
    """
    cancelled = False
    while left := {task for task in tasks if not task.done()}:
        for task in left:
            task.cancel()
        try:
            await asyncio.wait(left, timeout=CANCEL_AGAIN_SECONDS)
        except asyncio.CancelledError:
            cancelled = True
    await asyncio.gather(*tasks, return_exceptions=True)
    if cancelled:
        raise asyncio.CancelledError
