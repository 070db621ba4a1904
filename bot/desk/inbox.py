"""What an agent sees of the chats: the queue, and one chat with everything known about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.chats.log import ChatLog
from bot.chats.model import Message, Ticket
from bot.chats.owed import began_with
from bot.chats.tickets import Tickets
from bot.desk.clock import Clocks
from bot.desk.entries import Entry, entries_of, waiting_longest
from bot.desk.refusals import NoSuchChatError
from bot.shop.repositories.agents import Agents

TRANSCRIPT_MESSAGES = 200
# More open chats than this are not all shown; the longest waiting are.
QUEUE_TICKETS = 1000


@dataclass(frozen=True)
class Wish:
    """Which chats of the queue to show; what is empty is not asked for."""

    reason: str = ""
    channel: str = ""
    text: str = ""


@dataclass(frozen=True)
class Queue:
    """The queue as one agent sees it; each part has the longest waiting first.

    waiting: chats that anybody may take. mine: chats that I have or that are kept for me. others:
    those of colleagues. snoozed: mine that are out of sight. `reasons` and `channels` count all
    of them, whatever was wished; `longest` is the wait of the first in `waiting`.
    """

    waiting: tuple[Entry, ...]
    mine: tuple[Entry, ...]
    others: tuple[Entry, ...]
    snoozed: tuple[Entry, ...]
    reasons: dict[str, int]
    channels: dict[str, int]
    calling: int


@dataclass(frozen=True)
class Chat:
    """One chat: its hand-over, its transcript, and the hand-overs before."""

    entry: Entry
    messages: tuple[Message, ...]
    earlier: tuple[Ticket, ...]
    current_ticket_id: int | None
    names: dict[str, str]

    def told_to(self, login: str) -> dict[str, Any]:
        """Who has the chat, as `login` sees it, for a page's script."""
        ticket = self.entry.ticket
        return {
            "state": self.state_for(login),
            "agent": self.entry.agent,
            "current_ticket_id": self.current_ticket_id,
            "assigned_to": ticket.assigned_to,
            "snoozed_until": ticket.snoozed_until and ticket.snoozed_until.isoformat(),
        }

    def state_for(self, login: str) -> str:
        """waiting, mine, other or closed, as `login` sees it."""
        ticket = self.entry.ticket
        if ticket.status != "taken":
            return ticket.status
        return "mine" if ticket.taken_by == login else "other"


class Inbox:
    """Reads what the desk shows inside the caller's transaction; without `clocks`, no clock."""

    def __init__(self, session: Session, *, clocks: Clocks | None = None) -> None:
        self._session = session
        self._clocks = clocks
        self._log = ChatLog(session)
        self._tickets = Tickets(session)

    def queue(self, login: str, wish: Wish | None = None, *, now: datetime) -> Queue:
        """Every chat that is not closed and that is wished for, sorted for `login`."""
        tickets = self._tickets.listed(["waiting", "taken"], limit=QUEUE_TICKETS)
        everything = entries_of(self._session, tickets, clocks=self._clocks)
        wanted = self._wished(everything, wish or Wish())
        parts: dict[str, list[Entry]] = {"waiting": [], "mine": [], "others": [], "snoozed": []}
        for entry in sorted(wanted, key=waiting_longest):
            parts[_part(entry.ticket, login, now)].append(entry)
        return Queue(
            **{name: tuple(entries) for name, entries in parts.items()},
            reasons=_counted(everything, lambda entry: entry.reason.label),
            channels=_counted(everything, lambda entry: entry.channel),
            calling=sum(calls(ticket, login, now) for ticket in tickets),
        )

    def calling(self, login: str, *, now: datetime) -> int:
        """How many chats wait for `login` or for anybody."""
        tickets = self._tickets.listed(["waiting"], limit=QUEUE_TICKETS)
        return sum(calls(ticket, login, now) for ticket in tickets)

    def chat(self, ticket_id: int, *, after: int = 0) -> Chat:
        """One chat with its messages after id `after`; raises NoSuchChatError."""
        ticket = self._tickets.get(ticket_id)
        if ticket is None:
            raise NoSuchChatError
        current = self._tickets.current(ticket.conversation_id)
        return Chat(
            entry=entries_of(self._session, (ticket,), clocks=self._clocks)[0],
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

    def _wished(self, entries: Iterable[Entry], wish: Wish) -> list[Entry]:
        found = [
            entry
            for entry in entries
            if wish.reason in ("", entry.reason.label) and wish.channel in ("", entry.channel)
        ]
        if not wish.text:
            return found
        ids = [entry.ticket.conversation_id for entry in found]
        said = began_with(self._session, ids, wish.text)
        return [
            entry
            for entry in found
            if wish.text.casefold() in entry.ticket.conversation_id.split(":", 1)[-1].casefold()
            or entry.ticket.conversation_id in said
        ]


def calls(ticket: Ticket, login: str, now: datetime) -> bool:
    """Whether a ticket waits for `login` to take it: kept for them, or for nobody."""
    return (
        ticket.status == "waiting" and ticket.assigned_to in ("", login) and not ticket.snoozed(now)
    )


def _part(ticket: Ticket, login: str, now: datetime) -> str:
    holder = ticket.taken_by or ticket.assigned_to
    if holder and holder != login:
        return "others"
    if ticket.snoozed(now):
        return "snoozed"
    return "mine" if holder else "waiting"


def _counted(entries: Iterable[Entry], of: Callable[[Entry], str]) -> dict[str, int]:
    """How many entries there are of each kind, the most first."""
    found: dict[str, int] = {}
    for entry in entries:
        found[of(entry)] = found.get(of(entry), 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
