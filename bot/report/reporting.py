"""All figures of some days, from one pass over their chats."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.buyers.chat import GAP_HOURS, Chat, sessions_of
from bot.errors import ShopDataError
from bot.report.enquiries import Enquiries
from bot.report.facts import Counted, Limit, LimitOf, Orders, Talk, Ticketed
from bot.report.hand_overs import Answering, hand_overs
from bot.report.keeping import FOLLOWED, promises_kept
from bot.report.load import Load
from bot.report.losing import Losses
from bot.report.model import (
    Answered,
    Compared,
    Contacts,
    Conversion,
    DayFigures,
    Headline,
    Report,
    Responses,
)
from bot.report.objections import Objections
from bot.report.period import Days
from bot.report.questions import Questions
from bot.report.records import Records, Window
from bot.report.shares import Share
from bot.report.unpaid import unpaid_orders
from bot.report.waits import Waits, rounds
from bot.shop.repositories.selling import Terms
from bot.shop.repositories.shifts import Shifts

# Lines around the days that are read: to see whether a chat began before, and how it ended.
AROUND = timedelta(days=1)
GAP = timedelta(hours=GAP_HOURS)
_ALLOCATIONS = 100_000


def report(session: Session, days: Days, now: datetime, *, limit_of: LimitOf) -> Report:
    """The figures of `days` as they are known at `now`; `limit_of` tells a channel's limit."""
    with _seldom_collected():
        return _report(session, days, now, limit_of)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let Python look for cycles less often: a million lines come and go, and there are none.

    It takes a tenth of a long report's time otherwise.
    """
    before = gc.get_threshold()
    gc.set_threshold(_ALLOCATIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _report(session: Session, days: Days, now: datetime, limit_of: LimitOf) -> Report:
    records = Records(session)
    passed = _Pass(session, records, days, now, limit_of, orders_around=FOLLOWED)
    objections, losses, questions, load = Objections(), Losses(), Questions(), Load(days)
    for talk in records.talks(passed.window):
        theirs = passed.tickets.get(talk.conversation_id, ())
        passed.waits.add_talk(talk, theirs)
        load.add(talk, rounds(talk.lines, theirs))
        for counted in passed.chats_of(talk):
            if not passed.add(counted):
                continue
            questions.add(counted)
            ordered = counted.chat.converted(passed.orders.get(counted.person, ()))
            objections.add(counted, ordered=ordered)
            if not ordered and not counted.chat.may_go_on(now):
                losses.add(counted)
    found = passed.outcome()
    asked, different = questions.outcome()
    made, breaches, broken = promises_kept(
        records.promises(Window(days.begins - FOLLOWED, days.ends)),
        passed.orders,
        days,
        now=now,
        ships=records.ships(),
    )
    hours, staffing = load.outcome(
        passed.tickets, Shifts(session).listed(), limit=passed.limit, now=now
    )
    return Report(
        days=days,
        made_at=now,
        settled=now >= days.moved(1).ends,
        platform=passed.platform,
        headline=found.headline,
        compared=tuple(
            Compared(label, others, _headline(session, records, others, now, limit_of))
            for label, others in days.before
        ),
        contacts=found.contacts,
        conversion=found.conversion,
        by_day=found.by_day,
        responses=found.responses,
        answered=found.answered,
        hand_overs=hand_overs(passed.tickets, days),
        questions=asked,
        questions_found=different,
        objections=objections.outcome(),
        lost=losses.outcome(),
        promised=made,
        breaches=breaches,
        breaches_found=broken,
        unpaid=unpaid_orders(
            passed.orders,
            records.reminded(Window(days.begins, days.ends)),
            days,
            now=now,
        ),
        hours=hours,
        staffing=staffing,
    )


@dataclass(frozen=True)
class _Found:
    """What every pass finds."""

    contacts: Contacts
    conversion: Conversion
    by_day: tuple[DayFigures, ...]
    responses: Responses
    answered: Answered

    @property
    def headline(self) -> Headline:
        """The figures that are compared."""
        return Headline(
            chats=self.contacts.chats,
            enquiries=self.contacts.enquiries,
            ordered=self.conversion.ordered_next_day,
            paid=self.conversion.paid_next_day,
            sold=self.conversion.sold,
            bot_alone=Share(self.answered.bot, self.contacts.chats),
            bot_first=self.responses.bot_first,
            person_first=self.responses.person_first,
        )


class _Pass:
    """One pass over the chats of some days: what the headline needs."""

    def __init__(
        self,
        session: Session,
        records: Records,
        days: Days,
        now: datetime,
        limit_of: LimitOf,
        *,
        orders_around: timedelta = 2 * AROUND,
    ) -> None:
        terms = Terms(session)
        self.platform = _platform(terms)
        self.limit: Limit = limit_of("")
        self.window = Window(days.begins - AROUND, days.ends + AROUND)
        self.tickets: Mapping[str, Sequence[Ticketed]] = records.tickets(self.window)
        self.orders: Orders = records.orders(
            Window(days.begins - orders_around, days.ends + orders_around)
        )
        self.waits = Waits(days, now, hours=terms.hours(), limit_of=limit_of, limit=self.limit)
        self._days, self._enquiries, self._answering = days, Enquiries(), Answering()

    def chats_of(self, talk: Talk) -> Iterator[Counted]:
        """The chats of a conversation that count: the buyer first wrote in these days."""
        tickets = self.tickets.get(talk.conversation_id, ())
        for chat in sessions_of(talk.lines):
            asked_at = next((line.at for line in chat.lines if line.sender == "buyer"), None)
            if asked_at is None or not self._days.begins <= asked_at < self._days.ends:
                continue
            yield Counted(talk.person, asked_at, chat, _within(tickets, chat))

    def add(self, counted: Counted) -> bool:
        """Count a chat; whether anything could have been sold in it."""
        self.waits.add_chat(counted)
        self._answering.add(counted)
        return self._enquiries.add(counted)

    def outcome(self) -> _Found:
        """What was found when all have passed."""
        contacts, conversion, by_day = self._enquiries.outcome(self.orders, self._days)
        return _Found(contacts, conversion, by_day, self.waits.outcome(), self._answering.outcome())


def _headline(
    session: Session, records: Records, days: Days, now: datetime, limit_of: LimitOf
) -> Headline:
    passed = _Pass(session, records, days, now, limit_of)
    for talk in records.talks(passed.window, words=False):
        passed.waits.add_talk(talk, passed.tickets.get(talk.conversation_id, ()))
        for counted in passed.chats_of(talk):
            passed.add(counted)
    return passed.outcome().headline


def _within(tickets: Sequence[Ticketed], chat: Chat) -> tuple[Ticketed, ...]:
    """Those that were open in the chat."""
    begins, ends = chat.started_at, chat.ended_at + GAP
    return tuple(
        ticket
        for ticket in tickets
        if ticket.opened_at < ends and (ticket.closed_at is None or ticket.closed_at >= begins)
    )


def _platform(terms: Terms) -> str:
    try:
        return terms.policy().platform
    except ShopDataError:
        return "own"
