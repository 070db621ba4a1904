"""Who is to answer a chat, and when: assign, transfer, snooze, wake, take the next one.

Each is one guarded change in the caller's transaction, with its line in the audit.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.chats.model import Ticket
from bot.chats.tickets import Tickets
from bot.desk.answering import existing, why_not
from bot.desk.audit import audit
from bot.desk.capacity import room_for_one_more
from bot.desk.refusals import (
    AlreadyGivenBackError,
    MovedError,
    NobodyWaitsError,
    NoSuchPersonError,
    OwnerAssignsError,
)
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents


def assign(session: Session, ticket_id: int, *, to: str, agent: Agent, at: datetime) -> Ticket:
    """Keep a chat for `to`, who takes it by opening it; for nobody in particular where empty.

    An owner may assign any chat to anyone, one that somebody has too; an agent a waiting one to
    themselves, and give up one that is kept for them. Who has it already keeps it. Raises
    OwnerAssignsError, NoSuchPersonError, NoSuchChatError, AlreadyGivenBackError or MovedError.
    """
    tickets = Tickets(session)
    before = existing(tickets, ticket_id)
    if before.status == "closed":
        raise AlreadyGivenBackError
    holder = before.taken_by or before.assigned_to
    if agent.role != "owner" and not (
        (to == agent.login and not holder) or (not to and before.assigned_to == agent.login)
    ):
        raise OwnerAssignsError
    if to:
        _may_take(session, to)
    if to and before.taken_by == to:
        return before
    if not tickets.assign(ticket_id, to=to, holder=holder or None):
        raise MovedError
    _noted(session, ticket_id, agent, "ticket.assigned", at, to=to, before=holder)
    return existing(tickets, ticket_id)


def transfer(
    session: Session, ticket_id: int, *, to: str, note: str, agent: Agent, at: datetime
) -> Ticket:
    """Hand one's own chat over to `to`, with a note that only colleagues read.

    Nobody else can take it meanwhile. Raises NoSuchPersonError, and as `answering.held` does.
    """
    if to == agent.login:
        raise NoSuchPersonError
    colleague = _may_take(session, to)
    tickets = Tickets(session)
    line = f"{_called(agent)} 转给 {_called(colleague)}" + (f"：{note}" if note else "")
    if not tickets.transfer(ticket_id, login=agent.login, to=to, note=line):
        raise why_not(session, ticket_id)
    _noted(session, ticket_id, agent, "ticket.transferred", at, to=to, noted=bool(note))
    return existing(tickets, ticket_id)


def snooze(
    session: Session, ticket_id: int, *, until: datetime, agent: Agent, at: datetime
) -> Ticket:
    """Put one's own chat, or one kept for oneself, out of sight; the buyer's message wakes it.

    Raises as `answering.held` does.
    """
    tickets = Tickets(session)
    if not tickets.snooze(ticket_id, login=agent.login, until=until):
        raise why_not(session, ticket_id)
    _noted(session, ticket_id, agent, "ticket.snoozed", at, until=until)
    return existing(tickets, ticket_id)


def wake(session: Session, ticket_id: int, *, agent: Agent, at: datetime) -> Ticket:
    """Bring a chat back into sight; one that is in sight stays as it is. Anybody may."""
    tickets = Tickets(session)
    if tickets.wake(ticket_id):
        _noted(session, ticket_id, agent, "ticket.woken", at)
    return existing(tickets, ticket_id)


def take_next(session: Session, *, agent: Agent, at: datetime) -> Ticket:
    """Take the longest waiting chat that is kept for `agent` or for nobody.

    Raises NobodyWaitsError or HandsFullError.
    """
    room_for_one_more(session, agent.login, at=at)
    ticket = Tickets(session).take_next(login=agent.login, at=at)
    if ticket is None:
        raise NobodyWaitsError
    _noted(session, ticket.id, agent, "ticket.taken", at, next=True)
    return ticket


def _may_take(session: Session, login: str) -> Agent:
    agent = Agents(session).get(login)
    if agent is None or not agent.active or agent.role == "viewer":
        raise NoSuchPersonError
    return agent


def _called(agent: Agent) -> str:
    return agent.name or agent.login


def _noted(
    session: Session, ticket_id: int, agent: Agent, action: str, at: datetime, **detail: object
) -> None:
    audit(
        session,
        login=agent.login,
        action=action,
        subject=f"ticket:{ticket_id}",
        detail=detail,
        at=at,
    )
