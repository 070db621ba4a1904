"""Live updates: one stream of server-sent events to each open page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from bot.desk.access import TheDesk, Viewer
from bot.desk.watch import Change, Watch

HEARTBEAT_SECONDS = 15.0
# The browser connects again by itself, and is then asked for its session again.
STREAM_SECONDS = 300.0

router = APIRouter()


@router.get("/events")
async def events(desk: TheDesk, who: Viewer) -> StreamingResponse:
    """Changes as they happen: which chats, which began to wait, how many wait."""
    return StreamingResponse(
        stream(desk.watch, who.agent.login),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def stream(watch: Watch, login: str) -> AsyncIterator[str]:
    """The text of the stream for `login`; ends after five minutes or when the desk stops."""
    loop = asyncio.get_running_loop()
    until = loop.time() + STREAM_SECONDS
    with watch.listening() as listener:
        yield "retry: 1000\n\n"
        while loop.time() < until:
            try:
                change = await asyncio.wait_for(listener.next(), HEARTBEAT_SECONDS)
            except asyncio.TimeoutError:
                yield ": still here\n\n"
                continue
            if change is None:
                return
            yield f"data: {_data(change.seen_by(login))}\n\n"


def _data(change: Change) -> str:
    return json.dumps(
        {
            "conversations": sorted(change.conversations),
            "opened": sorted(change.opened),
            "waiting": change.waiting,
            "everything": change.everything,
        },
        ensure_ascii=False,
    )
