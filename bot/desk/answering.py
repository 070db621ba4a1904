"""Taking a chat, answering in it and giving it back: each one transaction, each for one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.chats.log import ChatLog
from bot.chats.model import Message, Reply, Ticket
from bot.chats.tickets import Tickets
from bot.desk.audit import audit
from bot.desk.capacity import room_for_one_more
from bot.desk.refusals import (
    AlreadyGivenBackError,
    Doubt,
    KeptForOtherError,
    NoSuchChatError,
    NotTakenError,
    RefusedError,
    TakenByOtherError,
)
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents

GIVEN_BACK = "utter_given_back"
CLIENT_PREFIX = "desk:"


def take(session: Session, ticket_id: int, *, agent: Agent, at: datetime) -> Ticket:
    """Give a waiting chat to `agent`; taking one's own again changes nothing.

    Raises NoSuchChatError, TakenByOtherError, KeptForOtherError, AlreadyGivenBackError, or
    HandsFullError for one that was not kept for them.
    """
    tickets = Tickets(session)
    waiting = tickets.get(ticket_id)
    if waiting is not None and waiting.status == "waiting" and not waiting.assigned_to:
        room_for_one_more(session, agent.login, at=at)
    if tickets.take(ticket_id, login=agent.login, at=at):
        _noted(session, ticket_id, agent, "ticket.taken", at)
    elif not tickets.hold(ticket_id, login=agent.login):
        raise why_not(session, ticket_id)
    return existing(tickets, ticket_id)


def held(session: Session, ticket_id: int, *, agent: Agent) -> Ticket:
    """The ticket, kept in the hands of `agent` until the transaction ends.

    Raises NoSuchChatError, NotTakenError, TakenByOtherError or AlreadyGivenBackError.
    """
    tickets = Tickets(session)
    if not tickets.hold(ticket_id, login=agent.login):
        raise why_not(session, ticket_id)
    return existing(tickets, ticket_id)


def answer(
    session: Session,
    ticket_id: int,
    text: str,
    *,
    agent: Agent,
    client_id: str,
    at: datetime,
    doubts: Sequence[Doubt] = (),
) -> Message:
    """Log what `agent` says to the buyer, once per `client_id`; in spite of `doubts`, if any.

    Raises NoSuchChatError, NotTakenError, TakenByOtherError or AlreadyGivenBackError.
    """
    return ChatLog(session).agent_message(
        held(session, ticket_id, agent=agent).conversation_id,
        text,
        agent=agent.login,
        external_id=CLIENT_PREFIX + client_id,
        at=at,
        trace={"anyway": [[doubt.code, doubt.found] for doubt in doubts]} if doubts else {},
    )


def give_back(
    session: Session, ticket_id: int, *, agent: Agent, note: str, line: str, at: datetime
) -> Ticket:
    """Close the ticket, so that the bot answers again, and tell the buyer with `line` if any.

    Raises NoSuchChatError, NotTakenError, TakenByOtherError or AlreadyGivenBackError.
    """
    tickets = Tickets(session)
    if not tickets.close(ticket_id, login=agent.login, note=note, at=at):
        raise why_not(session, ticket_id)
    _noted(session, ticket_id, agent, "ticket.given_back", at, noted=bool(note))
    ticket = existing(tickets, ticket_id)
    if line:
        ChatLog(session).reply(
            ticket.conversation_id, [Reply(line)], answers=None, at=at, sender="system"
        )
    return ticket


def existing(tickets: Tickets, ticket_id: int) -> Ticket:
    """The ticket with this id; raises NoSuchChatError."""
    ticket = tickets.get(ticket_id)
    if ticket is None:
        raise NoSuchChatError
    return ticket


def why_not(session: Session, ticket_id: int) -> RefusedError:
    """Why somebody may not do with a chat what only the one who has it may."""
    ticket = Tickets(session).get(ticket_id)
    if ticket is None:
        return NoSuchChatError()
    if ticket.status == "closed":
        return AlreadyGivenBackError()
    names = Agents(session).names()
    if ticket.status == "taken":
        return TakenByOtherError(names.get(ticket.taken_by, ticket.taken_by))
    if ticket.assigned_to:
        return KeptForOtherError(names.get(ticket.assigned_to, ticket.assigned_to))
    return NotTakenError()


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
