"""The action server: `python -m actions`.

rasa-sdk's own server listens on every address, answers anybody, and repeats the whole request
when an action fails. This one keeps its executor and none of that.
"""

from __future__ import annotations

import importlib
import json
import logging
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.errors import EngineError, XiaoerError
from bot.serving.http import new_app, serve
from bot.serving.internal import knows
from bot.serving.ports import taken_port
from bot.settings import Settings, settings
from bot.telemetry.metrics import ACTION_SECONDS, ACTIONS_FAILED
from bot.telemetry.starting import exposition_of, start_process
from bot.telemetry.subject import about
from bot.telemetry.tracing import span, stop_tracing

REQUEST_MAX_BYTES = 1_000_000

logger = logging.getLogger(__name__)


def load_actions(package: str = "actions") -> ActionExecutor:
    """An executor of every action in `package`; raises EngineError naming what cannot load."""
    executor = ActionExecutor()
    _import_all(_imported(package))
    executor._register_all_actions()
    return executor


def build_app(executor: ActionExecutor, *, token: str, name: str = "xiaoer_actions") -> Sanic:
    """The server's app: `/webhook` for whoever knows the token, `/health` for anybody."""
    app = new_app(name, request_max_bytes=REQUEST_MAX_BYTES)

    async def webhook(request: Request) -> HTTPResponse:
        if not knows(request.headers, token):
            return json_response({"error": "unauthorised"}, status=401)
        call = _call_of(request.body)
        if call is None:
            return json_response({"error": "not an action call"}, status=400)
        with _watched(call, request.headers):
            return await _run(executor, call)

    app.add_route(webhook, "/webhook", methods=["POST"], name="webhook")
    return app


def _call_of(body: bytes) -> dict[str, Any] | None:
    """The call in `body`; None for what is not as every action relies on it to be."""
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        return None
    tracker = call.get("tracker") if isinstance(call, dict) else None
    if not isinstance(tracker, dict):
        return None
    as_rasa_sends_it = (
        isinstance(call.get("next_action"), str)
        and isinstance(call.get("domain", {}), dict)
        and isinstance(tracker.get("sender_id"), str)
        and isinstance(tracker.get("slots", {}), dict)
        and isinstance(tracker.get("events", []), list)
        and isinstance(tracker.get("latest_message") or {}, dict)
    )
    return call if as_rasa_sends_it else None


@contextmanager
def _watched(call: dict[str, Any], headers: Mapping[str, str]) -> Iterator[None]:
    """The call within the trace it came from, and its logs under its conversation."""
    message = call["tracker"].get("latest_message") or {}
    metadata = message.get("metadata")
    message_id = metadata.get("message_id") if isinstance(metadata, dict) else None
    with (
        about(str(call.get("sender_id")), message_id if isinstance(message_id, int) else 0),
        span(str(call.get("next_action")), kind="server", parent=headers),
    ):
        yield


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> HTTPResponse:
    name = str(call.get("next_action"))
    topic = name.removeprefix("action_") if name in executor.actions else "unknown"
    try:
        with ACTION_SECONDS.labels(topic).time():
            return json_response(await executor.run(call))
    except ActionExecutionRejection as rejection:
        # Rasa reads this answer and lets another action take the turn.
        body = {"error": rejection.message, "action_name": rejection.action_name}
        return json_response(body, status=400)
    except ActionNotFoundException:
        logger.error("There is no action called %r.", name)
        return json_response({"error": "no such action", "action_name": name}, status=404)
    except Exception:
        # The edge: one action's fault must not reach another buyer's turn.
        ACTIONS_FAILED.labels(topic).inc()
        logger.exception("The action %r failed.", name)
        return json_response({"error": "the action failed", "action_name": name}, status=500)


def _import_all(package: ModuleType) -> None:
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not found.name.endswith(".__main__"):
            _imported(found.name)


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise EngineError(
            f"The module {name} cannot be loaded: {error}",
            hint="Correct the import; nothing of the action server works without it.",
        ) from error


def run(config: Settings) -> None:
    """Serve until told to stop; raises XiaoerError when it cannot start."""
    port = taken_port(config.host, config.action_port, variable="XIAOER_ACTION_PORT")
    token = config.secret("internal_token")
    app = build_app(load_actions(), token=token)
    exposition_of(config).mount_on_sanic(app)
    serve(app, port)


def main() -> int:
    """Run from the command line; 2 when it cannot start, with the reason on the console."""
    try:
        start_process("actions", settings())
        run(settings())
    except XiaoerError as error:
        print(f"出错 (error): {error}", file=sys.stderr)
        return 2
    finally:
        stop_tracing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
