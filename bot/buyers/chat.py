"""One chat (会话) of a buyer: what was said without a long pause, and whether it sold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chats.history import Line
from bot.shop.repositories.placed import Placed

GAP_HOURS = 8
CONVERTS_WITHIN = timedelta(days=1)
REPORTS_ORDER = "report_order"


@dataclass(frozen=True)
class Said:
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

    @property
    def said(self) -> tuple[Said, ...]:
        """The buyer's messages, each with how it was answered."""
        found: list[Said] = []
        for line in self.lines:
            if line.sender == "buyer":
                found.append(Said(line.id, line.text))
            elif line.sender == "bot" and found and (line.intent or line.reason):
                last = found[-1]
                found[-1] = Said(
                    last.message_id,
                    last.text,
                    _with(last.intents, line.intent),
                    _with(last.reasons, line.reason),
                )
        return tuple(found)

    def may_go_on(self, now: datetime, *, gap_hours: int = GAP_HOURS) -> bool:
        """Whether the next message would still belong to it."""
        return now - self.ended_at <= timedelta(hours=gap_hours)

    def converted(self, placed: Iterable[Placed]) -> bool:
        """Whether an order was reported in it, or placed in it or within a day after."""
        if any(REPORTS_ORDER in said.intents for said in self.said):
            return True
        until = self.ended_at + CONVERTS_WITHIN
        return any(
            self.started_at <= at <= until
            for order in placed
            for at in (order.created_at, order.paid_at)
            if at is not None
        )


def sessions_of(lines: Sequence[Line], *, gap_hours: int = GAP_HOURS) -> tuple[Chat, ...]:
    """The chats of one conversation, the first one first: a pause over `gap_hours` parts them."""
    chats: list[list[Line]] = []
    for line in lines:
        if not chats or line.at - chats[-1][-1].at > timedelta(hours=gap_hours):
            chats.append([])
        chats[-1].append(line)
    return tuple(Chat(tuple(chat)) for chat in chats)


def _with(known: tuple[str, ...], new: str) -> tuple[str, ...]:
    return known if not new or new in known else (*known, new)
