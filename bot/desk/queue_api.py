"""The JSON API of the queue: assign, transfer, snooze, wake, take the next chat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, validator
from sqlalchemy.orm import Session

from bot.chats.model import Ticket
from bot.database.engine import transaction
from bot.desk.access import Actor, SignedIn, TheDesk, Viewer
from bot.desk.assigning import assign, snooze, take_next, transfer, wake
from bot.desk.clock import clocks_in
from bot.desk.desk import Desk
from bot.desk.inbox import Inbox
from bot.desk.opening import opens_on_a_later_day
from bot.desk.pages import MAX_ID, TicketId
from bot.desk.words import typed_text
from bot.shop.repositories.selling import Terms

MAX_LOGIN_CHARS = 40
MAX_NOTE_CHARS = 500

router = APIRouter(prefix="/api")


class Whom(BaseModel):
    """Who is to take the chat, by login; empty: nobody in particular."""

    to: str = Field("", max_length=MAX_LOGIN_CHARS)

    @validator("to")
    @classmethod
    def _storable(cls, text: str) -> str:
        return typed_text(text)


class Handed(Whom):
    """Who is to take the chat over, and what only colleagues read."""

    note: str = Field("", max_length=MAX_NOTE_CHARS)

    @validator("note")
    @classmethod
    def _storable_note(cls, text: str) -> str:
        return typed_text(text)


class Span(BaseModel):
    """How long a chat is out of sight: ten minutes, an hour, until a later day's opening."""

    until: Literal["10m", "1h", "tomorrow"]


@router.post("/chats/{ticket_id}/assign")
async def assign_chat(desk: TheDesk, who: Actor, ticket_id: TicketId, whom: Whom) -> dict[str, Any]:
    """Keep a chat for somebody, who takes it by opening it."""
    return await _changed(
        desk,
        who,
        lambda session: assign(session, ticket_id, to=whom.to, agent=who.agent, at=desk.now()),
    )


@router.post("/chats/{ticket_id}/transfer")
async def transfer_chat(
    desk: TheDesk, who: Actor, ticket_id: TicketId, handed: Handed
) -> dict[str, Any]:
    """Hand one's own chat over to a colleague."""
    return await _changed(
        desk,
        who,
        lambda session: transfer(
            session, ticket_id, to=handed.to, note=handed.note, agent=who.agent, at=desk.now()
        ),
    )


@router.post("/chats/{ticket_id}/snooze")
async def snooze_chat(desk: TheDesk, who: Actor, ticket_id: TicketId, span: Span) -> dict[str, Any]:
    """Put one's own chat out of sight for a while."""

    def change(session: Session) -> Ticket:
        now = desk.now()
        if span.until == "tomorrow":
            until = opens_on_a_later_day(Terms(session).hours(), now)
        else:
            until = now + timedelta(minutes=10 if span.until == "10m" else 60)
        return snooze(session, ticket_id, until=until, agent=who.agent, at=now)

    return await _changed(desk, who, change)


@router.post("/chats/{ticket_id}/wake")
async def wake_chat(desk: TheDesk, who: Actor, ticket_id: TicketId) -> dict[str, Any]:
    """Bring a snoozed chat back into sight."""
    return await _changed(
        desk, who, lambda session: wake(session, ticket_id, agent=who.agent, at=desk.now())
    )


@router.get("/chats/{ticket_id}/clock")
def clock(desk: TheDesk, _who: Viewer, ticket_id: TicketId) -> dict[str, Any]:
    """The chat's response clock; `since` is None where the buyer waits for nothing.

    since, deadline and now are milliseconds since 1970; deadline is None where the clock stands
    still or none runs; limit is in seconds.
    """
    now = desk.now()
    with transaction(desk.database_url) as session:
        inbox = Inbox(session, clocks=clocks_in(session, desk.limits, now=now))
        found = inbox.chat(ticket_id, after=MAX_ID).entry.clock
    told: dict[str, Any] = {"now": _ms(now), "since": None}
    if found is not None:
        runs = found.left is not None and found.runs
        told |= {
            "since": _ms(found.since),
            "limit": found.limit,
            "deadline": _ms(now) + (found.left or 0) * 1000 if runs else None,
            "level": found.level,
            "words": found.words,
        }
    return told


@router.post("/take-next")
async def take_the_next(desk: TheDesk, who: Actor) -> dict[str, Any]:
    """Take the longest waiting chat that is mine or nobody's; `ticket_id` says which."""

    def take_it() -> Ticket:
        with transaction(desk.database_url) as session:
            return take_next(session, agent=who.agent, at=desk.now())

    ticket = await run_in_threadpool(take_it)
    await desk.notifier.pushed(ticket.conversation_id)
    return {"ticket_id": ticket.id}


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


async def _changed(
    desk: Desk, who: SignedIn, change: Callable[[Session], Ticket]
) -> dict[str, Any]:
    """Make the change, then have the buyer's page say who has the chat now."""

    def make_it() -> tuple[Ticket, dict[str, Any]]:
        with transaction(desk.database_url) as session:
            ticket = change(session)
            chat = Inbox(session).chat(ticket.id, after=MAX_ID)
            return ticket, chat.told_to(who.agent.login)

    ticket, told = await run_in_threadpool(make_it)
    await desk.notifier.pushed(ticket.conversation_id)
    return {"chat": told}
