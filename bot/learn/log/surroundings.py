"""What surrounded a buyer's message, as the model that reads it at the time is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chats.model import Sender
from bot.chats.situation import (
    BEFORE_CHARS,
    BEFORE_WITHIN,
    EARLIER_MESSAGES,
    EARLIER_WITHIN,
    repeats_among,
)
from bot.chats.unasked import is_reminder


class Surroundings:
    """Follows one conversation, message by message; times may be unknown."""

    def __init__(self) -> None:
        self._said: list[tuple[str, datetime | None, timedelta]] = []
        self._buyer_spoke = False
        self._earlier: list[tuple[str, datetime | None]] = []

    def note(
        self, sender: Sender, text: str, at: datetime | None, *, reason: str = ""
    ) -> tuple[str, int]:
        """Take a message in; of a buyer's: what was said before it, and how often it said so.

        reason: the code of a message of the bot's; a reminder may be answered hours later.
        """
        if sender == "buyer":
            return self._asked(text, at)
        if sender in ("bot", "agent"):
            if self._buyer_spoke:
                self._said, self._buyer_spoke = [], False
            within = EARLIER_WITHIN if is_reminder(reason) else BEFORE_WITHIN
            self._said.append((text, at, within))
        if sender != "bot":
            # A person had the chat: what was asked before is settled with them.
            self._earlier = []
        return "", 0

    def _asked(self, text: str, at: datetime | None) -> tuple[str, int]:
        self._buyer_spoke = True
        said = [each for each, when, limit in self._said if _within(limit, when, at)]
        earlier = [each for each, when in self._earlier if _within(EARLIER_WITHIN, when, at)]
        self._earlier = [(text, at), *self._earlier][:EARLIER_MESSAGES]
        return " ".join(said)[-BEFORE_CHARS:], repeats_among(text, earlier)


def _within(limit: timedelta, earlier: datetime | None, later: datetime | None) -> bool:
    return earlier is None or later is None or later - earlier <= limit
