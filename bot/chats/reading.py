"""Which trace tells how a buyer's message was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class Said(Protocol):
    """A message of the log, as far as reading is concerned."""

    @property
    def id(self) -> int:
        """Its number in the log."""

    @property
    def sender(self) -> str:
        """buyer, bot, agent or system."""

    @property
    def trace(self) -> Mapping[str, Any]:
        """Why the bot said it."""


def traces_by_question(
    messages: Iterable[Said], drafts: Mapping[int, Mapping[str, Any]]
) -> dict[int, Mapping[str, Any]]:
    """The trace that tells how each buyer's message was read, by the message's id.

    It is that of the first thing the bot said after it, or of what it would have said (`drafts`).
    Of several messages read as one, the last has it.
    """
    found: dict[int, Mapping[str, Any]] = {}
    asked: int | None = None
    for message in messages:
        if message.sender == "buyer":
            asked = message.id
            if message.id in drafts:
                found[message.id] = drafts[message.id]
        elif message.sender == "bot" and asked is not None and message.trace.get("intent"):
            found.setdefault(asked, message.trace)
            asked = None
    return found
