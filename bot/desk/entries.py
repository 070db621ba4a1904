"""The chats of the queue: each with what an agent chooses by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chats.log import ChatLog
from bot.chats.model import Message, Ticket
from bot.chats.owed import Owed, last_words, owed
from bot.chats.reasons import Reason, reason_of
from bot.desk.clock import Clock, Clocks
from bot.shop.repositories.agents import Agents
from bot.shop.tables.catalogue import ProductRow

NOTHING = Owed(None, None)


@dataclass(frozen=True)
class Entry:
    """One chat of the queue.

    owed_since: since when the buyer has waited for a person; None when a person spoke last.
    last: the newest words of the buyer or a person. clock: how long a person still has, None where
    the buyer waits for nothing. agent: who has the chat; kept_for: whom it waits for.
    """

    ticket: Ticket
    reason: Reason
    buyer: str
    channel: str
    product: str
    last: Message | None
    owed_since: datetime | None
    clock: Clock | None
    agent: str
    kept_for: str


def entries_of(
    session: Session, tickets: Sequence[Ticket], *, clocks: Clocks | None = None
) -> tuple[Entry, ...]:
    """The tickets as entries, in their order; the number of queries does not grow with them.

    Without `clocks` nobody's clock is told.
    """
    ids = {ticket.conversation_id for ticket in tickets}
    if not ids:
        return ()
    log = ChatLog(session)
    conversations = log.conversations(ids)
    latest = last_words(session, ids)
    waiting = owed(session, ids, assisted=clocks is None or clocks.assisted)
    products = _product_names(session, (found.product_id for found in conversations.values()))
    names = Agents(session).names()
    entries = []
    for ticket in tickets:
        conversation = conversations[ticket.conversation_id]
        found = NOTHING if ticket.status == "closed" else waiting.get(conversation.id, NOTHING)
        clock = None
        if clocks is not None and found.since is not None:
            clock = clocks.of(
                conversation.channel,
                found.since,
                wrote_at=found.wrote_at,
                replied=ticket.first_reply_at is not None,
            )
        entries.append(
            Entry(
                ticket=ticket,
                reason=reason_of(ticket.reason),
                buyer=short_name(conversation.buyer_id),
                channel=conversation.channel,
                product=products.get(conversation.product_id, conversation.product_id),
                last=latest.get(conversation.id),
                owed_since=found.since,
                clock=clock,
                agent=names.get(ticket.taken_by, ticket.taken_by),
                kept_for=names.get(ticket.assigned_to, ticket.assigned_to),
            )
        )
    return tuple(entries)


def waiting_longest(entry: Entry) -> tuple[bool, datetime]:
    """Sorts who waits before who has an answer, the longest waiting first."""
    return entry.owed_since is None, entry.owed_since or entry.ticket.opened_at


def short_name(buyer_id: str) -> str:
    """A buyer's id without the channel's prefix, its middle left out when it is long."""
    name = buyer_id.split(":", 1)[-1]
    return name if len(name) <= 14 else f"{name[:6]}…{name[-4:]}"


def _product_names(session: Session, product_ids: Iterable[str]) -> dict[str, str]:
    wanted = {product_id for product_id in product_ids if product_id}
    if not wanted:
        return {}
    found = session.execute(select(ProductRow.id, ProductRow.name).where(ProductRow.id.in_(wanted)))
    return {row.id: row.name for row in found}
