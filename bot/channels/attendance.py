"""Where a buyer who waits for a person stands: the place in the queue, or when people are back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.identity import Visitor
from bot.chats.tickets import Tickets
from bot.chats.waiting_line import WaitingLine
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE
from bot.shop.opening import next_opening
from bot.shop.shop import open_shop
from bot.text.spoken import clock, day, weekday

logger = logging.getLogger(__name__)

NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Attendance:
    """Reads the queue and the hours of the database at `url`; `now` is an aware clock."""

    url: str
    now: Callable[[], datetime]

    def of(self, conversation_id: str) -> dict[str, Any]:
        """`place` in the queue from 1, 0 for who does not wait; `opens` in words while nobody is
        there, else empty.
        """
        with transaction(self.url) as session:
            ticket = Tickets(session).current(conversation_id)
            if ticket is None or ticket.status != "waiting":
                return {"place": 0, "opens": ""}
            place = WaitingLine(session).ahead_of(ticket.id) + 1
        now = self.now().astimezone(SHOP_TIMEZONE)
        with open_shop(self.url) as shop:
            opens = next_opening(shop.terms.hours(), now)
        return {"place": place, "opens": "" if opens is None else _worded(opens, now)}

    def mount(
        self, blueprint: Blueprint, path: str, visitor: Callable[[Request], Visitor | None]
    ) -> None:
        """Answer at `path` the pages of those that `visitor` knows."""

        async def waiting(request: Request) -> HTTPResponse:
            return await self._answer(visitor(request))

        blueprint.add_route(waiting, path, name=path.strip("/").replace("/", "_"))

    async def _answer(self, visitor: Visitor | None) -> HTTPResponse:
        if visitor is None:
            return json({"error": "unknown buyer"}, status=401, headers=NO_STORE)
        try:
            found = await asyncio.to_thread(self.of, visitor.conversation_id)
        except SQLAlchemyError as error:
            logger.error("The queue cannot be read: %s", type(error).__name__)
            return json({"error": "unavailable"}, status=503, headers=NO_STORE)
        return json(found, headers=NO_STORE, ensure_ascii=False)


def _worded(opens: datetime, now: datetime) -> str:
    """今天9:00, 明天9:00, 周三9:00, and beyond a week the date."""
    ahead = (opens.date() - now.date()).days
    near = {0: "今天", 1: "明天"}
    named = near.get(ahead) or (weekday(opens.date()) if ahead < 7 else day(opens.date()))
    return f"{named}{clock(opens.time())}"
