"""What a bridge may send: messages of buyers, and what became of orders. Strict, so that a
misspelt field is said and not passed over.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Extra, Field, StrictBool, ValidationError, validator
from pydantic.fields import ModelField

from bot.channels.webhook.refused import RefusedError
from bot.settings import SHOP_TIMEZONE

ID = r"[A-Za-z0-9_.\-]{1,64}"
BUYER = r"[A-Za-z0-9_.@=+:\-]{1,80}"
PRODUCT = r"[\w.\-]{1,40}"
SKU = r"[\w.\-/+ ]{1,80}"
ORDER = r"[A-Za-z0-9_\-]{1,40}"
YUAN = r"[0-9]{1,7}(\.[0-9]{1,2})?"
MOMENT = (
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+\-][0-9]{2}:[0-9]{2})"
)
NICKNAME_CHARS = 60
MOST_LINES = 100
MOST_PIECES = 9999
MOST_NAMED = 10

Body = TypeVar("Body", bound=BaseModel)


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid


def _text_like(pattern: str) -> Any:
    """A validator for a text that is wholly of this pattern; nothing else is made into one."""
    form = re.compile(pattern)

    def check(value: object, field: ModelField) -> str:
        if not isinstance(value, str) or not form.fullmatch(value):
            raise ValueError(f"has to be a text of the form {pattern}")
        return value

    return check


class MessageBody(_Strict):
    """One message of a buyer: either text, or a picture of which only that it came is kept."""

    id: str = Field(..., description="the platform's id of the message, once per buyer")
    buyer: str = Field(..., description="the platform's id of the buyer")
    text: str | None = None
    picture: StrictBool = False
    product: str = Field("", description="id of the product in view")
    nickname: str = ""

    _ids = validator("id", pre=True, allow_reuse=True)(_text_like(ID))
    _buyers = validator("buyer", pre=True, allow_reuse=True)(_text_like(BUYER))
    _products = validator("product", pre=True, allow_reuse=True)(_text_like(PRODUCT))

    @validator("text", pre=True)
    @classmethod
    def _is_text(cls, value: object) -> object:
        if not isinstance(value, str) or not value:
            raise ValueError("has to be a text that is not empty")
        return value

    @validator("nickname", pre=True)
    @classmethod
    def _is_name(cls, value: object) -> str:
        if not isinstance(value, str) or len(value) > NICKNAME_CHARS:
            raise ValueError(f"has to be a text of at most {NICKNAME_CHARS} characters")
        return "".join(char for char in value if char.isprintable())

    @validator("picture", always=True)
    @classmethod
    def _one_of_both(cls, picture: bool, values: dict[str, Any]) -> bool:
        if picture == (values.get("text") is not None) and "text" in values:
            raise ValueError("either text or picture: true, not both")
        return picture


class LineBody(_Strict):
    """One line of an order; without a price the list price of the SKU counts."""

    sku: str
    quantity: int = Field(..., ge=1, le=MOST_PIECES)
    unit_price: Decimal | None = Field(None, description="yuan a piece, as text")

    @validator("quantity", pre=True)
    @classmethod
    def _is_number(cls, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError("has to be a whole number")
        return value

    _skus = validator("sku", pre=True, allow_reuse=True)(_text_like(SKU))
    _prices = validator("unit_price", pre=True, allow_reuse=True)(_text_like(YUAN))


class EventBody(_Strict):
    """What became of an order, and when."""

    id: str = Field(..., description="the bridge's id of the event, once for all buyers")
    kind: Literal["created", "paid", "cancelled", "shipped"]
    buyer: str
    order_id: str
    at: datetime
    total: Decimal | None = Field(None, description="what the goods cost together, yuan as text")
    lines: tuple[LineBody, ...] = ()

    _ids = validator("id", pre=True, allow_reuse=True)(_text_like(ID))
    _buyers = validator("buyer", pre=True, allow_reuse=True)(_text_like(BUYER))
    _orders = validator("order_id", pre=True, allow_reuse=True)(_text_like(ORDER))
    _totals = validator("total", pre=True, allow_reuse=True)(_text_like(YUAN))

    @validator("at", pre=True)
    @classmethod
    def _moment(cls, value: object) -> datetime:
        text = _text_like(MOMENT)(value, None)
        return datetime.fromisoformat(_padded(text)).astimezone(SHOP_TIMEZONE)

    @validator("lines")
    @classmethod
    def _each_once(cls, lines: tuple[LineBody, ...]) -> tuple[LineBody, ...]:
        if len(lines) > MOST_LINES:
            raise ValueError(f"at most {MOST_LINES} lines")
        if len({line.sku for line in lines}) != len(lines):
            raise ValueError("a sku may stand in one line only")
        return lines


def read_body(body: bytes, model: type[Body]) -> Body:
    """The body as `model`; raises RefusedError naming the fields that are wrong."""
    try:
        raw = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            422, "no_json", "The body is no JSON in UTF-8.", hint="Send one JSON object."
        ) from error
    if not isinstance(raw, dict):
        raise RefusedError(422, "no_object", "The body is no object.", hint="Send one JSON object.")
    try:
        return model.parse_obj(raw)
    except ValidationError as error:
        raise RefusedError(
            422,
            "invalid",
            "The body is not as it has to be.",
            hint="Correct the fields named and send it again; see docs/channels.md.",
            fields=_wrong_fields(error),
        ) from error


def not_of_tomorrow(event: EventBody, *, now: datetime) -> EventBody:
    """The event; raises RefusedError where it lies in the future by more than a day."""
    if event.at > now + timedelta(days=1):
        raise RefusedError(
            422, "invalid", "The event has not happened yet.",
            hint="Check the clock and the time zone of `at`.", fields=("at",),
        )  # fmt: skip
    return event


def _padded(moment: str) -> str:
    """The moment as Python 3.10 reads it: an offset for Z, six places of a second or none."""
    whole = moment.replace("Z", "+00:00")
    if "." not in whole:
        return whole
    head, tail = whole.split(".")
    places, offset = tail[:-6], tail[-6:]
    return f"{head}.{places:0<6}{offset}"


def _wrong_fields(error: ValidationError) -> tuple[str, ...]:
    """Where the body is wrong, by our names only: a stranger's field names stay out."""
    return tuple(
        "a field that is not known"
        if found["type"] == "value_error.extra"
        else f"{'.'.join(map(str, found['loc']))}: {found['msg']}"
        for found in error.errors()[:MOST_NAMED]
    )
