"""Messages and tickets as frozen objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Sender = Literal["buyer", "bot", "agent", "system"]
TicketStatus = Literal["waiting", "taken", "closed"]


@dataclass(frozen=True)
class Incoming:
    """A buyer's message as a channel takes it in; the text is already cleaned."""

    conversation_id: str
    buyer_id: str
    channel: str
    external_id: str
    text: str
    at: datetime
    product_id: str = ""
    trace: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """What became of an incoming message.

    `duplicate`: it was logged before. `with_person`: a ticket is open, the bot stays silent.
    """

    message_id: int
    duplicate: bool
    with_person: bool


@dataclass(frozen=True)
class Reply:
    """One message to the buyer before it is logged; see `Message` for the fields."""

    text: str
    payload: dict[str, Any] = field(default_factory=dict)
    trace: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """One message of the log."""

    id: int
    conversation_id: str
    sender: Sender
    agent: str
    text: str
    payload: dict[str, Any]
    trace: dict[str, Any]
    at: datetime
    external_id: str | None
    answered: bool


@dataclass(frozen=True)
class Ticket:
    """One hand-over of a conversation to a person."""

    id: int
    conversation_id: str
    status: TicketStatus
    reason: str
    facts: dict[str, Any]
    opened_at: datetime
    taken_by: str
    taken_at: datetime | None
    closed_at: datetime | None
    note: str


@dataclass(frozen=True)
class Conversation:
    """One buyer on one channel; `product_id` is the product in view, empty if none."""

    id: str
    buyer_id: str
    channel: str
    product_id: str
    opened_at: datetime
    last_message_at: datetime
