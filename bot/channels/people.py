"""People who answer on the platform itself, not at our desk: they take, say and give back there.

Their doing becomes what the same at the desk would be, a ticket and messages of the log, so that
the bot is silent while they have a chat and knows afterwards what was said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.chats.channel_side import ChannelSide
from bot.chats.log import ChatLog
from bot.chats.model import Reply, Ticket
from bot.chats.tickets import Tickets
from bot.database.engine import transaction

TAKEN_OVER = "channel.taken_over"
UNDELIVERED = "channel.undelivered"
_LOGIN_CHARS = 40


@dataclass(frozen=True)
class Colleague:
    """Who it was: a login of our desk, or `<channel>:<id>` for somebody known there only."""

    login: str
    name: str = ""


class People:
    """Writes down what people did on the platform of `channel`; each call is one transaction."""

    def __init__(self, url: str, *, channel: str, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._channel = channel
        self._clock = clock

    def stranger(self, user_id: object, *, name: str = "") -> Colleague:
        """Somebody who has no login at our desk."""
        return Colleague(_storable(f"{self._channel}:{user_id}")[:_LOGIN_CHARS], _storable(name))

    def ticket(self, conversation_id: str) -> Ticket | None:
        """The conversation's ticket that is not closed, if any."""
        with transaction(self._url) as session:
            return Tickets(session).current(conversation_id)

    def took(
        self,
        conversation_id: str,
        *,
        who: Colleague | None,
        address: Mapping[str, Any],
        facts: Mapping[str, str] | None = None,
    ) -> Ticket | None:
        """A person has the chat, or (`who` is None) it waits for one; the ticket it now has.

        A chat that a colleague at the desk has stays theirs.
        """
        at = self._clock()
        with transaction(self._url) as session:
            ChannelSide(session, self._channel).begin(conversation_id, address=address, at=at)
            return self._taken(session, conversation_id, who=who, facts=facts or {}, at=at)

    def said(
        self,
        conversation_id: str,
        text: str,
        *,
        who: Colleague,
        external_id: str,
        address: Mapping[str, Any],
    ) -> None:
        """A person said it to the buyer there: it is logged once and not delivered."""
        at = self._clock()
        with transaction(self._url) as session:
            ChannelSide(session, self._channel).begin(conversation_id, address=address, at=at)
            ticket = self._taken(session, conversation_id, who=who, facts={}, at=at)
            Tickets(session).hold(ticket.id, login=ticket.taken_by)
            ChatLog(session).agent_message(
                conversation_id,
                _storable(text),
                agent=who.login,
                external_id=f"{self._channel}:{external_id}",
                at=at,
                deliver=False,
            )
            Tickets(session).replied(conversation_id, at=at)

    def gave_back(self, conversation_id: str, *, note: str, line: str) -> bool:
        """A person gave the chat back to the bot; `line`, if any, tells the buyer so."""
        at = self._clock()
        with transaction(self._url) as session:
            tickets = Tickets(session)
            ticket = tickets.current(conversation_id)
            if ticket is None:
                return False
            login = ticket.taken_by or ticket.assigned_to or self._channel
            if ticket.status == "waiting":
                tickets.take(ticket.id, login=login, at=at)
            closed = tickets.close(ticket.id, login=login, note=note, at=at)
            if closed and line:
                ChatLog(session).reply(
                    conversation_id, [Reply(line)], answers=None, at=at, sender="system"
                )
            return closed

    def missed(
        self, conversation_id: str, *, address: Mapping[str, Any], facts: Mapping[str, str]
    ) -> None:
        """The platform took a message of ours and could not bring it: a person has to see to it."""
        at = self._clock()
        with transaction(self._url) as session:
            ChannelSide(session, self._channel).begin(conversation_id, address=address, at=at)
            Tickets(session).open(conversation_id, reason=UNDELIVERED, facts=dict(facts), at=at)

    @staticmethod
    def _taken(
        session: Session,
        conversation_id: str,
        *,
        who: Colleague | None,
        facts: Mapping[str, str],
        at: datetime,
    ) -> Ticket:
        tickets = Tickets(session)
        told = {**facts, **({"接待": who.name} if who is not None and who.name else {})}
        ticket = tickets.open(conversation_id, reason=TAKEN_OVER, facts=told, at=at)
        if who is not None and ticket.status == "waiting":
            tickets.take(ticket.id, login=who.login, at=at)
            ticket = tickets.get(ticket.id) or ticket
        return ticket


def _storable(text: str) -> str:
    """The text without what no database stores: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
