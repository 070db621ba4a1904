"""The database behind a desk under test."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from sqlalchemy import update

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Message, Reply
from bot.chats.tables import TicketRow
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE


class Shop:
    """The chats of the database at `url`, written as the chat process writes them."""

    def __init__(self, url: str) -> None:
        self.url = url

    def chat_waits(self, buyer: str, *said: str, reason: str, facts: dict[str, Any]) -> None:
        for text in said:
            self.buyer_says(buyer, text)
        conversation = f"web:{buyer}"
        trace = {"intent": "request_human", "confidence": 0.97, "reason": reason}
        with transaction(self.url) as session:
            ChatLog(session).reply(
                conversation,
                [Reply("好的亲，已经帮您叫同事了，马上就来", trace=trace)],
                answers=None,
                at=_now(),
            )
            Tickets(session).open(conversation, reason=reason, facts=facts, at=_now())

    def buyer_says(self, buyer: str, text: str) -> None:
        with transaction(self.url) as session:
            ChatLog(session).receive(
                Incoming(
                    conversation_id=f"web:{buyer}",
                    buyer_id=f"web:{buyer}",
                    channel="web",
                    external_id=f"{buyer}{time.monotonic_ns()}",
                    text=text,
                    at=_now(),
                    product_id="LQ01",
                )
            )

    def messages(self, buyer: str) -> tuple[Message, ...]:
        with transaction(self.url) as session:
            return ChatLog(session).since(f"web:{buyer}")

    def nobody_waits(self) -> None:
        with transaction(self.url) as session:
            session.execute(
                update(TicketRow)
                .where(TicketRow.status != "closed")
                .values(status="closed", closed_at=_now())
            )


def _now() -> datetime:
    return datetime.now(SHOP_TIMEZONE)
