"""Suggestions for the desk: what the bot would answer while a person has the chat.

Made beside everything else, two at a time; of a buyer's messages the last one wins. A draft also
tells what the desk may know of the buyer by now.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.channels.claims import Claims
from bot.channels.noted import Noted
from bot.channels.turns import Engine, Question
from bot.chats.model import Message, Reply, Situation, Ticket, channel_of
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
    _noted: Noted = field(init=False)

    def __post_init__(self) -> None:
        self._noted = Noted("draft", claims=self.claims)

    def note(self, conversation_id: str) -> None:
        """Something of the conversation is new."""
        if channel_of(conversation_id) != NO_BUYER:
            self._noted.note(conversation_id)

    async def run(self) -> None:
        """Make what is missing, then what is noted, until cancelled."""
        try:
            self._note_open()
        except SQLAlchemyError as error:
            logger.error("Open tickets cannot be read: %s", type(error).__name__)
        await self._noted.work(self._draft, at_once=AT_ONCE)

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

    async def _draft(self, conversation_id: str) -> None:
        try:
            if await self.draft(conversation_id):
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
            situation = surroundings_of(session, message)
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


def surroundings_of(session: Session, message: Message) -> Situation | None:
    """The situation in which a logged message was said, whoever has the chat."""
    return situation_of(
        session,
        conversation_id=message.conversation_id,
        first_id=message.id,
        text=message.text,
        at=message.at,
        paid_at=Orders(session).paid_at(message.conversation_id, now=message.at),
        drafting=True,
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
