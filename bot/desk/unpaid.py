"""What a person does about an unpaid order beside a chat: stop its reminders, say why it is so."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field, validator
from sqlalchemy.orm import Session

from bot.database.engine import transaction
from bot.desk.access import Actor, SignedIn, TheDesk
from bot.desk.audit import audit
from bot.desk.buyer_facts import facts_of
from bot.desk.desk import Desk
from bot.desk.pages import TicketId
from bot.desk.refusals import RefusedError
from bot.desk.render import facts_html
from bot.desk.words import typed_text
from bot.followup.answers import reasons
from bot.followup.reasons import Reasons
from bot.followup.stopping import stop_by_hand

router = APIRouter(prefix="/api/chats/{ticket_id}/unpaid")
OrderId = Annotated[str, Field(min_length=1, max_length=40)]


class NoSuchOrderError(RefusedError):
    """The buyer of this chat has no such unpaid order."""

    status = 404

    def __init__(self) -> None:
        super().__init__("这位顾客没有这笔没付款的订单。")


class NotRemindedError(RefusedError):
    """Nobody would remind of it any more."""

    status = 409

    def __init__(self) -> None:
        super().__init__("这笔订单本来就不会再提醒了。")


class Named(BaseModel):
    """An order of the buyer's."""

    order_id: OrderId

    @validator("order_id")
    @classmethod
    def _storable(cls, text: str) -> str:
        return typed_text(text)


class Told(Named):
    """Why it is not paid, by the code of the reason."""

    reason: str

    @validator("reason")
    @classmethod
    def _known(cls, code: str) -> str:
        if code not in {reason.code for reason in reasons()}:
            raise ValueError("no such reason")
        return code


@router.post("/stop")
def stop(desk: TheDesk, who: Actor, ticket_id: TicketId, named: Named) -> dict[str, Any]:
    """Remind of the order no more."""
    with transaction(desk.database_url) as session:
        _of_this_buyer(session, desk, ticket_id, named.order_id)
        if not stop_by_hand(session, named.order_id, at=desk.now()):
            raise NotRemindedError
        _note(session, desk, who, ticket_id, "followup.stopped", order=named.order_id)
        return _shown(session, desk, who, ticket_id)


@router.post("/reason")
def reason(desk: TheDesk, who: Actor, ticket_id: TicketId, told: Told) -> dict[str, Any]:
    """Keep why the order is not paid; what the buyer said themselves stays."""
    with transaction(desk.database_url) as session:
        _of_this_buyer(session, desk, ticket_id, told.order_id)
        Reasons(session).tell(told.order_id, told.reason, told_by="agent", at=desk.now())
        detail = {"order": told.order_id, "unpaid": told.reason}
        _note(session, desk, who, ticket_id, "followup.reason", **detail)
        return _shown(session, desk, who, ticket_id)


def _of_this_buyer(session: Session, desk: Desk, ticket_id: int, order_id: str) -> None:
    orders = facts_of(session, ticket_id, now=desk.now()).orders
    if not any(each.unpaid and each.unpaid.order_id == order_id for each in orders):
        raise NoSuchOrderError


def _note(
    session: Session, desk: Desk, who: SignedIn, ticket_id: int, action: str, **detail: object
) -> None:
    audit(
        session,
        login=who.agent.login,
        action=action,
        subject=f"ticket:{ticket_id}",
        detail=detail,
        at=desk.now(),
    )


def _shown(session: Session, desk: Desk, who: SignedIn, ticket_id: int) -> dict[str, Any]:
    session.flush()
    found = facts_of(session, ticket_id, now=desk.now())
    return {"html": facts_html(found, who=who, now=desk.now())}
