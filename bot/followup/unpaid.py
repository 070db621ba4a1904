"""Orders that are not paid, as following up reads them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.chats.tables import ConversationRow, MessageRow
from bot.followup.planning import OLDEST
from bot.followup.tables import ReminderRow
from bot.shop.repositories.buyers import PERSON
from bot.shop.tables.trade import BuyerRow, OrderLineRow, OrderRow

_ORDERS = OrderRow.__table__
_LINES = OrderLineRow.__table__
_BUYERS = BuyerRow.__table__
_ROWS = ReminderRow.__table__
_MESSAGES = MessageRow.__table__
_CONVERSATIONS = ConversationRow.__table__
_PAID = ("paid", "shipped")
# An order is looked at so much longer than it is reminded, to see it off with a reason.
SEEN_OFF = timedelta(days=1)
# Something bought again is paid for around the time the other was placed.
_AROUND = timedelta(days=1)


@dataclass(frozen=True)
class Open:
    """An unpaid order that may be reminded.

    `heard` is the newest message of its buyer or of a person to them, `sent` counts its reminders.
    """

    order_id: str
    buyer_id: str
    placed_at: datetime
    heard: int
    sent: int


@dataclass(frozen=True)
class Standing:
    """Where an order stands; `again` says that other orders of the person take its place."""

    status: str
    buyer_id: str
    placed_at: datetime
    ids: tuple[str, ...]
    again: str = ""


class UnpaidOrders:
    """Reads orders inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, *, now: datetime) -> tuple[Open, ...]:
        """Orders placed lately, not paid, and not done with; the oldest first."""
        done = (
            select(_ROWS.c.id)
            .where(_ROWS.c.order_id == _ORDERS.c.id, _ROWS.c.status.in_(("stopped", "failed")))
            .exists()
        )
        sent = (
            select(func.count())
            .where(_ROWS.c.order_id == _ORDERS.c.id, _ROWS.c.status == "sent")
            .scalar_subquery()
            .label("sent")
        )
        rows = self._session.execute(
            select(_ORDERS.c.id, _ORDERS.c.buyer_id, _ORDERS.c.created_at, sent)
            .where(
                _ORDERS.c.status == "created",
                _ORDERS.c.created_at > now - OLDEST - SEEN_OFF,
                ~done,
            )
            .order_by(_ORDERS.c.created_at)
        ).all()
        heard = self._heard({row.buyer_id for row in rows}, since=now - OLDEST)
        return tuple(
            Open(row.id, row.buyer_id, row.created_at, heard.get(row.buyer_id, 0), row.sent)
            for row in rows
        )

    def standing(self, order_id: str, *, alone: bool = False) -> Standing | None:
        """Where the order stands now; None where it is gone.

        `alone`: nobody else changes the order, or reminds the person, until the transaction ends.
        """
        query = select(_ORDERS.c.status, _ORDERS.c.buyer_id, _ORDERS.c.created_at).where(
            _ORDERS.c.id == order_id
        )
        row = self._session.execute(query.with_for_update() if alone else query).first()
        if row is None:
            return None
        ids = tuple(self._session.scalars(PERSON, {"buyer": row.buyer_id})) or (row.buyer_id,)
        if alone:
            self._session.execute(
                select(_BUYERS.c.id)
                .where(_BUYERS.c.id.in_(ids))
                .order_by(_BUYERS.c.id)
                .with_for_update(key_share=True)
            ).all()
        again = self._again(order_id, ids, row.created_at)
        return Standing(row.status, row.buyer_id, row.created_at, ids, again)

    def _again(self, order_id: str, ids: Collection[str], placed_at: datetime) -> str:
        """Whether the person paid for the same goods in another order, or placed them anew."""
        same = select(_LINES.c.sku_id).where(_LINES.c.order_id == order_id)
        others = self._session.execute(
            select(_ORDERS.c.status, _ORDERS.c.created_at, _ORDERS.c.paid_at)
            .join(_LINES, _LINES.c.order_id == _ORDERS.c.id)
            .where(
                _ORDERS.c.buyer_id.in_(list(ids)),
                _ORDERS.c.id != order_id,
                _ORDERS.c.status.in_((*_PAID, "created")),
                _LINES.c.sku_id.in_(same),
            )
        ).all()
        paid = (o.paid_at for o in others if o.status in _PAID and o.paid_at is not None)
        if any(at > placed_at - _AROUND for at in paid):
            return "bought_again"
        newer = any(o.status == "created" and o.created_at > placed_at for o in others)
        return "replaced" if newer else ""

    def _heard(self, buyer_ids: Collection[str], *, since: datetime) -> dict[str, int]:
        if not buyer_ids:
            return {}
        rows: Any = self._session.execute(
            select(_CONVERSATIONS.c.buyer_id, func.max(_MESSAGES.c.id))
            .join(_MESSAGES, _MESSAGES.c.conversation_id == _CONVERSATIONS.c.id)
            .where(
                _CONVERSATIONS.c.buyer_id.in_(list(buyer_ids)),
                _MESSAGES.c.sender.in_(("buyer", "agent")),
                _CONVERSATIONS.c.last_message_at >= since,
            )
            .group_by(_CONVERSATIONS.c.buyer_id)
        )
        return dict(rows.all())
