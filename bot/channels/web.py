"""The shop's own chat page: its HTTP side and its socket on one blueprint."""

from __future__ import annotations

import asyncio

from sanic import Blueprint, Sanic
from sanic.request import Request

from bot.channels.attendance import Attendance
from bot.channels.identity import same_site
from bot.channels.limits import FRAME_BYTES, Closing
from bot.channels.page import ChatPage
from bot.channels.socket import Counter, Wire
from bot.channels.widget import Widget


def web_chat(page: ChatPage, counter: Counter, widget: Widget, attendance: Attendance) -> Blueprint:
    """Buyers' chat page over WebSocket and the widget, to be mounted at the root."""
    blueprint = Blueprint("web_chat")
    page.mount(blueprint)
    attendance.mount(blueprint, "/chat/waiting", page.visitor)
    widget.mount(blueprint)

    async def limit_frames(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        app.config.WEBSOCKET_MAX_SIZE = FRAME_BYTES

    async def chat(request: Request, wire: Wire) -> None:
        if not same_site(request.headers.get("origin"), request.host):
            await wire.close(Closing.OTHER_SITE)
            return
        visitor = page.visitor(request)
        if visitor is None:
            await wire.close(Closing.UNKNOWN_BUYER)
            return
        await counter.serve(wire, visitor)

    blueprint.listener("main_process_start")(limit_frames)
    blueprint.add_websocket_route(chat, "/chat/socket", name="socket")
    return blueprint
