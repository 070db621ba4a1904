"""What an agent sees of the chats: the queue, and one chat with everything known about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chats.log import ChatLog
from bot.chats.model import Conversation, Message, Ticket
from bot.chats.reasons import Reason, reason_of
from bot.chats.tickets import Tickets
from bot.desk.refusals import NoSuchChatError
from bot.shop.repositories.agents import Agents
from bot.shop.tables.catalogue import ProductRow

TRANSCRIPT_MESSAGES = 200


@dataclass(frozen=True)
class Entry:
    """One chat of the queue; `wrote_at` is the buyer's first message no agent has answered."""

    ticket: Ticket
    reason: Reason
    buyer: str
    channel: str
    product: str
    last: Message | None
    wrote_at: datetime | None
    agent: str

    @property
    def owed_since(self) -> datetime | None:
        """Since when the buyer has waited for a person; None when a person spoke last."""
        if self.ticket.status == "waiting" or self.last is None:
            return self.ticket.opened_at
        if self.last.sender == "agent":
            return None
        return max(self.wrote_at or self.ticket.opened_at, self.ticket.opened_at)


@dataclass(frozen=True)
class Queue:
    """The queue as one agent sees it; each part has the longest waiting first."""

    waiting: tuple[Entry, ...]
    mine: tuple[Entry, ...]
    others: tuple[Entry, ...]


@dataclass(frozen=True)
class Chat:
    """One chat: its hand-over, its transcript, and the hand-overs before."""

    entry: Entry
    messages: tuple[Message, ...]
    earlier: tuple[Ticket, ...]
    current_ticket_id: int | None
    names: dict[str, str]

    def state_for(self, login: str) -> str:
        """waiting, mine, other or closed, as `login` sees it."""
        ticket = self.entry.ticket
        if ticket.status != "taken":
            return ticket.status
        return "mine" if ticket.taken_by == login else "other"


class Inbox:
    """Reads what the desk shows inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._log = ChatLog(session)
        self._tickets = Tickets(session)

    def queue(self, login: str) -> Queue:
        """Every chat that is not closed, sorted for `login`."""
        waiting = self._entries(self._tickets.listed(["waiting"]))
        taken = self._entries(self._tickets.listed(["taken"]))
        return Queue(
            waiting=waiting,
            mine=tuple(
                sorted((entry for entry in taken if entry.ticket.taken_by == login), key=_turn)
            ),
            others=tuple(entry for entry in taken if entry.ticket.taken_by != login),
        )

    def chat(self, ticket_id: int, *, after: int = 0) -> Chat:
        """One chat with its messages after id `after`; raises NoSuchChatError."""
        ticket = self._tickets.get(ticket_id)
        if ticket is None:
            raise NoSuchChatError
        current = self._tickets.current(ticket.conversation_id)
        return Chat(
            entry=self._entries((ticket,))[0],
            messages=self._log.since(
                ticket.conversation_id, after=after, limit=TRANSCRIPT_MESSAGES
            ),
            earlier=tuple(
                earlier
                for earlier in self._tickets.closed(ticket.conversation_id)
                if earlier.id != ticket_id
            ),
            current_ticket_id=None if current is None else current.id,
            names=Agents(self._session).names(),
        )

    def _entries(self, tickets: tuple[Ticket, ...]) -> tuple[Entry, ...]:
        ids = {ticket.conversation_id for ticket in tickets}
        if not ids:
            return ()
        conversations = self._log.conversations(ids)
        latest = self._log.latest(ids)
        waiting_since = self._log.waiting_since(ids)
        products = self._product_names(found.product_id for found in conversations.values())
        names = Agents(self._session).names()
        return tuple(
            _entry(
                ticket,
                conversations[ticket.conversation_id],
                latest,
                waiting_since,
                products=products,
                names=names,
            )
            for ticket in tickets
        )

    def _product_names(self, product_ids: Iterable[str]) -> dict[str, str]:
        wanted = {product_id for product_id in product_ids if product_id}
        if not wanted:
            return {}
        found = self._session.execute(
            select(ProductRow.id, ProductRow.name).where(ProductRow.id.in_(wanted))
        )
        return {row.id: row.name for row in found}


def _turn(entry: Entry) -> tuple[bool, datetime]:
    """Sorts who waits for an answer before who has one, the longest waiting first."""
    return entry.owed_since is None, entry.owed_since or entry.ticket.opened_at


def _entry(
    ticket: Ticket,
    conversation: Conversation,
    latest: dict[str, Message],
    waiting_since: dict[str, datetime],
    *,
    products: dict[str, str],
    names: dict[str, str],
) -> Entry:
    return Entry(
        ticket=ticket,
        reason=reason_of(ticket.reason),
        buyer=_short(conversation.buyer_id),
        channel=conversation.channel,
        product=products.get(conversation.product_id, conversation.product_id),
        last=latest.get(ticket.conversation_id),
        wrote_at=waiting_since.get(ticket.conversation_id),
        agent=names.get(ticket.taken_by, ticket.taken_by),
    )


def _short(buyer_id: str) -> str:
    """A buyer's id without the channel's prefix, its middle left out when it is long."""
    name = buyer_id.split(":", 1)[-1]
    return name if len(name) <= 14 else f"{name[:6]}…{name[-4:]}"
