"""Whoever asks for a WebSocket without the words of its handshake is told so, in four hundreds.

Sanic 21.12 answers 500 and logs a traceback, because what websockets wants to note of such a
request has no place on Sanic's: any stranger could fill the log.
"""

from __future__ import annotations

import base64
import binascii

from sanic.request import Request
from sanic.response import HTTPResponse, json

VERSION = "13"
KEY_BYTES = 16


async def refuse_half_handshakes(request: Request) -> HTTPResponse | None:
    """426 where a socket's address is asked without a whole handshake; None lets it pass."""
    route = request.route
    if route is None or not hasattr(route.handler, "is_websocket") or _is_whole(request):
        return None
    headers = {"Upgrade": "websocket", "Sec-WebSocket-Version": VERSION}
    return json({"error": "this is a WebSocket"}, status=426, headers=headers)


def _is_whole(request: Request) -> bool:
    """Whether websockets would take the handshake (RFC 6455, section 4.2.1)."""
    connection = _words(request, "connection")
    return (
        "upgrade" in connection
        and _words(request, "upgrade") == ["websocket"]
        and request.headers.getall("sec-websocket-version", []) == [VERSION]
        and _is_key(request.headers.getall("sec-websocket-key", []))
    )


def _words(request: Request, name: str) -> list[str]:
    listed = ",".join(request.headers.getall(name, []))
    return [word.strip().lower() for word in listed.split(",") if word.strip()]


def _is_key(keys: list[str]) -> bool:
    if len(keys) != 1:
        return False
    try:
        return len(base64.b64decode(keys[0].encode(), validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False
