"""The line to the Rasa servers: a turn is asked of one copy, and of the next where that is away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import aiohttp
from pydantic import BaseModel, ValidationError

from bot.channels.turns import TurnCall, TurnFailedError
from bot.chats.model import Reply
from bot.serving.copies import Copies

PATH = "/internal/turn"
_OK = 200


class _ReplyRead(BaseModel):
    text: str
    payload: dict[str, Any] = {}
    trace: dict[str, Any] = {}


class _AnswerRead(BaseModel):
    replies: list[_ReplyRead]


class RasaLine:
    """Asks the Rasa servers at `addresses`, for at most `seconds` a turn.

    A turn that was cut off is asked again: what was decided on a message is kept until the next
    one, and a conversation's turns come one after the other in all copies.
    """

    def __init__(self, addresses: Sequence[str], *, token: str, seconds: float) -> None:
        self._copies = Copies([address + PATH for address in addresses], token=token)
        self._seconds = seconds

    async def ask(self, call: TurnCall) -> tuple[Reply, ...]:
        """The replies; raises TurnFailedError, and asyncio.TimeoutError when none came in time."""
        body = {
            "text": call.text,
            "sender_id": call.sender_id,
            "message_id": call.message_id,
            "metadata": dict(call.metadata),
        }
        try:
            answered = await self._copies.post(
                json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
                seconds=self._seconds,
            )
        except aiohttp.ClientError as error:
            raise TurnFailedError(f"no Rasa server can be reached ({error!r})") from error
        if answered.status != _OK:
            why = answered.body[:80].decode("utf-8", "replace")
            raise TurnFailedError(f"HTTP {answered.status} {why}")
        try:
            read = _AnswerRead.parse_raw(answered.body)
        except ValidationError as error:
            raise TurnFailedError("the answer cannot be read") from error
        return tuple(Reply(each.text, each.payload, each.trace) for each in read.replies)

    async def close(self) -> None:
        """Close the connections."""
        await self._copies.close()
