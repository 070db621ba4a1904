"""The JSON API behind the chat page: read on, send, take, give back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, validator

from bot.chats.model import Message, Ticket
from bot.database.engine import transaction
from bot.desk.access import Actor, TheDesk, Viewer
from bot.desk.answering import CLIENT_PREFIX, GIVEN_BACK, answer, give_back, held, take
from bot.desk.desk import Desk
from bot.desk.inbox import Chat, Inbox
from bot.desk.pages import MAX_ID, TicketId
from bot.desk.reading import reading_of
from bot.desk.refusals import SecondLookError
from bot.desk.render import message_html
from bot.desk.second_look import answer_doubts
from bot.desk.words import typed_text
from bot.shop.model.policy import Agent

MAX_ANSWER_CHARS = 2000
MAX_NOTE_CHARS = 500

router = APIRouter(prefix="/api/chats/{ticket_id}")


class Answer(BaseModel):
    """What an agent says; `client_id` is made up by the page, once per answer.

    `anyway`: the agent has seen what is doubtful in it.
    """

    text: str = Field(..., max_length=MAX_ANSWER_CHARS)
    anyway: bool = False
    client_id: str = Field(..., regex=r"^[0-9A-Za-z-]{8,64}$")

    @validator("text")
    @classmethod
    def _something(cls, text: str) -> str:
        typed = typed_text(text)
        if not typed:
            raise ValueError("empty")
        return typed


class Note(BaseModel):
    """What an agent leaves for the next one when giving a chat back."""

    note: str = Field("", max_length=MAX_NOTE_CHARS)

    @validator("note")
    @classmethod
    def _storable(cls, note: str) -> str:
        return typed_text(note)


@router.get("/messages")
def messages(
    desk: TheDesk,
    who: Viewer,
    ticket_id: TicketId,
    after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
) -> dict[str, Any]:
    """The chat's messages after id `after` and who has the chat now."""
    with transaction(desk.database_url) as session:
        chat = Inbox(session).chat(ticket_id, after=after)
    return {
        "messages": [_told(message, chat.names, desk) for message in chat.messages],
        "chat": _state(chat, who.agent),
    }


@router.post("/messages")
async def send(desk: TheDesk, who: Actor, ticket_id: TicketId, said: Answer) -> dict[str, Any]:
    """Log an answer, then tell the chat process; `pushed` is False if that has to be retried.

    One with something doubtful in it is turned down once, with what it is (SecondLookError).
    """

    def log_it() -> tuple[Message, Chat]:
        with transaction(desk.database_url) as session:
            held(session, ticket_id, agent=who.agent)
            doubts = answer_doubts(session, ticket_id, said.text, desk=desk)
            if doubts and not said.anyway:
                raise SecondLookError(doubts)
            message = answer(
                session,
                ticket_id,
                said.text,
                agent=who.agent,
                client_id=said.client_id,
                at=desk.now(),
                doubts=doubts,
            )
            return message, Inbox(session).chat(ticket_id, after=message.id)

    message, chat = await run_in_threadpool(log_it)
    pushed = await desk.notifier.pushed(message.conversation_id)
    return {"message": _told(message, chat.names, desk), "pushed": pushed}


@router.post("/take")
async def take_chat(desk: TheDesk, who: Actor, ticket_id: TicketId) -> dict[str, Any]:
    """Take a waiting chat."""

    def take_it() -> Chat:
        with transaction(desk.database_url) as session:
            take(session, ticket_id, agent=who.agent, at=desk.now())
            return Inbox(session).chat(ticket_id, after=MAX_ID)

    return {"chat": _state(await run_in_threadpool(take_it), who.agent)}


@router.post("/give-back")
async def give_chat_back(
    desk: TheDesk, who: Actor, ticket_id: TicketId, left: Note
) -> dict[str, Any]:
    """Give the chat back to the bot and tell the buyer."""

    def close_it() -> tuple[Ticket, Chat]:
        line = desk.line(GIVEN_BACK, {"agent": who.agent.name})
        with transaction(desk.database_url) as session:
            ticket = give_back(
                session, ticket_id, agent=who.agent, note=left.note, line=line, at=desk.now()
            )
            return ticket, Inbox(session).chat(ticket_id, after=MAX_ID)

    ticket, chat = await run_in_threadpool(close_it)
    pushed = await desk.notifier.pushed(ticket.conversation_id)
    return {"chat": _state(chat, who.agent), "pushed": pushed}


def _told(message: Message, names: dict[str, str], desk: Desk) -> dict[str, Any]:
    reading = reading_of(message)
    return {
        "id": message.id,
        "client_id": _client_id(message),
        "sender": message.sender,
        "agent": names.get(message.agent, message.agent),
        "text": message.text,
        "at": message.at.isoformat(),
        "intent": None if reading is None else reading.intent,
        "html": message_html(message, names=names, now=desk.now()),
    }


def _client_id(message: Message) -> str | None:
    if message.sender != "agent" or message.external_id is None:
        return None
    return message.external_id.removeprefix(CLIENT_PREFIX)


def _state(chat: Chat, agent: Agent) -> dict[str, Any]:
    return {
        "state": chat.state_for(agent.login),
        "agent": chat.entry.agent,
        "current_ticket_id": chat.current_ticket_id,
    }
