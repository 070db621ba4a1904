"""How long buyers waited for the bot and for people (响应时间)."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chats.history import Line
from bot.chats.model import channel_of
from bot.report.facts import Counted, Limit, LimitOf, Talk, Ticketed
from bot.report.model import Bin, Responses
from bot.report.period import Days
from bot.report.shares import Share, times_of
from bot.shop.model.policy import WorkingHours
from bot.shop.opening import open_seconds

# Upper edges of the bars, in seconds.
BINS = (
    (1, "1 秒内"), (3, "3 秒"), (10, "10 秒"), (30, "30 秒"), (60, "1 分"), (180, "3 分"),
    (600, "10 分"), (1800, "30 分"), (3600, "1 小时"), (float("inf"), "更久"),
)  # fmt: skip


@dataclass(frozen=True)
class Round:
    """One question that waited for a person: since when, until when; None while it waits."""

    asked_at: datetime
    answered_at: datetime | None
    first: bool


class Waits:
    """Collects waits as conversations and chats pass; only those that began in the days."""

    def __init__(
        self,
        days: Days,
        now: datetime,
        *,
        hours: Sequence[WorkingHours],
        limit_of: LimitOf,
        limit: Limit,
    ) -> None:
        self._begins, self._ends, self._now = days.begins, days.ends, now
        self._hours, self._limit_of, self._limit = hours, limit_of, limit
        self._bot_first, self._bot_each = array("d"), array("d")
        self._first, self._each = array("d"), array("d")
        self._first_open, self._each_open = array("d"), array("d")
        self._in_time = self._assessed = 0

    def add_chat(self, counted: Counted) -> None:
        """The bot's answers in one chat."""
        asked: datetime | None = None
        first = True
        for line in counted.lines:
            if line.sender == "buyer":
                asked = asked or line.at
            elif asked is not None and line.sender in ("bot", "agent"):
                if line.sender == "bot":
                    waited = _seconds(asked, line.at)
                    self._bot_each.append(waited)
                    if first:
                        self._bot_first.append(waited)
                asked, first = None, False

    def add_talk(self, talk: Talk, tickets: Sequence[Ticketed]) -> None:
        """People's answers in one conversation."""
        if not tickets:
            return
        limit = self._limit_of(channel_of(talk.conversation_id))
        for each in rounds(talk.lines, tickets):
            if self._begins <= each.asked_at < self._ends:
                self._note(each)
        for each in rounds(talk.lines, tickets, assisted=limit.assisted):
            if self._begins <= each.asked_at < self._ends and limit.assessed(each.asked_at):
                self._assess(each, limit)

    def outcome(self) -> Responses:
        """The figures of all that passed."""
        return Responses(
            bot_first=times_of(self._bot_first),
            bot_each=times_of(self._bot_each),
            person_first=times_of(self._first),
            person_each=times_of(self._each),
            person_first_open=times_of(self._first_open),
            person_each_open=times_of(self._each_open),
            in_time=Share(self._in_time, self._assessed),
            limit_seconds=self._limit.seconds,
            limit_of=self._limit.name,
            bins=_bins(self._bot_each, self._each),
        )

    def _note(self, each: Round) -> None:
        if each.answered_at is None:
            return
        waited = _seconds(each.asked_at, each.answered_at)
        open_ = open_seconds(self._hours, each.asked_at, each.answered_at)
        self._each.append(waited)
        self._each_open.append(open_)
        if each.first:
            self._first.append(waited)
            self._first_open.append(open_)

    def _assess(self, each: Round, limit: Limit) -> None:
        until = each.answered_at or self._now
        late = until - each.asked_at > timedelta(seconds=limit.seconds)
        if each.answered_at is None and not late:
            return
        self._assessed += 1
        self._in_time += not late


def rounds(
    lines: Sequence[Line], tickets: Sequence[Ticketed], *, assisted: bool = True
) -> Iterator[Round]:
    """The questions of one conversation that wanted a person.

    The first begins with the message for which the ticket was opened, every other with the
    buyer's first message after a person's. What was said last before the chat was given back
    wanted no answer, if there was one before. Not `assisted`: the bot's words sent by a person
    are no answer.
    """
    times = [line.at for line in lines]
    for ticket in tickets:
        asked, start = _asked(lines, times, ticket)
        first = True
        for line in lines[start:]:
            if ticket.closed_at is not None and line.at > ticket.closed_at:
                break
            if line.sender == "buyer":
                asked = asked or line.at
            elif line.sender == "agent" and asked is not None and (assisted or not line.suggested):
                yield Round(asked, line.at, first)
                asked, first = None, False
        if asked is not None and (ticket.closed_at is None or first):
            yield Round(asked, None, first)


def _asked(
    lines: Sequence[Line], times: Sequence[datetime], ticket: Ticketed
) -> tuple[datetime | None, int]:
    """When the message came that a ticket was opened for, and the place after it."""
    after = bisect_right(times, ticket.opened_at)
    for place in range(after - 1, -1, -1):
        if lines[place].sender == "buyer":
            return lines[place].at, place + 1
    return None, 0


def _seconds(since: datetime, until: datetime) -> float:
    return max(0.0, (until - since).total_seconds())


def _bins(bot: Sequence[float], people: Sequence[float]) -> tuple[Bin, ...]:
    edges = [edge for edge, _ in BINS]
    counts = [[0] * len(BINS), [0] * len(BINS)]
    for which, waits in enumerate((bot, people)):
        for waited in waits:
            counts[which][bisect_left(edges, waited)] += 1
    return tuple(Bin(label, counts[0][at], counts[1][at]) for at, (_, label) in enumerate(BINS))
