"""Reminders as they are kept: planned, then sent, stopped or failed; one row a number of an order.

A row moves on by a guarded update, so of two processes one does it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from bot.chats.tables import DeliveryRow
from bot.database.inserting import insert_if_absent
from bot.followup.tables import ReminderRow
from bot.shop.tables.trade import OrderRow

Status = Literal["planned", "sent", "stopped", "failed"]

_ROWS = ReminderRow.__table__
_ORDERS = OrderRow.__table__
_DELIVERIES = DeliveryRow.__table__


@dataclass(frozen=True)
class Reminder:
    """One reminder of one order; `why` is the reason code of a stopped or failed one."""

    id: int
    order_id: str
    buyer_id: str
    conversation_id: str
    number: int
    case: str
    status: Status
    why: str
    due_at: datetime
    done_at: datetime | None
    message_id: int | None


class Reminders:
    """Reads and writes reminders inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_order(self, order_id: str) -> tuple[Reminder, ...]:
        """Every one of the order, the first first."""
        return self._read(_ROWS.c.order_id == order_id)

    def of_orders(self, order_ids: Collection[str]) -> tuple[Reminder, ...]:
        """Every one of these orders."""
        return self._read(_ROWS.c.order_id.in_(list(order_ids)))

    def of_buyer(self, ids: Collection[str], *, since: datetime) -> tuple[Reminder, ...]:
        """What was done for the person of these ids since then."""
        return self._read(_ROWS.c.buyer_id.in_(list(ids)), _ROWS.c.done_at >= since)

    def listed(self, *, status: str = "", limit: int = 50) -> tuple[Reminder, ...]:
        """Reminders for an owner to look at: what is to come first, then the last done."""
        wanted = [_ROWS.c.status == status] if status else []
        at = func.coalesce(_ROWS.c.done_at, _ROWS.c.due_at)
        rows = self._session.execute(
            select(_ROWS).where(*wanted).order_by(at.desc(), _ROWS.c.id.desc()).limit(limit)
        )
        return tuple(map(_reminder_of, rows))

    def hold(self, order_id: str) -> bool:
        """Keep others from the order's planned reminder until the transaction ends.

        False where there is none, or another process has just done it. Written before anything is
        read: on SQLite only a write keeps another process waiting.
        """
        return self._change(
            _ROWS.c.order_id == order_id, _ROWS.c.status == "planned", status="planned"
        )

    def plan(self, order_id: str, *, buyer_id: str, number: int, due_at: datetime) -> bool:
        """Plan a reminder, or put the planned one to another time; False where it is done."""
        is_new = insert_if_absent(
            self._session, ReminderRow, order_id=order_id, buyer_id=buyer_id, number=number,
            status="planned", due_at=due_at,
        )  # fmt: skip
        return is_new or self._move(order_id, number, due_at=due_at)

    def sent(
        self, order_id: str, number: int, *, case: str, message_id: int, conversation_id: str,
        at: datetime,
    ) -> bool:  # fmt: skip
        """It was said; False where another process has done something with it."""
        return self._move(
            order_id, number, status="sent", wording_case=case, message_id=message_id,
            conversation_id=conversation_id, done_at=at,
        )  # fmt: skip

    def end(
        self, order_id: str, *, buyer_id: str, number: int, status: Literal["stopped", "failed"],
        why: str, at: datetime,
    ) -> bool:  # fmt: skip
        """The order is not reminded any more; kept also where nothing was planned."""
        is_new = insert_if_absent(
            self._session, ReminderRow, order_id=order_id, buyer_id=buyer_id, number=number,
            status=status, why=why, due_at=at, done_at=at,
        )  # fmt: skip
        return is_new or self._move(order_id, number, status=status, why=why, done_at=at)

    def mute(self, ids: Collection[str], *, at: datetime, sent_since: datetime) -> bool:
        """Note that the buyer of these ids wants no more; False where none was sent since then.

        What is planned is stopped, and the last one keeps the reason, whatever became of it.
        """
        rows = self._read(_ROWS.c.buyer_id.in_(list(ids)))
        if not any(each.done_at and each.done_at >= sent_since for each in sent_of(rows)):
            return False
        last = max(rows, key=lambda each: each.id)
        if last.status == "sent":
            self.end(
                last.order_id, buyer_id=last.buyer_id, number=last.number + 1,
                status="stopped", why="asked_to_stop", at=at,
            )  # fmt: skip
        else:
            self._change(_ROWS.c.id == last.id, status="stopped", why="asked_to_stop", done_at=at)
        self._change(
            _ROWS.c.buyer_id.in_(list(ids)), _ROWS.c.status == "planned",
            status="stopped", why="asked_to_stop", done_at=at,
        )  # fmt: skip
        return True

    def end_settled(self, *, at: datetime) -> int:
        """Stop what is planned for orders that are paid, cancelled or replaced by another."""
        rows = self._session.execute(
            select(_ROWS.c.id, _ORDERS.c.status)
            .outerjoin(_ORDERS, _ORDERS.c.id == _ROWS.c.order_id)
            .where(_ROWS.c.status == "planned", _ORDERS.c.status.is_distinct_from("created"))
        ).all()
        for row in rows:
            self._change(
                _ROWS.c.id == row.id, _ROWS.c.status == "planned",
                status="stopped", why=_settled_by(row.status), done_at=at,
            )  # fmt: skip
        return len(rows)

    def fail_undelivered(self, *, at: datetime) -> None:
        """Mark those that their channel never took, and plan no more of their orders."""
        dead = select(_DELIVERIES.c.message_id).where(_DELIVERIES.c.status == "dead")
        lost = (_ROWS.c.status == "sent") & _ROWS.c.message_id.in_(dead)
        orders = self._session.scalars(select(_ROWS.c.order_id).where(lost)).all()
        if not orders:
            return
        self._change(lost, status="failed", why="undelivered")
        self._change(
            _ROWS.c.status == "planned", _ROWS.c.order_id.in_(orders),
            status="stopped", why="undelivered", done_at=at,
        )  # fmt: skip

    def paid_after(self, *, since: datetime) -> tuple[int, int]:
        """Of the orders reminded since then, how many there are and how many were paid after."""
        first = (
            select(_ROWS.c.order_id, func.min(_ROWS.c.done_at).label("at"))
            .where(_ROWS.c.status == "sent", _ROWS.c.done_at >= since)
            .group_by(_ROWS.c.order_id)
            .subquery()
        )
        paid = func.sum(case((_ORDERS.c.paid_at >= first.c.at, 1), else_=0))
        row = self._session.execute(
            select(func.count(), paid)
            .select_from(first)
            .outerjoin(_ORDERS, _ORDERS.c.id == first.c.order_id)
        ).one()
        return row[0], row[1] or 0

    def planned_orders(self) -> dict[str, datetime]:
        """When each order's next reminder is due."""
        rows = self._session.execute(
            select(_ROWS.c.order_id, _ROWS.c.due_at).where(_ROWS.c.status == "planned")
        )
        return {row.order_id: row.due_at for row in rows}

    def _move(self, order_id: str, number: int, **values: Any) -> bool:
        return self._change(
            _ROWS.c.order_id == order_id, _ROWS.c.number == number, _ROWS.c.status == "planned",
            **values,
        )  # fmt: skip

    def _change(self, *where: Any, **values: Any) -> bool:
        done = self._session.execute(update(_ROWS).where(*where).values(**values))
        return bool(done.rowcount)

    def _read(self, *where: Any) -> tuple[Reminder, ...]:
        found = select(_ROWS).where(*where).order_by(_ROWS.c.order_id, _ROWS.c.number)
        return tuple(map(_reminder_of, self._session.execute(found)))


def sent_of(reminders: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Those that the buyer was told."""
    return tuple(each for each in reminders if each.status == "sent")


def ended_of(reminders: Sequence[Reminder]) -> Reminder | None:
    """The one after which there are no more, if any."""
    return next((each for each in reminders if each.status in ("stopped", "failed")), None)


def _settled_by(status: str | None) -> str:
    if status is None:
        return "replaced"
    return "cancelled" if status == "cancelled" else "paid"


def _reminder_of(row: Any) -> Reminder:
    return Reminder(
        id=row.id,
        order_id=row.order_id,
        buyer_id=row.buyer_id,
        conversation_id=row.conversation_id,
        number=row.number,
        case=row.wording_case,
        status=row.status,
        why=row.why,
        due_at=row.due_at,
        done_at=row.done_at,
        message_id=row.message_id,
    )
