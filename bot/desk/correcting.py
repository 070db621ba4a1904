"""What a message meant, in a person's word: kept for learning, nothing in the chat follows it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, validator
from sqlalchemy.orm import Session

from bot.chats.corrections import Corrections
from bot.chats.model import Message
from bot.database.engine import transaction
from bot.desk.access import Actor, TheDesk
from bot.desk.audit import audit
from bot.desk.inbox import Inbox
from bot.desk.pages import MAX_ID, TicketId
from bot.desk.reading import UNSURE
from bot.desk.refusals import NoSuchMessageError
from bot.desk.render import foot_html
from bot.desk.transcript import feet_of
from bot.desk.words import intents

MessageId = Annotated[int, Path(ge=1, le=MAX_ID)]
router = APIRouter(prefix="/api/chats/{ticket_id}/messages/{message_id}/meaning")


class Meaning(BaseModel):
    """The intent a message had, by its code; empty: the word said before is taken back."""

    meant: str = ""

    @validator("meant")
    @classmethod
    def _known(cls, meant: str) -> str:
        if meant and (meant not in intents() or meant == UNSURE):
            raise ValueError("no such intent")
        return meant


@router.post("")
def correct(
    desk: TheDesk, who: Actor, ticket_id: TicketId, message_id: MessageId, word: Meaning
) -> dict[str, Any]:
    """Keep or take back what this person says the message meant; `foot` is how it is shown."""
    with transaction(desk.database_url) as session:
        chat = Inbox(session).chat(ticket_id)
        message = next((m for m in chat.messages if m.id == message_id), None)
        if message is None or message.sender != "buyer":
            raise NoSuchMessageError
        reading = feet_of(session, chat.messages, chat.names)[message_id].reading
        read_as = reading.code if reading else ""
        _keep(session, message, word.meant, read_as=read_as, login=who.agent.login, desk=desk)
        foot = feet_of(session, chat.messages, chat.names)[message_id]
        return {"id": message_id, "foot": foot_html(message, foot, who=who)}


def _keep(
    session: Session, message: Message, meant: str, *, read_as: str, login: str, desk: TheDesk
) -> None:
    corrections, now = Corrections(session), desk.now()
    if meant:
        corrections.say(message.id, login=login, read_as=read_as, meant=meant, at=now)
    elif not corrections.take_back(message.id, login=login):
        return
    audit(
        session,
        login=login,
        action="reading.corrected" if meant else "reading.uncorrected",
        subject=f"message:{message.id}",
        detail={"read_as": read_as, "meant": meant} if meant else {},
        at=now,
    )
