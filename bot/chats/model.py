"""Messages, tickets and what surrounds a message as frozen objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

Sender = Literal["buyer", "bot", "agent", "system"]
TicketStatus = Literal["waiting", "taken", "closed"]

# The intents that call for a person.
NEEDS_PERSON = frozenset({"complain", "after_sales", "request_human"})


def channel_of(conversation_id: str) -> str:
    """The channel of a conversation: what its id begins with, before the colon."""
    return conversation_id.partition(":")[0]


@dataclass(frozen=True)
class Incoming:
    """A buyer's message as a channel takes it in; the text is already cleaned.

    `address` is what the channel's connector needs to reach the buyer, or what changed of it.
    """

    conversation_id: str
    buyer_id: str
    channel: str
    external_id: str
    text: str
    at: datetime
    product_id: str = ""
    trace: dict[str, Any] = field(default_factory=dict)
    address: Mapping[str, Any] = field(default_factory=dict)


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
    """One hand-over of a conversation to a person.

    assigned_to: login it is kept for while it waits. snoozed_until: out of sight until then.
    told_busy_at: when the buyer was told that nobody is free. first_reply_at: a person's first
    message since it was opened.
    """

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
    assigned_to: str = ""
    snoozed_until: datetime | None = None
    told_busy_at: datetime | None = None
    first_reply_at: datetime | None = None

    def snoozed(self, now: datetime) -> bool:
        """Whether it is out of sight at `now`."""
        return self.snoozed_until is not None and self.snoozed_until > now


@dataclass(frozen=True)
class Situation:
    """What surrounds a buyer's message.

    before: what bot or agent said since the buyer's turn before, its last 200 characters, empty
    after half an hour. paid: whether a paid order is under way; waited_days: whole days since it
    was paid. Of the buyer's five messages before, of one day, and since a person last had the
    chat: repeats: how many say nearly the same; worry: the highest probability, 0 to 1, of
    trouble or a wish for a person, as the words alone were read. meanwhile: what the buyer said to
    a person since the bot's last turn, oldest first.
    """

    before: str = ""
    paid: bool = False
    waited_days: int | None = None
    repeats: int = 0
    worry: float = 0.0
    meanwhile: tuple[str, ...] = ()

    @classmethod
    def of(cls, metadata: Mapping[str, Any] | None) -> Situation:
        """The situation in a message's metadata; nothing where it tells none."""
        told = (metadata or {}).get("chat") or {}
        known = {field.name: told[field.name] for field in fields(cls) if field.name in told}
        return cls(**{**known, "meanwhile": tuple(known.get("meanwhile", ()))})


@dataclass(frozen=True)
class Conversation:
    """One buyer on one channel; `product_id` is the product in view, empty if none.

    `address` is the connector's own, empty on the chat page.
    """

    id: str
    buyer_id: str
    channel: str
    product_id: str
    opened_at: datetime
    last_message_at: datetime
    address: Mapping[str, Any] = field(default_factory=dict)
