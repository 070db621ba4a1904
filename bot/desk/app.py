"""The desk as a web application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from bot.desk import (
    api,
    audit_page,
    beside_api,
    chat_page,
    correcting,
    events,
    learn_api,
    learn_page,
    ledger_api,
    pages,
    queue_api,
    report_page,
    signing,
    suggesting,
    team,
    unpaid,
)
from bot.desk.desk import Desk
from bot.desk.guard import Guard
from bot.desk.refusals import NotSignedInError, RefusedError
from bot.desk.render import page
from bot.desk.returning import keep_returning
from bot.telemetry.exposition import Exposition

_STATIC = Path(__file__).parent / "static"
_WORDS = {404: "没有这个页面。", 405: "不能这样打开。", 422: "内容不对，请检查后再试。"}


def create_app(desk: Desk, *, shown: Exposition | None = None) -> FastAPI:
    """The application over `desk`; it watches the database from start to stop.

    `shown` answers whoever watches the process; without it there is `/health` alone.
    """

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        tasks = (
            asyncio.create_task(desk.watch.run()),
            asyncio.create_task(keep_returning(desk.database_url, desk.now)),
        )
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await desk.notifier.aclose()
        await desk.acceptor.aclose()

    app = FastAPI(title="Xiaoer desk", openapi_url=None, lifespan=running)
    app.state.desk = desk
    app.add_middleware(Guard)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    for module in (
        signing,
        pages,
        chat_page,
        events,
        api,
        beside_api,
        correcting,
        suggesting,
        ledger_api,
        queue_api,
        team,
        learn_page,
        learn_api,
        audit_page,
        report_page,
        unpaid,
    ):
        app.include_router(module.router)
    app.add_api_route("/health", _health)
    if shown is not None:
        shown.mount_on_starlette(app)
    app.exception_handler(RefusedError)(_refused)
    app.exception_handler(RequestValidationError)(_not_understood)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(Exception)(_failed)
    return app


async def _health() -> JSONResponse:
    """200 from whoever is alive; whether the database answers too, `/ready` says."""
    return JSONResponse({"status": "ok"})


async def _refused(request: Request, error: RefusedError) -> Response:
    if isinstance(error, NotSignedInError) and not _for_script(request):
        return RedirectResponse("/sign-in", status_code=303)
    return _say(request, error.status, error.message, **error.details)


async def _not_understood(request: Request, _error: Exception) -> Response:
    # A page address with an impossible number is a page that does not exist.
    status = 422 if _for_script(request) else 404
    return _say(request, status, _WORDS[status])


async def _http_error(request: Request, error: HTTPException) -> Response:
    return _say(request, error.status_code, _WORDS.get(error.status_code, "出错了。"))


async def _failed(request: Request, _error: Exception) -> Response:
    return _say(request, 500, "系统出了点问题，请稍后再试。")


def _say(request: Request, status: int, message: str, **details: Any) -> Response:
    if _for_script(request):
        return JSONResponse({"message": message, **details}, status_code=status)
    return page("refused.html", status=status, message=message)


def _for_script(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/queue", "/events"))
