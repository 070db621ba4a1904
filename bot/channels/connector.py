"""What a channel on somebody else's platform is to the gateway: takes in there, delivers there.

A connector mounts its own webhook, hands buyers' messages to the intake and says how a message
reaches the buyer. Everything else is the gateway's: cleaning, pace, order, de-duplication, retries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sanic import Blueprint

from bot.chats.model import Sender


@dataclass(frozen=True)
class Parcel:
    """One message to deliver; `address` is what the connector kept of the buyer's whereabouts.

    `agent` is the name that buyers see of the person who wrote it, empty for the bot. `attempt`
    counts from 1. The same `message_id` may come again where a process died after delivering.
    """

    message_id: int
    conversation_id: str
    address: Mapping[str, Any]
    sender: Sender
    agent: str
    text: str
    payload: Mapping[str, Any]
    at: datetime
    attempt: int


class NotDeliveredError(Exception):
    """The platform did not take it this time; `after_seconds` is when it asked to be tried again.

    `why` goes to the log and to the dead-letter list: no buyer's words in it.
    """

    def __init__(self, why: str, *, after_seconds: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.after_seconds = after_seconds


class UndeliverableError(NotDeliveredError):
    """The platform will never take it: the window is over, the buyer is gone, it is refused."""


class Connector(Protocol):
    """One channel; `name` is that of its conversations."""

    name: str

    def blueprint(self) -> Blueprint:
        """The channel's own addresses."""

    async def deliver(self, parcel: Parcel) -> None:
        """Bring one message to the buyer; raises NotDeliveredError or UndeliverableError."""

    async def changed(self, conversation_id: str) -> None:
        """Something of the conversation is new, a ticket maybe: bring the platform up to date.

        It is called again where it failed or a process died, so it compares and then acts.
        """

    async def close(self) -> None:
        """Close what it holds open."""
