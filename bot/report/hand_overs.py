"""Who answered each chat, and why people were fetched (转人工)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chats.reasons import reason_of
from bot.report.facts import Counted, Ticketed
from bot.report.model import Answered, HandOver
from bot.report.period import Days
from bot.report.shares import times_of


class Answering:
    """Counts every chat once, by who answered it."""

    def __init__(self) -> None:
        self._counts = {"bot": 0, "person": 0, "nobody_came": 0, "silent": 0}

    def add(self, counted: Counted) -> None:
        """One chat."""
        senders = {line.sender for line in counted.lines}
        if "agent" in senders:
            who = "person"
        elif counted.tickets:
            who = "nobody_came"
        else:
            who = "bot" if "bot" in senders else "silent"
        self._counts[who] += 1

    def outcome(self) -> Answered:
        """The counts."""
        return Answered(**self._counts)


def hand_overs(tickets: Mapping[str, Sequence[Ticketed]], days: Days) -> tuple[HandOver, ...]:
    """Hand-overs of the days by reason, the most frequent first."""
    by_reason: dict[str, list[Ticketed]] = {}
    for theirs in tickets.values():
        for ticket in theirs:
            if days.begins <= ticket.opened_at < days.ends:
                by_reason.setdefault(ticket.reason, []).append(ticket)
    most = sorted(by_reason.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(
        HandOver(
            code=code,
            label=reason_of(code).label,
            tickets=len(theirs),
            never_answered=sum(ticket.first_reply_at is None for ticket in theirs),
            first_reply=times_of(
                [
                    (ticket.first_reply_at - ticket.opened_at).total_seconds()
                    for ticket in theirs
                    if ticket.first_reply_at is not None
                ]
            ),
        )
        for code, theirs in most
    )
