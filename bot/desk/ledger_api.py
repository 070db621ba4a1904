"""The JSON API of the ledger: read it, record a promise, withdraw one, word a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, validator

from bot.database.engine import transaction
from bot.desk.access import Actor, SignedIn, TheDesk, Viewer
from bot.desk.answering import held
from bot.desk.audit import audit
from bot.desk.desk import Desk
from bot.desk.ledger import OpenLedger, declined, open_ledger, sentence
from bot.desk.pages import MAX_ID, TicketId
from bot.desk.promising import Pieces, Wanted
from bot.desk.refusals import OwnerOnlyError
from bot.desk.render import ledger_html
from bot.desk.words import typed_text

MAX_TEXT_CHARS = 200
MAX_YUAN = 1_000_000

PromiseId = Annotated[int, Path(ge=1, le=MAX_ID)]
router = APIRouter(prefix="/api/chats/{ticket_id}/promises")


class Typed(BaseModel):
    """A promise as the form sends it; an empty field is not filled in. Yuan for all pieces."""

    kind: Literal["price", "gift", "shipping", "dispatch", "note"]
    product_id: str = Field("", max_length=40)
    quantity: int = Field(1, ge=1, le=9999)
    colour: str = Field("", max_length=40)
    size: str = Field("", max_length=40)
    total: Decimal | None = Field(None, ge=0, le=MAX_YUAN, decimal_places=2)
    text: str = Field("", max_length=MAX_TEXT_CHARS)
    dispatch_on: date | None = None
    valid_until: date | None = None

    @validator("total", "dispatch_on", "valid_until", pre=True)
    @classmethod
    def _left_empty(cls, value: Any) -> Any:
        return None if value == "" else value

    @validator("product_id", "colour", "size", "text")
    @classmethod
    def _storable(cls, text: str) -> str:
        return typed_text(text)

    def wanted(self) -> Wanted:
        """What is to be promised."""
        pieces = Pieces(self.product_id, self.quantity, self.colour, self.size)
        return Wanted(self.kind, pieces, self.total, self.text, self.dispatch_on, self.valid_until)


class Goods(BaseModel):
    """The goods a price is declined for."""

    product_id: str = Field("", max_length=40)
    quantity: int = Field(1, ge=1, le=9999)
    colour: str = Field("", max_length=40)
    size: str = Field("", max_length=40)


@router.get("")
def promises(desk: TheDesk, who: Viewer, ticket_id: TicketId) -> dict[str, Any]:
    """The buyer's ledger as the panel shows it."""
    with _opened(desk, ticket_id) as opened:
        return {"html": _html(opened, desk, who)}


@router.post("")
def record(desk: TheDesk, who: Actor, ticket_id: TicketId, typed: Typed) -> dict[str, Any]:
    """Write a promise into the ledger; `line` is what the buyer may then be told."""
    with _opened(desk, ticket_id) as opened:
        held(opened.shop.session, ticket_id, agent=who.agent)
        promise = opened.ledger.record(typed.wanted(), agent=who.agent)
        _note(opened, desk, who, "promise.made", promise=promise.id, kind=promise.kind)
        product = opened.shop.catalogue.product(promise.product_id)
        line = sentence(promise, product, desk.line)
        return {"id": promise.id, "line": line, "html": _html(opened, desk, who)}


@router.post("/{promise_id}/withdraw")
def withdraw(
    desk: TheDesk, who: Actor, ticket_id: TicketId, promise_id: PromiseId
) -> dict[str, Any]:
    """Take a promise back; only the owner may."""
    if who.agent.role != "owner":
        raise OwnerOnlyError
    with _opened(desk, ticket_id) as opened:
        opened.ledger.withdraw(promise_id, by=who.agent)
        _note(opened, desk, who, "promise.withdrawn", promise=promise_id)
        return {"html": _html(opened, desk, who)}


@router.post("/decline")
def decline(desk: TheDesk, who: Actor, ticket_id: TicketId, goods: Goods) -> dict[str, Any]:
    """The words that the price cannot go lower; nothing goes into the ledger."""
    with _opened(desk, ticket_id) as opened:
        held(opened.shop.session, ticket_id, agent=who.agent)
        found = opened.ledger.goods(Pieces(**goods.dict())) if goods.product_id else None
        _note(opened, desk, who, "promise.declined", product=goods.product_id)
        return {"line": declined(found, desk.line)}


@contextmanager
def _opened(desk: Desk, ticket_id: int) -> Iterator[OpenLedger]:
    with transaction(desk.database_url) as session:
        yield open_ledger(session, ticket_id, now=desk.now())


def _note(opened: OpenLedger, desk: Desk, who: SignedIn, action: str, **detail: object) -> None:
    audit(
        opened.shop.session,
        login=who.agent.login,
        action=action,
        subject=f"ticket:{opened.ticket.id}",
        detail=detail,
        at=desk.now(),
    )


def _html(opened: OpenLedger, desk: Desk, who: SignedIn) -> str:
    return ledger_html(opened.ledger.promises(), who=who, now=desk.now())
