"""Reads what a report is reckoned from; a month of a big shop passes through, it is never held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, case, func, literal, or_, select, text, type_coerce
from sqlalchemy.orm import Session

from bot.chats.history import Line
from bot.chats.owed import SUGGESTED
from bot.chats.tables import ConversationRow, MessageRow, TicketRow
from bot.followup.tables import ReminderRow, UnpaidReasonRow
from bot.report.facts import Ordered, OrderedLine, Orders, Reminded, Talk, Ticketed
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.trade import Commitment
from bot.shop.repositories.placed import PLACED
from bot.shop.tables.catalogue import SkuRow
from bot.shop.tables.trade import BuyerRow, CommitmentRow, OrderLineRow, OrderRow

_READ_AT_ONCE = 5000
# Shanghai is eight hours ahead and has had no summer time since 1991: adding is a third of what
# astimezone takes, a million times.
_EPOCH = datetime(2000, 1, 1)
_SHOP_EPOCH = datetime(2000, 1, 1, 8, tzinfo=SHOP_TIMEZONE)
_MESSAGES, _CONVERSATIONS = MessageRow.__table__, ConversationRow.__table__
_TICKETS, _ORDERS, _LINES = TicketRow.__table__, OrderRow.__table__, OrderLineRow.__table__
_BUYERS, _PROMISES, _SKUS = BuyerRow.__table__, CommitmentRow.__table__, SkuRow.__table__
_REMINDERS, _REASONS = ReminderRow.__table__, UnpaidReasonRow.__table__
# By their rows: a headline reads no reason codes.
_REMINDED = select(_REMINDERS.c.message_id).where(_REMINDERS.c.message_id.is_not(None))
_TRACE = _MESSAGES.c.trace
# Taking a trace apart costs more than all else of a row: it is done where something is in it.
_SAID = (
    _MESSAGES.c.conversation_id,
    _CONVERSATIONS.c.buyer_id,
    _MESSAGES.c.id,
    _MESSAGES.c.sender,
    type_coerce(_MESSAGES.c.at, DateTime()).label("at"),
    case((_MESSAGES.c.sender == "bot", _TRACE["intent"].as_string()), else_="").label("intent"),
    _MESSAGES.c.agent,
    case((_MESSAGES.c.sender == "agent", _TRACE[SUGGESTED].as_boolean()), else_=None).label(
        "suggested"
    ),
)
_WORDS = (
    _MESSAGES.c.text,
    case((_MESSAGES.c.sender == "bot", _TRACE["reason"].as_string()), else_="").label("reason"),
)
_COMMITMENT = [_PROMISES.c[field.name] for field in fields(Commitment)]


@dataclass(frozen=True)
class Window:
    """Rows from `since` until before `until` are read."""

    since: datetime
    until: datetime

    def holds(self, column: Any) -> Any:
        """The condition on a column of moments."""
        return (column >= self.since) & (column < self.until)


class Records:
    """Reads inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._persons = _persons(session)

    def person(self, buyer_id: str) -> str:
        """The id that stands for the person of this id."""
        return self._persons.get(buyer_id, buyer_id)

    def talks(self, window: Window, *, words: bool = True) -> Iterator[Talk]:
        """Every conversation with messages in the window, one after the other, but for reminders.

        Without `words`, their texts and reason codes are left empty: that is quicker.
        """
        query = (
            select(*_SAID, *(_WORDS if words else (literal(""), literal(""))))
            .join(_CONVERSATIONS, _CONVERSATIONS.c.id == _MESSAGES.c.conversation_id)
            .where(
                _CONVERSATIONS.c.last_message_at >= window.since,
                _CONVERSATIONS.c.opened_at < window.until,
                window.holds(_MESSAGES.c.at),
                _MESSAGES.c.id.notin_(_REMINDED),
            )
            .order_by(_CONVERSATIONS.c.id, _MESSAGES.c.id)
        )
        if self._session.get_bind().dialect.name == "postgresql":
            # Else it plans for the first rows of a cursor, and all of them take minutes.
            self._session.execute(text("SET LOCAL cursor_tuple_fraction = 1"))
        rows = self._session.execute(query, execution_options={"yield_per": _READ_AT_ONCE})
        lines: list[Line] = []
        known, person = "", ""
        for conversation, buyer, id_, sender, at, intent, agent, suggested, said, reason in rows:
            if conversation != known:
                if lines:
                    yield Talk(known, person, tuple(lines))
                lines, known, person = [], conversation, self.person(buyer)
            moment = _SHOP_EPOCH + (at - _EPOCH)
            lines.append(
                Line(
                    id_, sender, said, moment, intent or "", reason or "", agent, bool(suggested)
                )
            )  # fmt: skip
        if lines:
            yield Talk(known, person, tuple(lines))

    def tickets(self, window: Window) -> Mapping[str, Sequence[Ticketed]]:
        """Hand-overs that were open in the window, by conversation, the first first."""
        c = _TICKETS.c
        rows = self._session.execute(
            select(
                c.conversation_id, c.reason, c.opened_at, c.taken_at, c.closed_at,
                c.first_reply_at,
            )
            .where(
                c.opened_at < window.until,
                or_(c.closed_at.is_(None), c.closed_at >= window.since),
            )
            .order_by(c.id)
        )  # fmt: skip
        found: dict[str, list[Ticketed]] = defaultdict(list)
        for row in rows:
            found[row[0]].append(Ticketed(*row[1:]))
        return found

    def orders(self, window: Window) -> Orders:
        """Orders placed or paid in the window, by person, the first first."""
        c = _ORDERS.c
        within = c.status.in_(PLACED) & or_(window.holds(c.created_at), window.holds(c.paid_at))
        lines, sums = self._lines(within)
        rows = self._session.execute(
            select(
                c.id, c.status, c.created_at, c.paid_at, c.buyer_id, c.agreed_total_fen,
                c.shipped_at, c.agreed_with,
            )
            .where(within)
            .order_by(c.created_at, c.id)
        )  # fmt: skip
        found: dict[str, list[Ordered]] = defaultdict(list)
        for id_, status, created_at, paid_at, buyer, total, shipped_at, agreed_with in rows:
            person = self.person(buyer)
            amount = sums.get(id_) if total is None else total
            theirs = tuple(lines.get(id_, ()))
            found[person].append(
                Ordered(
                    id_, status, created_at, paid_at, person, amount, shipped_at, agreed_with,
                    theirs,
                )
            )  # fmt: skip
        return found

    def promises(self, window: Window) -> tuple[Commitment, ...]:
        """Promises made in the window, the first first; `buyer_id` is the person's."""
        rows = self._session.execute(
            select(*_COMMITMENT).where(window.holds(_PROMISES.c.made_at)).order_by(_PROMISES.c.id)
        )
        found = []
        for row in rows:
            values = dict(row._mapping)
            found.append(Commitment(**{**values, "buyer_id": self.person(values["buyer_id"])}))
        return tuple(found)

    def ships(self) -> bool:
        """Whether the platform ever told when an order was sent."""
        told = select(_ORDERS.c.id).where(_ORDERS.c.shipped_at.is_not(None)).limit(1)
        return self._session.execute(told).first() is not None

    def reminded(self, window: Window) -> Reminded:
        """What is known of chasing the orders placed in the window."""
        placed = select(_ORDERS.c.id).where(window.holds(_ORDERS.c.created_at))
        sent = self._session.execute(
            select(_REMINDERS.c.order_id, func.min(_REMINDERS.c.done_at))
            .where(_REMINDERS.c.status == "sent", _REMINDERS.c.order_id.in_(placed))
            .group_by(_REMINDERS.c.order_id)
        )
        reasons = self._session.execute(
            select(_REASONS.c.order_id, _REASONS.c.reason).where(_REASONS.c.order_id.in_(placed))
        )
        return Reminded({id_: at for id_, at in sent if at is not None}, dict(map(tuple, reasons)))

    def _lines(self, within: Any) -> tuple[dict[str, list[OrderedLine]], dict[str, Decimal]]:
        """The lines of these orders, and what each comes to by them."""
        rows = self._session.execute(
            select(
                _LINES.c.order_id, _SKUS.c.product_id, _LINES.c.quantity, _LINES.c.unit_price_fen
            )
            .join(_SKUS, _SKUS.c.id == _LINES.c.sku_id)
            .join(_ORDERS, _ORDERS.c.id == _LINES.c.order_id)
            .where(within)
            .order_by(_LINES.c.order_id, _LINES.c.position)
        )
        lines: dict[str, list[OrderedLine]] = defaultdict(list)
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for order, product, quantity, price in rows:
            lines[order].append(OrderedLine(product, quantity))
            sums[order] += price * quantity
        return lines, sums


def _persons(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(_BUYERS.c.id, _BUYERS.c.same_as).where(_BUYERS.c.same_as.is_not(None))
    )
    return {row.id: row.same_as for row in rows}
