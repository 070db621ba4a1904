"""An operator's line to the running engine: says what a buyer would, and sees why the bot answers.

It speaks the chat page's own WebSocket protocol with the internal token, so what scripts and
tests see is what a buyer's browser gets, with the trace beside it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from websockets.client import connect
from websockets.exceptions import WebSocketException

from bot.errors import EngineError
from bot.serving.internal import INTERNAL_HEADER
from bot.settings import Settings


@dataclass(frozen=True)
class TurnReport:
    """What one message of a buyer led to; `messages` are the bot's, each with its `trace`."""

    buyer: str
    messages: tuple[dict[str, Any], ...]
    with_person: bool

    @property
    def replies(self) -> tuple[str, ...]:
        """The texts the buyer reads."""
        return tuple(message["text"] for message in self.messages)

    def as_json(self) -> dict[str, Any]:
        """Replies, and the reading, action, reasons and facts behind them."""
        traces = [message.get("trace") or {} for message in self.messages]
        first: dict[str, Any] = traces[0] if traces else {}
        facts = {name: value for trace in traces for name, value in trace.get("facts", {}).items()}
        offers = [
            offer["title"]
            for message in self.messages
            for offer in message["payload"].get("quick_replies", ())
        ]
        cards = [
            message["payload"]["card"]["product_id"]
            for message in self.messages
            if message["payload"].get("card")
        ]
        return {
            "buyer": self.buyer,
            "replies": list(self.replies),
            "intent": first.get("intent"),
            "confidence": first.get("confidence"),
            "entities": first.get("entities", []),
            "ranking": first.get("ranking", []),
            "slots": first.get("slots", {}),
            "action": first.get("action"),
            "reason": first.get("reason"),
            "model": first.get("model"),
            "reasons": list(dict.fromkeys(trace.get("reason") for trace in traces if trace)),
            "facts": facts,
            "offers": offers,
            "cards": cards,
            "with_person": self.with_person,
        }


@dataclass
class BuyerLine:
    """One buyer's open connection; ask for one with `buyer_line`."""

    socket: Any
    with_person: bool = False
    seen: set[int] = field(default_factory=set)

    async def say(self, text: str, *, product: str = "", at: str | None = None) -> TurnReport:
        """Send `text` and wait until its turn is over."""
        external_id = secrets.token_hex(8)
        frame = {"type": "message", "id": external_id, "text": text, "product": product}
        if at:
            frame["at"] = at
        await self.socket.send(json.dumps(frame, ensure_ascii=False))
        messages: list[dict[str, Any]] = []
        while True:
            answer = await self._next()
            if answer["type"] == "message":
                self._take(answer["message"], messages)
            elif answer["type"] == "refused" and answer["id"] == external_id:
                raise EngineError(f"The message was refused: {answer['text']}")
            elif answer["type"] == "answered" and answer["id"] == external_id:
                return TurnReport(text, tuple(messages), self.with_person)

    async def _next(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(await self.socket.recv())
        if answer["type"] == "status":
            self.with_person = answer["with_person"]
        return answer

    def _take(self, message: dict[str, Any], messages: list[dict[str, Any]]) -> None:
        if message["id"] in self.seen:
            return
        self.seen.add(message["id"])
        if message["sender"] != "buyer":
            messages.append(message)


@asynccontextmanager
async def buyer_line(
    config: Settings, *, buyer: str, product: str = ""
) -> AsyncIterator[BuyerLine]:
    """The line of the buyer called `buyer`; raises EngineError where no engine answers."""
    address = config.chat_url.replace("http", "ws", 1)
    try:
        socket = await connect(
            f"{address}/chat/socket?buyer={quote(buyer)}",
            extra_headers={INTERNAL_HEADER: config.secret("internal_token")},
        )
    except (OSError, WebSocketException) as error:
        raise EngineError(
            f"No engine answers at {config.chat_url}.", hint="Start it with `xiaoer serve`."
        ) from error
    try:
        line = BuyerLine(socket)
        newest = 2**62  # nothing of earlier chats is sent again
        await socket.send(json.dumps({"type": "hello", "product": product, "after": newest}))
        while (await line._next())["type"] != "status":
            pass
        yield line
    except WebSocketException as error:
        raise EngineError("The engine closed the chat.", hint="See var/log/gateway.log.") from error
    finally:
        await socket.close()
