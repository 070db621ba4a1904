"""Replies on their way to the bridge: signed, one at a time per buyer, told apart by an id."""

from __future__ import annotations

import email.utils
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from bot.channels.connector import NotDeliveredError, Parcel, UndeliverableError
from bot.channels.webhook.signature import HEADER, signed

# It has the message already, from an attempt whose answer was lost.
_HAS_IT = httpx.codes.CONFLICT
_NEVER = frozenset(
    {
        httpx.codes.GONE,
        httpx.codes.REQUEST_ENTITY_TOO_LARGE,
        httpx.codes.UNPROCESSABLE_ENTITY,
    }
)


@dataclass(frozen=True)
class PushBack:
    """Posts to the one address that the operator set; no redirect leads anywhere else."""

    client: httpx.AsyncClient
    url: str
    secrets: Sequence[bytes]
    clock: Callable[[], datetime]

    async def push(self, parcel: Parcel, *, buyer: str) -> None:
        """Post one message; raises NotDeliveredError or UndeliverableError."""
        body = json.dumps(_pushed(parcel, buyer), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            HEADER: signed(body, secrets=self.secrets, at=self.clock()),
        }
        try:
            async with self.client.stream(
                "POST", self.url, content=body, headers=headers
            ) as response:
                status = response.status_code
                asked = response.headers.get("Retry-After")
        except httpx.HTTPError as error:
            raise NotDeliveredError(type(error).__name__) from error
        if httpx.codes.is_success(status) or status == _HAS_IT:
            return
        if status in _NEVER:
            raise UndeliverableError(f"answered {status}")
        after = None if asked is None else _seconds_in(asked, now=self.clock())
        raise NotDeliveredError(f"answered {status}", after_seconds=after)


def _pushed(parcel: Parcel, buyer: str) -> dict[str, Any]:
    """The message as the bridge reads it; `id` is the same at every attempt."""
    return {
        "id": f"m{parcel.message_id}",
        "buyer": buyer,
        "sender": parcel.sender,
        "agent": parcel.agent,
        "text": parcel.text,
        "card": parcel.payload.get("card"),
        "quick_replies": parcel.payload.get("quick_replies") or [],
        "at": parcel.at.isoformat(),
        "attempt": parcel.attempt,
    }


def _seconds_in(retry_after: str, *, now: datetime) -> float | None:
    """Seconds in a Retry-After header, which has seconds or a date; None for neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        at = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    return max(0.0, (at - now).total_seconds())
