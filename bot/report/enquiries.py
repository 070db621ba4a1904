"""Who asked before buying (询单), and how many of them ordered and paid (询单转化)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bot.buyers.chat import REPORTS_ORDER
from bot.buyers.lost import is_for_sale
from bot.report.facts import Counted, Ordered, Orders
from bot.report.model import Contacts, Conversion, DayFigures
from bot.report.period import Days
from bot.report.shares import Share
from bot.settings import SHOP_TIMEZONE

# Read as nothing that a shop could answer: lottery links, jokes, tests.
_NOTHING = frozenset({"out_of_scope"})


@dataclass
class _Asked:
    """A buyer's day: when they first asked, and whether they said that they ordered."""

    at: datetime
    said_ordered: bool = False


@dataclass(frozen=True)
class _Outcome:
    """What a buyer's day led to."""

    day: date
    ordered_before: bool
    said_only: bool
    ordered: tuple[bool, bool]
    paid: tuple[bool, bool]
    orders_paid: tuple[Ordered, ...]


_NEVER = (False, False)


class Enquiries:
    """Counts chats as they pass, and a buyer's day once."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, date], _Asked] = {}
        self._buyers: set[str] = set()
        self._chats = self._messages = self._for_sale = self._after_sales = 0

    def add(self, counted: Counted) -> bool:
        """Count one chat; whether anything could have been sold in it."""
        self._chats += 1
        self._messages += len(counted.lines)
        self._buyers.add(counted.person)
        if not is_for_sale(counted.chat):
            self._after_sales += 1
            return False
        intents = counted.chat.intents
        with_person = any(line.sender == "agent" for line in counted.lines)
        if intents and intents <= _NOTHING and not with_person:
            return False
        self._for_sale += 1
        key = counted.person, counted.asked_at.date()
        asked = self._asked.setdefault(key, _Asked(counted.asked_at))
        asked.at = min(asked.at, counted.asked_at)
        asked.said_ordered |= REPORTS_ORDER in intents
        return True

    def outcome(
        self, orders: Orders, days: Days
    ) -> tuple[Contacts, Conversion, tuple[DayFigures, ...]]:
        """The figures, by the orders that are known."""
        every = [
            _outcome(day, asked, orders.get(person, ()))
            for (person, day), asked in self._asked.items()
        ]
        enquiries = [each for each in every if not each.ordered_before]
        contacts = Contacts(
            chats=self._chats,
            buyers=len(self._buyers),
            messages=self._messages,
            for_sale=self._for_sale,
            after_sales=self._after_sales,
            nothing=self._chats - self._for_sale - self._after_sales,
            ordered_before=len(every) - len(enquiries),
            enquiries=len(enquiries),
        )
        return contacts, _conversion(enquiries), _by_day(enquiries, days)


def _outcome(day: date, asked: _Asked, orders: Sequence[Ordered]) -> _Outcome:
    if not orders:
        return _Outcome(day, False, asked.said_ordered, _NEVER, _NEVER, ())
    begins = datetime.combine(day, time(), SHOP_TIMEZONE)
    ends = begins + timedelta(days=1), begins + timedelta(days=2)

    def within(at: datetime | None, until: datetime) -> bool:
        return at is not None and asked.at <= at < until

    ordered, paid = (
        tuple(any(within(at, until) for order in orders for at in times(order)) for until in ends)
        for times in (_times, _payments)
    )
    before = any(begins <= order.created_at < asked.at for order in orders)
    return _Outcome(
        day=day,
        ordered_before=before and not ordered[1],
        said_only=asked.said_ordered and not ordered[1],
        ordered=(ordered[0], ordered[1]),
        paid=(paid[0], paid[1]),
        orders_paid=tuple(order for order in orders if within(order.paid_at, ends[1])),
    )


def _times(order: Ordered) -> tuple[datetime | None, ...]:
    return order.created_at, order.paid_at


def _payments(order: Ordered) -> tuple[datetime | None, ...]:
    return (order.paid_at,)


def _conversion(enquiries: Sequence[_Outcome]) -> Conversion:
    paid = {order.id: order for each in enquiries for order in each.orders_paid}
    return Conversion(
        ordered_same_day=_share(each.ordered[0] for each in enquiries),
        ordered_next_day=_share(each.ordered[1] for each in enquiries),
        paid_same_day=_share(each.paid[0] for each in enquiries),
        paid_next_day=_share(each.paid[1] for each in enquiries),
        said_only=sum(each.said_only for each in enquiries),
        sold=sum((order.amount or Decimal(0) for order in paid.values()), Decimal(0)),
    )


def _by_day(enquiries: Iterable[_Outcome], days: Days) -> tuple[DayFigures, ...]:
    by_day: dict[date, list[_Outcome]] = {day: [] for day in days}
    for each in enquiries:
        by_day[each.day].append(each)
    return tuple(
        DayFigures(
            day=day,
            enquiries=len(theirs),
            ordered=_share(each.ordered[1] for each in theirs),
            paid=_share(each.paid[1] for each in theirs),
        )
        for day, theirs in by_day.items()
    )


def _share(flags: Iterable[bool]) -> Share:
    told = list(flags)
    return Share(sum(told), len(told))
