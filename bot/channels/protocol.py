"""Frames of the chat's WebSocket: what a client may say, and how the server says things.

Client: `hello` (product in view, newest id it has), `message` (id made by the client, text,
product; `kind` when it was no text; `tapped` when it was a button; `at` for operators),
`typing` (the buyer is writing), `ping`.
Server: `hello`, `ack`, `message`, `typing`, `status`, `refused`, `pong`, and to operators
`answered` when a message's turn is over.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError, validator

from bot.channels.limits import Refusal
from bot.chats.model import Message
from bot.settings import SHOP_TIMEZONE

Frame = dict[str, Any]

# What a message is; all but a text has no words, and only that it came is kept.
Kind = Literal["text", "image", "voice", "video", "location", "file", "other"]

_PRODUCT_ID = re.compile(r"[\w.\-]{1,40}")
# Moments beyond cannot be told in every time zone.
_SINCE = datetime(2000, 1, 1, tzinfo=SHOP_TIMEZONE)
_UNTIL = datetime(2200, 1, 1, tzinfo=SHOP_TIMEZONE)


class _WithProduct(BaseModel):
    product: str = ""

    @validator("product", pre=True)
    @classmethod
    def _plain_id(cls, value: object) -> str:
        """The id of the product in view; anything that cannot be one counts as none."""
        return value if isinstance(value, str) and _PRODUCT_ID.fullmatch(value) else ""


class Hello(_WithProduct):
    """First frame of a connection."""

    type: Literal["hello"]
    after: int = Field(0, ge=0, le=2**62, description="id of the newest message the client has")


class Said(_WithProduct):
    """One message of the buyer; `text` that is no text counts as an image."""

    type: Literal["message"]
    id: str = Field(..., min_length=1, max_length=64, regex=r"^[\w.\-]+\Z")
    text: Any = ""
    kind: Kind = "text"
    tapped: bool = False
    at: datetime | None = None

    @validator("at")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        if not _SINCE <= value < _UNTIL:
            raise ValueError("no moment of a shop's")
        return value.astimezone(SHOP_TIMEZONE)


class Typing(BaseModel):
    """The buyer is writing a message."""

    type: Literal["typing"]


class Ping(BaseModel):
    """Asks whether the server is still there."""

    type: Literal["ping"]


_ClientFrame = Hello | Said | Typing | Ping
_CLIENT_FRAMES: dict[str, type[_ClientFrame]] = {
    "hello": Hello,
    "message": Said,
    "typing": Typing,
    "ping": Ping,
}


class FrameError(ValueError):
    """A frame that is no JSON or not of the protocol; `id` is the client's, if it could be read."""

    def __init__(self, external_id: str = "") -> None:
        super().__init__("not a frame of the protocol")
        self.external_id = external_id


def parse_frame(data: str | bytes) -> _ClientFrame:
    """The client's frame; raises FrameError."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FrameError() from error
    kind = raw.get("type") if isinstance(raw, dict) else None
    model = _CLIENT_FRAMES.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise FrameError(_id_of(raw))
    try:
        return model.parse_obj(raw)
    except ValidationError as error:
        raise FrameError(_id_of(raw)) from error


def _id_of(raw: object) -> str:
    external_id = raw.get("id") if isinstance(raw, dict) else None
    return external_id[:64] if isinstance(external_id, str) else ""


def hello_frame(conversation_id: str) -> Frame:
    """Greets a connection; a status frame follows."""
    return {"type": "hello", "conversation": conversation_id}


def ack_frame(external_id: str, message_id: int, text: str) -> Frame:
    """The message is committed; `text` is what was kept of it."""
    return {"type": "ack", "id": external_id, "message_id": message_id, "text": text}


def typing_frame(on: bool) -> Frame:
    """Whether the bot is at it."""
    return {"type": "typing", "on": on}


def status_frame(with_person: bool, agent: str) -> Frame:
    """Who has the chat; `agent` is the person's name, empty while nobody took it yet."""
    return {"type": "status", "with_person": with_person, "agent": agent}


def refused_frame(external_id: str, refusal: Refusal, text: str) -> Frame:
    """The message was not taken in; `text` tells the buyer why."""
    return {"type": "refused", "id": external_id, "reason": refusal.value, "text": text}


def answered_frame(external_id: str, message_id: int) -> Frame:
    """The turn of that message is over; tells an operator that no more replies follow."""
    return {"type": "answered", "id": external_id, "message_id": message_id}


def message_json(message: Message, *, agent_name: str, with_trace: bool) -> dict[str, Any]:
    """A logged message as the client reads it; the trace is for operators only."""
    shown: dict[str, Any] = {
        "id": message.id,
        "sender": message.sender,
        "agent": agent_name,
        "text": message.text,
        "payload": message.payload,
        "at": message.at.isoformat(),
        "external_id": message.external_id,
    }
    if with_trace:
        shown["trace"] = message.trace
    return shown


def encode(frame: Frame) -> str:
    """The frame as it goes over the wire."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
