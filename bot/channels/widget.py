"""The chat on other people's pages: one script that puts a button there, and a frame behind it.

A frame on another site does not get the page's cookie. Its buyer is known by a signed token, which
comes in a header or in the first frame of the socket, never in an address, where logs and histories
would keep it. For the next page the browser keeps it in a partitioned cookie (CHIPS), which counts
for nothing but a new token, and the frame in its own storage: browsers that forbid third parties
the one allow the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import json as plain_json
import logging
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sanic import Blueprint
from sanic.exceptions import WebsocketClosed
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.exc import SQLAlchemyError
from websockets.exceptions import ConnectionClosed

from bot.channels.attendance import Attendance
from bot.channels.embedding import frame_ancestors
from bot.channels.identity import COOKIE, COOKIE_SECONDS, Visitor, same_site
from bot.channels.limits import Closing
from bot.channels.page import NO_STORE, PAGE_HEADERS, ChatPage
from bot.channels.shopfront import Shopfront
from bot.channels.socket import HELLO_WITHIN_SECONDS, Counter, Wire
from bot.channels.static_files import FOLDER, PAGE, StaticFile, served

logger = logging.getLogger(__name__)

PREFIX = "web:"
SCRIPT_HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin"}
# With this prefix a browser takes it from this very host over https only, or on this machine.
FRAME_COOKIE = "__Host-xiaoer_frame"
_LONGEST_TOKEN = 400


class BuyerTokens:
    """Signs who the buyer of a frame is; a token ends a year after the frame was last opened."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="widget-buyer")

    def issue(self, known: Visitor | None = None) -> str:
        """A token for a buyer known already, or for one never seen before."""
        number = known.conversation_id.removeprefix(PREFIX) if known else secrets.token_hex(12)
        return str(self._signer.dumps(number))

    def read(self, token: object) -> Visitor | None:
        """The buyer of a token; None for a missing, altered, foreign or old one."""
        if not isinstance(token, str) or not 0 < len(token) <= _LONGEST_TOKEN:
            return None
        try:
            number = self._signer.loads(token, max_age=COOKIE_SECONDS)
        except BadSignature:
            return None
        return Visitor(conversation_id=f"{PREFIX}{number}", channel="web")

    def bearer(self, request: Request) -> Visitor | None:
        """The buyer of a request's `Authorization: Bearer` header."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self.read(token) if scheme.lower() == "bearer" else None


@dataclass(frozen=True)
class FramedPage(ChatPage):
    """The chat page's answers, for a buyer with a token; cookies count for nothing."""

    tokens: BuyerTokens | None = None

    def visitor(self, request: Request) -> Visitor | None:
        """Who a request comes from."""
        return self.tokens.bearer(request) if self.tokens else None

    def _known(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        return response


class Widget:
    """The widget's addresses, beside the chat page's own."""

    def __init__(
        self,
        page: ChatPage,
        counter: Counter,
        tokens: BuyerTokens,
        attendance: Attendance,
        *,
        origins: tuple[str, ...],
    ) -> None:
        self._page = page
        self._framed = FramedPage(
            page.doorkeeper, page.record, page.shopfront, page.on_pushed, page.files, tokens
        )
        self._counter = counter
        self._tokens = tokens
        self._attendance = attendance
        self._origins = origins
        self._script = widget_script(origins)
        policy = PAGE_HEADERS["Content-Security-Policy"].split("; ")
        policy = [part for part in policy if not part.startswith("frame-ancestors")]
        allowed = "; ".join((*policy, frame_ancestors(origins)))
        self._headers = {**PAGE_HEADERS, "Content-Security-Policy": allowed}

    def mount(self, blueprint: Blueprint) -> None:
        """Put the widget's addresses on the blueprint."""

        async def script(request: Request) -> HTTPResponse:
            return served(self._script, request, SCRIPT_HEADERS)

        async def frame(request: Request) -> HTTPResponse:
            return served(self._page.files[PAGE], request, self._headers)

        async def buyer(request: Request) -> HTTPResponse:
            return self._buyer(request)

        async def shop(request: Request) -> HTTPResponse:
            return await self._framed.shop(request)

        async def history(request: Request) -> HTTPResponse:
            return await self._framed.history(request)

        async def product(_request: Request, named: str) -> HTTPResponse:
            return await asyncio.to_thread(_product, self._page.shopfront, named)

        async def socket(request: Request, wire: Wire) -> None:
            await self._talk(request, wire)

        blueprint.add_route(script, "/widget.js", name="widget_script")
        blueprint.add_route(frame, "/widget/frame", name="widget_frame")
        blueprint.add_route(buyer, "/widget/buyer", methods=["POST"], name="widget_buyer")
        blueprint.add_route(shop, "/widget/shop", name="widget_shop")
        blueprint.add_route(history, "/widget/history", name="widget_history")
        blueprint.add_route(product, "/widget/product/<named:str>", name="widget_product")
        self._attendance.mount(blueprint, "/widget/waiting", self._framed.visitor)
        blueprint.add_websocket_route(socket, "/widget/socket", name="widget_socket")

    def _buyer(self, request: Request) -> HTTPResponse:
        """A fresh token for the buyer of the old one, else of a cookie, else for a new buyer.

        The page's cookie comes along only where the page around the frame is of the shop's own
        site: there the chat page and the widget are one chat.
        """
        if not same_site(request.headers.get("origin"), request.host):
            return json({"error": "asked for by another page"}, status=403, headers=NO_STORE)
        known = (
            self._tokens.bearer(request)
            or self._tokens.read(request.cookies.get(FRAME_COOKIE))
            or self._page.doorkeeper.cookies.read(request.cookies.get(COOKIE))
        )
        token = self._tokens.issue(known)
        response = json({"token": token, "origins": list(self._origins)}, headers=NO_STORE)
        response.headers.add(
            "Set-Cookie",
            f"{FRAME_COOKIE}={token}; Path=/; Max-Age={COOKIE_SECONDS}; "
            "Secure; HttpOnly; SameSite=None; Partitioned",
        )
        return response

    async def _talk(self, request: Request, wire: Wire) -> None:
        """A socket: its first frame says who the buyer is, the rest is the chat's own protocol."""
        if not same_site(request.headers.get("origin"), request.host):
            await wire.close(Closing.OTHER_SITE)
            return
        frame = None
        with contextlib.suppress(ConnectionClosed, WebsocketClosed):
            frame = await wire.recv(HELLO_WITHIN_SECONDS)
        visitor = self._tokens.read(_token_in(frame))
        if visitor is None:
            await wire.close(Closing.UNKNOWN_BUYER)
            return
        await self._counter.serve(wire, visitor)


def widget_script(origins: tuple[str, ...]) -> StaticFile:
    """`/widget.js` with its look and the origins it works on in it: one request brings all."""
    folder = FOLDER / "widget"
    look = plain_json.dumps((folder / "widget.css").read_text("utf-8"))
    listed = plain_json.dumps(list(origins))
    text = (folder / "widget.js").read_text("utf-8")
    body = text.replace('"/* look */"', look).replace("[/* origins */]", listed).encode()
    return StaticFile(body, "text/javascript; charset=utf-8", f'"{sha256(body).hexdigest()[:20]}"')


def _token_in(frame: str | bytes | None) -> Any:
    """The token of an `identify` frame; None where it is none."""
    try:
        said = plain_json.loads(frame or "")
    except (ValueError, RecursionError):
        return None
    return said.get("token") if isinstance(said, dict) and said.get("type") == "identify" else None


def _product(shopfront: Shopfront, named: str) -> HTTPResponse:
    """The id of the product that another page calls `named`: by its id, its item id or a SKU's."""
    try:
        product_id = shopfront.product_named(named)
    except SQLAlchemyError as error:
        logger.error("A product cannot be looked up: %s", type(error).__name__)
        return json({"error": "unavailable"}, status=503, headers=NO_STORE)
    if product_id is None:
        return empty(status=404, headers=NO_STORE)
    return json({"id": product_id}, headers=NO_STORE)
