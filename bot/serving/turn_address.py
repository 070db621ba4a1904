"""`POST /internal/turn`: one turn of the dialogue for a gateway that knows the token.

In: `text`, `sender_id`, `message_id` (the channel's) and `metadata` as the channel tells it. Out:
`replies`, each with `text`, `payload` and `trace`, whose `model` names the model that answered. 503
while the server stops: ask another copy.
"""

from __future__ import annotations

import json
import logging
import traceback
from typing import Any

from pydantic import BaseModel, Field, ValidationError, validator
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from bot.serving.collector import ReplyCollector
from bot.serving.internal import knows
from bot.serving.turns_under_way import TurnsUnderWay
from bot.telemetry.subject import about
from bot.telemetry.tracing import span

logger = logging.getLogger(__name__)

PATH = "/internal/turn"


class TurnCall(BaseModel):
    """What a gateway asks."""

    text: str
    sender_id: str = Field(..., min_length=1, max_length=255)
    message_id: str
    metadata: dict[str, Any] = {}

    @validator("metadata")
    @classmethod
    def _chat_has_fields(cls, metadata: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(metadata.get("chat") or {}, dict):
            raise ValueError("not the chat's fields")
        return metadata


def mount_turns(app: Sanic, turns: TurnsUnderWay, *, token: str) -> None:
    """Put the address on the app."""

    async def turn(request: Request) -> HTTPResponse:
        if not knows(request.headers, token):
            return json_response({"error": "token"}, status=403)
        if turns.finishing:
            return json_response({"error": "stopping"}, status=503)
        try:
            call = TurnCall.parse_raw(request.body)
        except (ValidationError, RecursionError):
            return json_response({"error": "not a turn"}, status=400)
        message_id = call.metadata.get("message_id")
        with (
            about(call.sender_id, message_id if isinstance(message_id, int) else 0),
            span("dialogue", kind="server", parent=request.headers),
        ):
            return await _answered(turns, call)

    app.add_route(turn, PATH, methods=["POST"], name="turn")


async def _answered(turns: TurnsUnderWay, call: TurnCall) -> HTTPResponse:
    collector = ReplyCollector()
    message = UserMessage(
        text=call.text,
        output_channel=collector,
        sender_id=call.sender_id,
        input_channel=collector.name(),
        message_id=call.message_id,
        metadata=call.metadata,
    )
    try:
        model = await turns.handle_message(message)
    except Exception as error:  # noqa: BLE001 - one turn's fault must not reach another
        # Only frames and the type: an exception's text may quote the buyer.
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("A turn broke with %s:\n%s", type(error).__name__, frames)
        return json_response({"error": type(error).__name__}, status=500)
    replies = [
        {"text": reply.text, "payload": reply.payload, "trace": {**reply.trace, "model": model}}
        for reply in collector.replies
    ]
    body = json.dumps({"replies": replies}, ensure_ascii=False, separators=(",", ":"))
    return raw(body.encode("utf-8", "replace"), content_type="application/json")
