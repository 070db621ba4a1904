"""How our Sanic servers listen: on a port taken beforehand, small requests, no access log."""

from __future__ import annotations

import errno
import hmac
import socket

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.errors import EngineError

INTERNAL_HEADER = "X-Xiaoer-Token"  # names the caller as a process of ours
_BACKLOG = 500


def taken_port(host: str, port: int, *, variable: str) -> socket.socket:
    """Take `port` before the slow part of starting; `variable` is the setting that moves it.

    Nothing listens yet: until the server is ready a caller is refused at once and asks another
    copy. Raises EngineError when the port is taken or the address is not this machine's.
    """
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            raise EngineError(
                f"Port {port} on {host} is taken by another program.",
                hint=f"Stop that program, or set {variable} to another port.",
            ) from error
        raise EngineError(
            f"Cannot listen on {host}:{port}: {error.strerror}.",
            hint=f"Look at XIAOER_HOST and {variable}.",
        ) from error
    return taken


def new_app(name: str, *, request_max_bytes: int, proxies: int = 0) -> Sanic:
    """A Sanic app with `GET /health` that logs through our handlers and takes small requests."""
    app = Sanic(name, configure_logging=False)
    app.config.ACCESS_LOG = False
    app.config.REQUEST_MAX_SIZE = request_max_bytes
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 2.0
    app.config.KEEP_ALIVE_TIMEOUT = 75  # longer than our own clients keep a connection
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.PROXIES_COUNT = proxies

    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    app.add_route(health, "/health", name="health")
    return app


def knows(request: Request, token: str) -> bool:
    """Whether the request names its caller as a process of ours."""
    given = request.headers.get(INTERNAL_HEADER) or ""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def serve(app: Sanic, port: socket.socket) -> None:
    """Serve on a taken port until SIGINT or SIGTERM, then let the requests under way finish."""
    app.run(sock=port, workers=1, backlog=_BACKLOG, debug=False, access_log=False, motd=False)
