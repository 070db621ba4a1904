"""A report as it is shown, saved and compared: figures, no wording but the labels of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.report.period import Days
from bot.report.shares import Share, Times


@dataclass(frozen=True)
class Headline:
    """The figures that are compared from day to day.

    `ordered` and `paid` are of the enquiries, by the end of the next day; `sold` in yuan.
    """

    chats: int
    enquiries: int
    ordered: Share
    paid: Share
    sold: Decimal
    bot_alone: Share
    bot_first: Times
    person_first: Times


@dataclass(frozen=True)
class Compared:
    """The headline of other days, and what they are called."""

    label: str
    days: Days
    headline: Headline


@dataclass(frozen=True)
class Contacts:
    """Who wrote, and which of them count as enquiries (询单).

    `chats` parts into `for_sale`, `after_sales` (only a past order was spoken of) and `nothing`
    (no word that the shop could have answered). `enquiries` are buyers a day with a chat for sale,
    without those who had ordered that day before they wrote (`ordered_before`).
    """

    chats: int
    buyers: int
    messages: int
    for_sale: int
    after_sales: int
    nothing: int
    ordered_before: int
    enquiries: int


@dataclass(frozen=True)
class Conversion:
    """What became of the enquiries, by the end of the day and of the next one.

    `said_only`: buyers who said that they ordered, of whom no order is known. `sold`: yuan of the
    orders paid by the end of the next day.
    """

    ordered_same_day: Share
    ordered_next_day: Share
    paid_same_day: Share
    paid_next_day: Share
    said_only: int
    sold: Decimal


@dataclass(frozen=True)
class DayFigures:
    """One day's enquiries, and how many ordered and paid by the end of the next day."""

    day: date
    enquiries: int
    ordered: Share
    paid: Share


@dataclass(frozen=True)
class Bin:
    """How many answers of the bot and of people took no longer than `label` says."""

    label: str
    bot: int
    people: int


@dataclass(frozen=True)
class Responses:
    """How long buyers waited, in seconds.

    A person's wait begins with the message for which a person was fetched; the ones called
    `_open` count working hours only. `in_time`: of the waits for a person that began in the hours
    the platform looks at, those answered within its limit.
    """

    bot_first: Times
    bot_each: Times
    person_first: Times
    person_each: Times
    person_first_open: Times
    person_each_open: Times
    in_time: Share
    limit_seconds: int
    limit_of: str
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Answered:
    """Every chat once: by the bot alone, with a person, waiting for one in vain, not at all."""

    bot: int
    person: int
    nobody_came: int
    silent: int


@dataclass(frozen=True)
class HandOver:
    """Hand-overs for one reason."""

    code: str
    label: str
    tickets: int
    never_answered: int
    first_reply: Times


@dataclass(frozen=True)
class Question:
    """One question that got no answer: its words (masked), how often, in how many chats."""

    words: str
    times: int
    chats: int
    why: str


@dataclass(frozen=True)
class Objection:
    """An objection, one answer of ours to it, and how many of those chats led to an order."""

    objection: str
    rebuttal: str
    ordered: Share


@dataclass(frozen=True)
class LostReason:
    """Why chats for sale ended without an order, with words of buyers (masked)."""

    label: str
    chats: Share
    words: tuple[str, ...]


@dataclass(frozen=True)
class Breach:
    """A promise that was not kept; `order` is the end of the order's id."""

    promise_id: int
    kind: str
    promised: str
    happened: str
    made_by: str
    order: str
    at: datetime


@dataclass(frozen=True)
class Promised:
    """Promises of one kind made in these days, and what became of them.

    `not_called_in`: no order that it was for; `unknown`: the order does not tell.
    """

    kind: str
    made: int
    kept: int
    broken: int
    withdrawn: int
    not_called_in: int
    unknown: int


@dataclass(frozen=True)
class Unpaid:
    """Orders placed in these days that are not paid; `ages` counts them by how old they are.

    `reminded` of all placed and not paid at once, `paid_after`: of those reminded, how many paid.
    """

    orders: int
    amount: Decimal
    amount_unknown: int
    ages: tuple[tuple[str, int], ...]
    reminded: int
    paid_after: Share
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Hour:
    """One hour of the day, on average over the days.

    `with_people`, `waiting`: chats at one time; `rounds`: questions that wanted a person.
    `on_shift`: people by the shifts table; `needed`: people who would have answered in time,
    `needed_busiest` on the busiest of the days.
    """

    hour: int
    handed_over: float
    with_people: float
    waiting: float
    rounds: float
    answered: float
    first_reply: float | None
    on_shift: float
    needed: int
    needed_busiest: int


@dataclass(frozen=True)
class Staffing:
    """What `needed` was reckoned from; `measured` is how many gaps the seconds a round rest on."""

    seconds_a_round: float
    measured: int
    limit_seconds: int
    share_in_time: float


@dataclass(frozen=True)
class Report:
    """All figures of some days. `settled`: the day after the last one is over."""

    days: Days
    made_at: datetime
    settled: bool
    platform: str
    headline: Headline
    compared: tuple[Compared, ...]
    contacts: Contacts
    conversion: Conversion
    by_day: tuple[DayFigures, ...]
    responses: Responses
    answered: Answered
    hand_overs: tuple[HandOver, ...]
    questions: tuple[Question, ...]
    questions_found: int
    objections: tuple[Objection, ...]
    lost: tuple[LostReason, ...]
    promised: tuple[Promised, ...]
    breaches: tuple[Breach, ...]
    breaches_found: int
    unpaid: Unpaid
    hours: tuple[Hour, ...]
    staffing: Staffing
