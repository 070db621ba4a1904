"""Taking a chat, answering in it and giving it back: each one transaction, each for one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.chats.log import ChatLog
from bot.chats.model import Message, Reply, Ticket
from bot.chats.tickets import Tickets
from bot.desk.refusals import (
    AlreadyGivenBackError,
    Doubt,
    NoSuchChatError,
    NotTakenError,
    TakenByOtherError,
)
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents

GIVEN_BACK = "utter_given_back"
CLIENT_PREFIX = "desk:"


def take(session: Session, ticket_id: int, *, agent: Agent, at: datetime) -> Ticket:
    """Give a waiting chat to `agent`; taking one's own again changes nothing.

    Raises NoSuchChatError, TakenByOtherError or AlreadyGivenBackError.
    """
    tickets = Tickets(session)
    if tickets.take(ticket_id, login=agent.login, at=at) or tickets.hold(
        ticket_id, login=agent.login
    ):
        return _existing(tickets, ticket_id)
    raise _why_not(session, ticket_id)


def held(session: Session, ticket_id: int, *, agent: Agent) -> Ticket:
    """The ticket, kept in the hands of `agent` until the transaction ends.

    Raises NoSuchChatError, NotTakenError, TakenByOtherError or AlreadyGivenBackError.
    """
    tickets = Tickets(session)
    if not tickets.hold(ticket_id, login=agent.login):
        raise _why_not(session, ticket_id)
    return _existing(tickets, ticket_id)


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
        raise _why_not(session, ticket_id)
    ticket = _existing(tickets, ticket_id)
    if line:
        ChatLog(session).reply(
            ticket.conversation_id, [Reply(line)], answers=None, at=at, sender="system"
        )
    return ticket


def _existing(tickets: Tickets, ticket_id: int) -> Ticket:
    ticket = tickets.get(ticket_id)
    if ticket is None:
        raise NoSuchChatError
    return ticket


def _why_not(
    session: Session, ticket_id: int
) -> NoSuchChatError | NotTakenError | TakenByOtherError | AlreadyGivenBackError:
    ticket = Tickets(session).get(ticket_id)
    if ticket is None:
        return NoSuchChatError()
    if ticket.status == "closed":
        return AlreadyGivenBackError()
    if ticket.status == "waiting":
        return NotTakenError()
    return TakenByOtherError(Agents(session).names().get(ticket.taken_by, ticket.taken_by))
