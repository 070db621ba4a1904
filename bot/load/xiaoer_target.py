"""The engine's own chat socket, spoken to as an operator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from websockets.exceptions import WebSocketException

from bot.channels.client import BuyerLine, buyer_line
from bot.errors import EngineError
from bot.load.target import Answer, TargetError
from bot.settings import Settings

# The reason in the trace of a reply that apologises for a breakdown.
TROUBLE = "engine_trouble"


@dataclass(frozen=True)
class SocketConversation:
    """One buyer on one socket."""

    line: BuyerLine
    product: str

    async def say(self, text: str) -> Answer:
        """Send a message; an operator is told when its turn is over."""
        try:
            report = await self.line.say(text, product=self.product)
        except (EngineError, WebSocketException, OSError) as error:
            raise TargetError(f"The chat socket failed: {error!r}") from error
        reasons = [(message.get("trace") or {}).get("reason") for message in report.messages]
        return Answer(
            messages=len(report.messages),
            failed=TROUBLE in reasons,
            with_person=report.with_person,
        )


@dataclass(frozen=True)
class XiaoerTarget:
    """The engine that `config` tells address and token of."""

    config: Settings

    @asynccontextmanager
    async def conversation(self, *, buyer: str, product: str) -> AsyncIterator[SocketConversation]:
        """A new buyer on a socket of its own."""
        try:
            async with buyer_line(self.config, buyer=buyer, product=product) as line:
                yield SocketConversation(line, product)
        except EngineError as error:
            raise TargetError(error.message, hint=error.hint) from error
