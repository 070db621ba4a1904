"""What a load run talks to."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.errors import EngineError


class TargetError(EngineError):
    """The target could not be reached, refused a message or ended the chat."""


@dataclass(frozen=True)
class Answer:
    """What came of one message.

    `messages` is how many the bot sent; `failed` says that they only apologise for a breakdown;
    `with_person` that a person has the chat now, so that the bot rightly stays silent.
    """

    messages: int
    failed: bool = False
    with_person: bool = False


class Conversation(Protocol):
    """One buyer's chat."""

    async def say(self, text: str) -> Answer:
        """Send a message and wait until its turn is over; raises TargetError."""


class Target(Protocol):
    """Something buyers can chat with."""

    def conversation(
        self, *, buyer: str, product: str
    ) -> AbstractAsyncContextManager[Conversation]:
        """A new chat over a connection of its own, with `product` (an id) in view."""
