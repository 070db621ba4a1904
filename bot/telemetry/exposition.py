"""`/metrics` and `/ready` of a process, on either kind of web server we run.

Metrics are off until XIAOER_METRICS_TOKEN is set, and then shown to whoever brings it
(`Authorization: Bearer …`). Where the request comes from proves nothing: behind a proxy every buyer
comes from this machine.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.telemetry.metrics import REGISTRY
from bot.telemetry.readiness import Readiness

if TYPE_CHECKING:
    from sanic import Sanic
    from starlette.applications import Starlette

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Exposition:
    """Answers those who watch the process; `token` empty: there are no metrics."""

    token: str
    readiness: Readiness
    registry: CollectorRegistry = REGISTRY

    def metrics(self, headers: Mapping[str, str]) -> tuple[int, bytes, str]:
        """Status, body and content type of `/metrics`."""
        if not self.token:
            return 404, b"", "text/plain"
        given = headers.get("authorization", "")
        if not hmac.compare_digest(
            given.encode("utf-8", "replace"), f"Bearer {self.token}".encode()
        ):
            return 401, b"", "text/plain"
        return 200, generate_latest(self.registry), CONTENT_TYPE_LATEST

    def mount_on_sanic(self, app: Sanic) -> None:
        """Put both addresses on a Sanic app; it is not ready once it is told to stop."""
        from sanic.request import Request
        from sanic.response import HTTPResponse, json, raw

        async def metrics(request: Request) -> HTTPResponse:
            status, body, kind = self.metrics(request.headers)
            return raw(body, status=status, content_type=kind, headers=_HEADERS)

        async def ready(_request: Request) -> HTTPResponse:
            verdict = await self.readiness.verdict()
            return json(verdict.body(), status=verdict.status, headers=_HEADERS)

        async def leave(_app: Sanic, _loop: object) -> None:
            self.readiness.leave()

        app.add_route(metrics, "/metrics", name="metrics")
        app.add_route(ready, "/ready", name="ready")
        app.register_listener(leave, "before_server_stop")

    def mount_on_starlette(self, app: Starlette) -> None:
        """Put both addresses on a Starlette (or FastAPI) app."""
        from starlette.requests import Request
        from starlette.responses import JSONResponse, Response

        async def metrics(request: Request) -> Response:
            status, body, kind = self.metrics(request.headers)
            return Response(body, status_code=status, headers={**_HEADERS, "Content-Type": kind})

        async def ready(_request: Request) -> Response:
            verdict = await self.readiness.verdict()
            return JSONResponse(verdict.body(), status_code=verdict.status, headers=_HEADERS)

        app.add_route("/metrics", metrics)
        app.add_route("/ready", ready)
