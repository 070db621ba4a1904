"""What every response carries and every request is held to, before any page sees it."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.desk.access import set_session

MAX_BODY_BYTES = 64 * 1024

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class TooLongError(Exception):
    """A request's body went over the limit while it was read."""


class Guard:
    """Adds the security headers and renewed sessions, and refuses bodies over 64 KiB."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        cached = "no-cache" if scope["path"].startswith("/static/") else "no-store"

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers["Cache-Control"] = cached
                _renew_session(scope, headers)
            await send(message)

        try:
            if _declared_bytes(scope) > MAX_BODY_BYTES:
                raise TooLongError
            await self._app(scope, _limited(receive), send_guarded)
        except TooLongError:
            if started:
                raise
            refusal = PlainTextResponse("内容太长。", status_code=413)
            await refusal(scope, receive, send_guarded)


def _renew_session(scope: Scope, headers: MutableHeaders) -> None:
    """The cookie of a session that goes on, where access.py made it anew."""
    cookie = scope.get("state", {}).get("renewed")
    if cookie:
        carrier = Response()
        set_session(carrier, cookie, secure=scope["scheme"] == "https")
        headers.append("Set-Cookie", carrier.headers["set-cookie"])


def _declared_bytes(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def receive_limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MAX_BODY_BYTES:
            raise TooLongError
        return message

    return receive_limited
