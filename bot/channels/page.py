"""The chat's HTTP side: the page, its files, the shop's facts, a buyer's history, pushes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.identity import COOKIE, COOKIE_SECONDS, Doorkeeper, Visitor
from bot.channels.protocol import message_json
from bot.channels.record import Record
from bot.channels.rooms import Rooms
from bot.channels.shopfront import Shopfront
from bot.channels.static_files import PAGE, StaticFile, read_static_files, served
from bot.errors import ShopDataError
from bot.telemetry.subject import about
from bot.telemetry.tracing import span

logger = logging.getLogger(__name__)

Answer = Callable[..., Coroutine[Any, Any, HTTPResponse]]

PAGE_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    ),
    "Referrer-Policy": "same-origin",
}
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
NO_STORE = {"Cache-Control": "no-store", **NOSNIFF}


@dataclass(frozen=True)
class ChatPage:
    """Answers the page's requests; `on_pushed` hears whose conversation has news."""

    doorkeeper: Doorkeeper
    record: Record
    shopfront: Shopfront
    on_pushed: Callable[[str], None]
    files: dict[str, StaticFile] = field(default_factory=read_static_files)

    def mount(self, blueprint: Blueprint) -> None:
        """Put the page's addresses on the blueprint."""
        blueprint.add_route(_handler(self.page), "/", name="page")
        blueprint.add_route(_handler(self.static), "/static/<name:str>", name="static")
        blueprint.add_route(_handler(self.shop), "/chat/shop", name="shop")
        blueprint.add_route(_handler(self.history), "/chat/history", name="history")
        blueprint.add_route(
            _handler(self.pushed), "/internal/pushed", methods=["POST"], name="pushed"
        )

    async def page(self, request: Request) -> HTTPResponse:
        """The chat page; makes a first visitor known by a cookie."""
        response = served(self.files[PAGE], request, PAGE_HEADERS)
        return self._known(request, response)

    async def static(self, request: Request, name: str) -> HTTPResponse:
        """One of the page's files."""
        found = self.files.get(name)
        return empty(status=404) if found is None else served(found, request, NOSNIFF)

    async def shop(self, request: Request) -> HTTPResponse:
        """The shop's name and products."""
        try:
            facts = await asyncio.to_thread(self.shopfront.facts)
        except (ShopDataError, SQLAlchemyError) as error:
            logger.error("The chat page cannot show the shop: %s", type(error).__name__)
            return json({"error": "unavailable"}, status=503, headers=NO_STORE)
        return self._known(request, json(facts, headers=NO_STORE, ensure_ascii=False))

    async def history(self, request: Request) -> HTTPResponse:
        """The visitor's own messages after an id, newest 200, and whether a person has the chat."""
        visitor = self.visitor(request)
        if visitor is None:
            return json({"error": "unknown buyer"}, status=401, headers=NO_STORE)
        after = request.args.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 16):
            return json({"error": "after is no message id"}, status=400, headers=NO_STORE)
        try:
            messages, status = self.record.since(visitor.conversation_id, after=int(after))
            names = self.shopfront.agent_names() if any(m.agent for m in messages) else {}
        except SQLAlchemyError as error:
            logger.error("A chat cannot be read: %s", type(error).__name__)
            return json({"error": "unavailable"}, status=503, headers=NO_STORE)
        shown = [
            message_json(
                message,
                agent_name=names.get(message.agent, message.agent),
                with_trace=visitor.operator,
            )
            for message in messages
        ]
        body = {
            "conversation": visitor.conversation_id,
            "messages": shown,
            "with_person": status.with_person,
        }
        return json(body, headers=NO_STORE, ensure_ascii=False)

    async def pushed(self, request: Request) -> HTTPResponse:
        """Another process of ours logged a message or gave the chat back: show it."""
        if not self.doorkeeper.trusts(request.headers):
            return json({"error": "token"}, status=403)
        body = request.json
        conversation_id = body.get("conversation_id") if isinstance(body, dict) else None
        if not isinstance(conversation_id, str):
            return json({"error": "conversation_id is missing"}, status=400)
        with about(conversation_id), span("pushed", kind="server", parent=request.headers):
            self.on_pushed(conversation_id)
        return empty()

    def visitor(self, request: Request) -> Visitor | None:
        """Who a request comes from."""
        return self.doorkeeper.visitor(
            cookie=request.cookies.get(COOKIE),
            headers=request.headers,
            named=request.args.get("buyer"),
        )

    def _known(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        if self.doorkeeper.cookies.read(request.cookies.get(COOKIE)) is None:
            response.cookies[COOKIE] = self.doorkeeper.cookies.issue()
            cookie = response.cookies[COOKIE]
            cookie["path"] = "/"
            cookie["httponly"] = True
            cookie["samesite"] = "Lax"
            cookie["max-age"] = COOKIE_SECONDS
            if request.scheme in {"https", "wss"}:
                cookie["secure"] = True
        return response


def _handler(method: Answer) -> Answer:
    """The method as a plain function: Sanic marks handlers, and a method takes no marks."""

    async def handler(request: Request, **parts: str) -> HTTPResponse:
        return await method(request, **parts)

    return handler


def show_news(record: Record, rooms: Rooms, conversation_id: str) -> None:
    """Show a conversation's sockets what was logged by somebody else."""
    if not rooms.seats(conversation_id):
        return
    messages, status = record.since(conversation_id, after=rooms.newest_shown(conversation_id))
    rooms.show(conversation_id, messages, status)
