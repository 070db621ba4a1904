"""One chat (会话) of a buyer: what was said without a long pause, and whether it sold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from bot.chats.history import Line
from bot.chats.unasked import is_reminder
from bot.shop.repositories.placed import Placed

GAP_HOURS = 8
CONVERTS_WITHIN = timedelta(days=1)
REPORTS_ORDER = "report_order"


class Said(NamedTuple):
    """A buyer's message: the intents it was answered as, and the reason codes of the answers."""

    message_id: int
    text: str
    intents: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chat:
    """The lines of one chat, the buyer's and ours, in order; there is at least one."""

    lines: tuple[Line, ...]

    @property
    def started_at(self) -> datetime:
        """When it began."""
        return self.lines[0].at

    @property
    def ended_at(self) -> datetime:
        """When the last line was said."""
        return self.lines[-1].at

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """The buyer's messages, each with how it was answered."""
        found: list[Said] = []
        intents: list[str] = []
        reasons: list[str] = []
        asked: Line | None = None
        for line in self.lines:
            if line.sender == "buyer":
                if asked is not None:
                    found.append(Said(asked.id, asked.text, tuple(intents), tuple(reasons)))
                asked, intents, reasons = line, [], []
            elif line.sender == "bot" and asked is not None:
                if line.intent and line.intent not in intents:
                    intents.append(line.intent)
                if line.reason and line.reason not in reasons:
                    reasons.append(line.reason)
        if asked is not None:
            found.append(Said(asked.id, asked.text, tuple(intents), tuple(reasons)))
        return tuple(found)

    @cached_property
    def intents(self) -> frozenset[str]:
        """What the buyer's messages were answered as."""
        found: set[str] = set()
        asked = False
        for line in self.lines:
            if line.sender == "buyer":
                asked = True
            elif asked and line.intent and line.sender == "bot":
                found.add(line.intent)
        return frozenset(found)

    def may_go_on(self, now: datetime, *, gap_hours: int = GAP_HOURS) -> bool:
        """Whether the next message would still belong to it."""
        return now - self.ended_at <= timedelta(hours=gap_hours)

    def converted(self, placed: Iterable[Placed]) -> bool:
        """Whether an order was reported in it, or placed in it or within a day after."""
        if REPORTS_ORDER in self.intents:
            return True
        until = self.ended_at + CONVERTS_WITHIN
        return any(
            self.started_at <= at <= until
            for order in placed
            for at in (order.created_at, order.paid_at)
            if at is not None
        )


def sessions_of(lines: Sequence[Line], *, gap_hours: int = GAP_HOURS) -> tuple[Chat, ...]:
    """The chats of one conversation, the first one first: a pause over `gap_hours` parts them.

    A reminder is in none of them: it answers nothing, and nobody came to the shop for it.
    """
    gap = timedelta(hours=gap_hours)
    lines = [line for line in lines if not is_reminder(line.reason)]
    if lines and lines[-1].at - lines[0].at <= gap:
        return (Chat(tuple(lines)),)
    starts = [
        place for place in range(1, len(lines)) if lines[place].at - lines[place - 1].at > gap
    ]
    parts = zip([0, *starts], [*starts, len(lines)], strict=True)
    return tuple(Chat(tuple(lines[start:end])) for start, end in parts if start < end)
