"""How our Sanic servers listen: on a port taken beforehand, small requests, no access log."""

from __future__ import annotations

import socket

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.errors import EngineError

_BACKLOG = 500


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


def serve(app: Sanic, port: socket.socket) -> None:
    """Serve on a taken port until SIGINT or SIGTERM, then let the requests under way finish.

    Raises EngineError when another program listens there since the port was taken.
    """
    try:
        # Sanic logs a failure to listen and hangs.
        port.listen(_BACKLOG)
    except OSError as error:
        raise EngineError(
            f"Port {port.getsockname()[1]} is taken by another program: {error.strerror}.",
            hint="Stop that program and start again.",
        ) from error
    app.run(sock=port, workers=1, backlog=_BACKLOG, debug=False, access_log=False, motd=False)
