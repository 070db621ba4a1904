"""Suggestions for the desk: what the bot would answer while a person has the chat.

Made beside everything else, two at a time; of a buyer's messages the last one wins. A draft also
tells what the desk may know of the buyer by now.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.claims import Claims
from bot.channels.turns import Engine, Question
from bot.chats.model import Message, Reply, Situation, Ticket
from bot.chats.reasons import reasons
from bot.chats.situation import situation_of
from bot.chats.suggestions import Suggestions
from bot.chats.tickets import Tickets
from bot.chats.waiting_line import NO_BUYER, WaitingLine, keeps_silent
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE
from bot.shop.repositories.trade import Orders

logger = logging.getLogger(__name__)

AT_ONCE = 2
AGAIN_SECONDS = 1.0
# Asked back or fetched by the bot: nothing that a person would want to send.
_OF_THE_BOT = "handoff."


class Asked(NamedTuple):
    """A buyer's message before a person, and what surrounds it."""

    ticket: Ticket
    message: Message
    situation: Situation


@dataclass
class Drafts:
    """Makes suggestions with `engine`; `asked` hears what a waiting buyer says.

    `tell` hears of conversations with a new suggestion.
    """

    url: str
    engine: Engine
    claims: Claims
    clock: Callable[[], datetime]
    asked: Callable[[Ticket, str], object]
    tell: Callable[[str], None]
    _waiting: dict[str, None] = field(default_factory=dict)
    _something: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, conversation_id: str) -> None:
        """Something of the conversation is new."""
        if not conversation_id.startswith(f"{NO_BUYER}:"):
            self._waiting[conversation_id] = None
            self._something.set()

    async def run(self) -> None:
        """Make what is missing, then what is noted, until cancelled."""
        try:
            self._note_open()
        except SQLAlchemyError as error:
            logger.error("Open tickets cannot be read: %s", type(error).__name__)
        await asyncio.gather(*(self._work() for _ in range(AT_ONCE)))

    async def draft(self, conversation_id: str) -> bool:
        """Make the suggestion for the buyer's last message, if a person has the chat to answer."""
        found = self._question(conversation_id)
        if found is None:
            return False
        self.asked(found.ticket, found.message.text)
        at = self.clock()
        answer = await self.engine.answer(
            question_of(found.message),
            found.situation,
            more={"draft": True, "at": at.astimezone(SHOP_TIMEZONE).isoformat()},
        )
        return bool(answer.replies) and self._keep(found, answer.replies, at)

    def _note_open(self) -> None:
        with transaction(self.url) as session:
            tickets = Tickets(session).listed(["waiting", "taken"])
        for ticket in tickets:
            self.note(ticket.conversation_id)

    async def _work(self) -> None:
        while True:
            while not self._waiting:
                self._something.clear()
                await self._something.wait()
            conversation_id = next(iter(self._waiting))
            del self._waiting[conversation_id]
            try:
                async with self.claims.hold(f"draft:{conversation_id}") as claim:
                    if not claim.ours:
                        # Somebody is at it, and may have looked before this news.
                        loop = asyncio.get_running_loop()
                        loop.call_later(AGAIN_SECONDS, self.note, conversation_id)
                    elif await self.draft(conversation_id):
                        self.tell(conversation_id)
            except SQLAlchemyError as error:
                logger.error("A suggestion could not be made: %s", type(error).__name__)

    def _question(self, conversation_id: str) -> Asked | None:
        with transaction(self.url) as session:
            ticket = Tickets(session).current(conversation_id)
            if ticket is None or not keeps_silent(ticket):
                return None
            message = WaitingLine(session).last_of_buyer(conversation_id)
            if message is None or not message.answered or message.at < ticket.opened_at:
                return None
            if Suggestions(session).of(message.id) is not None:
                return None
            situation = situation_of(
                session,
                conversation_id=conversation_id,
                first_id=message.id,
                text=message.text,
                at=message.at,
                paid_at=Orders(session).paid_at(conversation_id, now=message.at),
                drafting=True,
            )
        return Asked(ticket, message, situation) if situation else None

    def _keep(self, asked: Asked, replies: tuple[Reply, ...], at: datetime) -> bool:
        """Keep what was drafted, and what it tells of the buyer; whether that is news."""
        trace = replies[0].trace
        message = asked.message
        with transaction(self.url) as session:
            line = WaitingLine(session)
            line.note(asked.ticket.id, trace.get("ticket") or {})
            return Suggestions(session).keep(
                message.conversation_id,
                message.id,
                replies=[without_draft(reply) for reply in replies],
                digest=str(trace.get("digest", "")) if is_sendable(replies) else "",
                at=at,
            )


def question_of(message: Message) -> Question:
    """A logged message as the question it is, read by itself."""
    return Question(
        message_id=message.id,
        conversation_id=message.conversation_id,
        external_id=message.external_id or str(message.id),
        text=message.text,
        product_id=message.trace.get("product_id", ""),
        kind=message.trace.get("kind", "text"),
        truncated=bool(message.trace.get("truncated")),
        at=message.at,
        closes=True,
    )


def is_sendable(replies: tuple[Reply, ...]) -> bool:
    """Whether a person may send it: no fetching of a person, no asking back of a machine."""
    told = [str(reply.trace.get("reason", "")) for reply in replies]
    return not any(reason in reasons() or reason.startswith(_OF_THE_BOT) for reason in told)


def without_draft(reply: Reply) -> Reply:
    """The reply without what only its draft had to tell."""
    own = {"draft", "changed", "ticket", "digest"}
    trace = {name: value for name, value in reply.trace.items() if name not in own}
    return Reply(reply.text, reply.payload, trace)
