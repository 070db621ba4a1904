"""The JSON API behind the chat page: read on, send, take, give back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, validator

from bot.chats.model import Message, Ticket
from bot.database.engine import transaction
from bot.desk.access import Actor, SignedIn, TheDesk, Viewer
from bot.desk.answering import CLIENT_PREFIX, GIVEN_BACK, answer, give_back, held, take
from bot.desk.canned import unfilled
from bot.desk.desk import Desk
from bot.desk.inbox import Chat, Inbox
from bot.desk.pages import MAX_ID, TicketId
from bot.desk.refusals import SecondLookError, UnfilledError
from bot.desk.render import foot_html, message_html, note_html
from bot.desk.second_look import answer_doubts
from bot.desk.suggesting import suggested, told
from bot.desk.transcript import Foot, feet_of, notes_of
from bot.desk.words import typed_text
from bot.shop.model.policy import Agent

MAX_ANSWER_CHARS = 2000
MAX_NOTE_CHARS = 500
# A reading, a delivery or a correction comes after its message: so many messages are told again.
FEET_TOLD = 16

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
    """The chat's messages after id `after`, and what else is new in it.

    `feet` is what stands below the latest messages now, `notes` the lines between messages,
    `suggestion` what the bot would say (None for nothing), `chat` who has the chat and types.
    """
    with transaction(desk.database_url) as session:
        chat = Inbox(session).chat(ticket_id)
        feet = feet_of(session, chat.messages, chat.names)
        suggestion = suggested(session, chat.entry.ticket.conversation_id)
    new = [message for message in chat.messages if message.id > after]
    return {
        "messages": [_told(message, feet[message.id], chat.names, desk, who) for message in new],
        "feet": {
            str(message.id): foot_html(message, feet[message.id], who=who)
            for message in chat.messages[-FEET_TOLD:]
        },
        "notes": [
            {"key": note.key, "at": note.at.isoformat(), "html": note_html(note, now=desk.now())}
            for note in notes_of(chat)
        ],
        "suggestion": told(suggestion),
        "chat": _state(chat, desk, who.agent),
    }


@router.post("/messages")
async def send(desk: TheDesk, who: Actor, ticket_id: TicketId, said: Answer) -> dict[str, Any]:
    """Log an answer, then tell the chat process; `pushed` is False if that has to be retried.

    One with something doubtful in it is turned down once, with what it is (SecondLookError).
    """

    def log_it() -> tuple[Message, Chat]:
        with transaction(desk.database_url) as session:
            held(session, ticket_id, agent=who.agent)
            if names := unfilled(said.text):
                raise UnfilledError(names)
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
    desk.typists.stopped(ticket_id)
    pushed = await desk.notifier.pushed(message.conversation_id)
    return {"message": _told(message, Foot(), chat.names, desk, who), "pushed": pushed}


@router.post("/take")
async def take_chat(desk: TheDesk, who: Actor, ticket_id: TicketId) -> dict[str, Any]:
    """Take a waiting chat; the buyer's page says at once who has it."""

    def take_it() -> tuple[Ticket, Chat]:
        with transaction(desk.database_url) as session:
            ticket = take(session, ticket_id, agent=who.agent, at=desk.now())
            return ticket, Inbox(session).chat(ticket_id, after=MAX_ID)

    ticket, chat = await run_in_threadpool(take_it)
    await desk.notifier.pushed(ticket.conversation_id)
    return {"chat": _state(chat, desk, who.agent)}


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
    return {"chat": _state(chat, desk, who.agent), "pushed": pushed}


def _told(
    message: Message, foot: Foot, names: dict[str, str], desk: Desk, who: SignedIn
) -> dict[str, Any]:
    return {
        "id": message.id,
        "client_id": _client_id(message),
        "sender": message.sender,
        "agent": names.get(message.agent, message.agent),
        "text": message.text,
        "at": message.at.isoformat(),
        "intent": None if foot.reading is None else foot.reading.intent,
        "html": message_html(message, foot, names=names, who=who, now=desk.now()),
    }


def _client_id(message: Message) -> str | None:
    """The id the page made up; none where it was written at another place, such as Chatwoot."""
    written = message.external_id or ""
    if message.sender != "agent" or not written.startswith(CLIENT_PREFIX):
        return None
    return written.removeprefix(CLIENT_PREFIX)


def _state(chat: Chat, desk: Desk, agent: Agent) -> dict[str, Any]:
    types = desk.typists.who(chat.entry.ticket.id, now=desk.now())
    return {
        **chat.told_to(agent.login),
        "types": chat.names.get(types, types) if types != agent.login else "",
    }
