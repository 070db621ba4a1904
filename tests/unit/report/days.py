"""A day of chats made by hand, on either database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from bot.chats.tables import ConversationRow, MessageRow, TicketRow
from bot.database.engine import transaction
from bot.report.facts import Limit
from bot.report.model import Report
from bot.report.period import Days, days_of
from bot.report.reporting import report
from bot.settings import SHOP_TIMEZONE
from bot.shop.tables.catalogue import ProductRow, SkuRow
from bot.shop.tables.policy import ShiftRow, WorkingHoursRow
from bot.shop.tables.trade import BuyerRow, CommitmentRow, OrderLineRow, OrderRow

# A Friday.
MIDNIGHT = datetime(2026, 11, 20, tzinfo=SHOP_TIMEZONE)
FRIDAY = days_of(MIDNIGHT.date(), MIDNIGHT.date())


def at(hour: int, minute: int = 0, second: float = 0, *, days: int = 0) -> datetime:
    """That time of the Friday, or so many days later."""
    return MIDNIGHT + timedelta(days=days, hours=hour, minutes=minute, seconds=second)


LATER = at(12, days=5)


def limit_of(_channel: str) -> Limit:
    """Three minutes, looked at from 8 to 23."""
    return Limit("淘宝天猫", 180, True, lambda moment: 8 <= moment.hour < 23)


@dataclass
class Log:
    """Writes chats, orders and promises into the database at `url`."""

    url: str
    seconds: Any = field(default_factory=count)

    def made(self, days: Days = FRIDAY, *, now: datetime = LATER) -> Report:
        with transaction(self.url) as session:
            return report(session, days, now, limit_of=limit_of)

    def goods(self) -> None:
        self._add(
            ProductRow(id="LQ01", title="亚麻长裙", name="亚麻长裙", category="裙", position=0)
        )
        self._add(SkuRow(id="LQ01-M", product_id="LQ01", price=Decimal(100), stock=9, position=0))
        self._add(ProductRow(id="CS02", title="衬衫", name="衬衫", category="衣", position=1))
        self._add(SkuRow(id="CS02-M", product_id="CS02", price=Decimal(60), stock=9, position=0))

    def buyer(self, name: str, *, same_as: str | None = None) -> None:
        seen = {"first_seen_at": MIDNIGHT, "last_seen_at": MIDNIGHT}
        with transaction(self.url) as session:
            if session.get(BuyerRow, f"web:{name}") is None:
                same = f"web:{same_as}" if same_as else None
                session.add(BuyerRow(id=f"web:{name}", same_as=same, **seen))

    def chat(self, name: str, *said: tuple[Any, ...], same_as: str | None = None) -> None:
        """Lines such as (moment, "buyer", text) and (moment, "bot", reason, intent)."""
        self.buyer(name, same_as=same_as)
        conversation = f"web:{name}"
        with transaction(self.url) as session:
            known = session.get(ConversationRow, conversation)
            if known is None:
                session.add(
                    ConversationRow(
                        id=conversation, buyer_id=conversation, channel="web",
                        opened_at=said[0][0], last_message_at=said[-1][0],
                    )
                )  # fmt: skip
                session.flush()
            else:
                known.last_message_at = max(known.last_message_at, said[-1][0])
            for moment, sender, *told in said:
                session.add(_message(conversation, moment, sender, told))
                session.flush()

    def ticket(
        self, name: str, opened: datetime, *, reason: str = "handoff.requested", **times: Any
    ) -> None:
        status = "closed" if times.get("closed_at") else "waiting"
        self._add(
            TicketRow(
                conversation_id=f"web:{name}", status=status, reason=reason, opened_at=opened,
                **times,
            )
        )  # fmt: skip

    def order(
        self, name: str, order_id: str, created: datetime, *lines: tuple[str, int],
        paid: datetime | None = None, total: int | None = None, **more: Any,
    ) -> None:  # fmt: skip
        self.buyer(name)
        status = more.pop("status", "paid" if paid else "created")
        row = OrderRow(
            id=order_id, buyer_id=f"web:{name}", status=status, created_at=created, paid_at=paid,
            agreed_total=None if total is None else Decimal(total), **more,
        )  # fmt: skip
        row.lines = [
            OrderLineRow(sku_id=sku, quantity=quantity, unit_price=Decimal(100), position=place)
            for place, (sku, quantity) in enumerate(lines)
        ]
        self._add(row)

    def promise(self, name: str, kind: str, made: datetime, **more: Any) -> None:
        self.buyer(name)
        terms = {"quantity": 1, "total": "90.00"} if kind == "price" else {}
        values = {"terms": terms, "product_id": "LQ01", "reason": "haggling.price_step", **more}
        self._add(CommitmentRow(buyer_id=f"web:{name}", kind=kind, made_at=made, **values))

    def hours(self, starts: datetime, ends: datetime) -> None:
        for weekday in range(1, 8):
            self._add(WorkingHoursRow(weekday=weekday, starts=starts.time(), ends=ends.time()))

    def shift(self, login: str, starts: datetime, ends: datetime) -> None:
        self._add(
            ShiftRow(
                login=login, weekday=starts.isoweekday(), starts=starts.time(), ends=ends.time()
            )
        )

    def _add(self, row: Any) -> None:
        with transaction(self.url) as session:
            session.add(row)


def _message(conversation: str, moment: datetime, sender: str, told: list[Any]) -> MessageRow:
    trace: dict[str, Any] = {}
    text, agent = str(told[0]), ""
    if sender == "bot":
        text = "好的"
        trace = {"reason": told[0], "intent": told[1] if len(told) > 1 else "ask_product"}
    elif sender == "agent":
        agent = told[1] if len(told) > 1 else "xiaomai"
        trace = {"suggested": True} if "suggested" in told else {}
    return MessageRow(
        conversation_id=conversation, sender=sender, text=text, agent=agent, trace=trace, at=moment
    )
