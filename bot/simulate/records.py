"""What a run left in the database: chats with what is behind every reply, promises and orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chats.tables import MessageRow, TicketRow
from bot.database.engine import transaction
from bot.shop.model.trade import Commitment, Order, OrderLine
from bot.shop.tables.trade import BuyerRow, CommitmentRow, OrderRow

TROUBLE = "engine_trouble"


@dataclass(frozen=True)
class Reply:
    """One message of the bot: what the buyer read, and what it came from."""

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """One message of a buyer with the replies to it."""

    text: str
    at: datetime
    replies: tuple[Reply, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The rules that answered."""
        return tuple(dict.fromkeys(reply.reason for reply in self.replies))


@dataclass(frozen=True)
class Talk:
    """Everything one id said and read, in the order of time.

    `person` is whose id it is; `with_person_from` is when somebody of the shop's took over.
    """

    buyer_id: str
    person: str
    turns: tuple[Turn, ...]
    with_person_from: datetime | None = None

    def with_person(self, at: datetime) -> bool:
        """Whether the bot was silent for a reason at `at`."""
        return self.with_person_from is not None and self.with_person_from <= at


@dataclass(frozen=True)
class Records:
    """A run's chats, and by person the promises made and the orders as they are now."""

    talks: tuple[Talk, ...]
    promises: Mapping[str, tuple[Commitment, ...]] = field(default_factory=dict)
    orders: Mapping[str, tuple[Order, ...]] = field(default_factory=dict)


def read_records(url: str) -> Records:
    """Everything in the database at `url`."""
    with transaction(url) as session:
        persons = {row.id: row.same_as or row.id for row in session.scalars(select(BuyerRow))}
        promises: dict[str, list[Commitment]] = defaultdict(list)
        for row in session.scalars(select(CommitmentRow).order_by(CommitmentRow.id)):
            promises[persons[row.buyer_id]].append(_promise(row))
        orders: dict[str, list[Order]] = defaultdict(list)
        for row in session.scalars(select(OrderRow)):
            orders[persons[row.buyer_id]].append(_order(row))
        return Records(
            talks=_talks(session, persons),
            promises={person: tuple(made) for person, made in promises.items()},
            orders={person: tuple(made) for person, made in orders.items()},
        )


def _talks(session: Session, persons: Mapping[str, str]) -> tuple[Talk, ...]:
    taken: dict[str, datetime] = {}
    for row in session.scalars(select(TicketRow).order_by(TicketRow.id)):
        taken.setdefault(row.conversation_id, row.opened_at)
    turns: dict[str, list[Turn]] = defaultdict(list)
    for row in session.scalars(select(MessageRow).order_by(MessageRow.id)):
        theirs = turns[row.conversation_id]
        if row.sender == "buyer":
            theirs.append(Turn(row.text, row.at))
        elif row.sender == "bot" and theirs:
            last = theirs[-1]
            theirs[-1] = Turn(last.text, last.at, (*last.replies, _reply(row)))
    return tuple(
        Talk(buyer_id, persons.get(buyer_id, buyer_id), tuple(said), taken.get(buyer_id))
        for buyer_id, said in turns.items()
    )


def _reply(row: Any) -> Reply:
    trace = row.trace or {}
    facts = {name: str(value) for name, value in trace.get("facts", {}).items()}
    return Reply(row.text, facts, trace.get("reason") or "", trace.get("slots") or {})


def _promise(row: Any) -> Commitment:
    names = (
        "buyer_id", "kind", "product_id", "terms", "reason", "made_by", "made_at", "valid_until",
        "withdrawn_at", "withdrawn_by", "id",
    )  # fmt: skip
    return Commitment(**{name: getattr(row, name) for name in names})


def _order(row: Any) -> Order:
    names = ("id", "buyer_id", "status", "region", "courier", "note", "created_at", "paid_at")
    lines = tuple(OrderLine(line.sku_id, line.quantity, line.unit_price) for line in row.lines)
    return Order(**{name: getattr(row, name) for name in names}, lines=lines)
