"""What the bot would say now: shown with its facts, sent by one key as the agent's own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from bot.chats.model import Reply
from bot.chats.suggestions import Suggestion, Suggestions
from bot.database.engine import transaction
from bot.desk.access import Actor, TheDesk
from bot.desk.answering import held
from bot.desk.audit import audit
from bot.desk.desk import Desk
from bot.desk.pages import MAX_ID, TicketId
from bot.desk.reading import reading_of
from bot.desk.refusals import OldSuggestionError
from bot.desk.render import suggestion_html
from bot.desk.words import fact_text
from bot.shop.model.policy import Agent

CONCEDES = ("haggling.",)

router = APIRouter(prefix="/api/chats/{ticket_id}/suggestion")


@dataclass(frozen=True)
class Suggested:
    """A suggestion as an agent reads it; `text` is all that is said, `facts` where it is from.

    `version` is another one for other words; `promises`: sending it may write into the ledger.
    """

    message_id: int
    version: str
    lines: tuple[str, ...]
    goods: tuple[str, ...]
    understood: str
    facts: tuple[tuple[str, str], ...]
    promises: bool

    @property
    def text(self) -> str:
        """What is said, as it would be put into the answer box."""
        return "\n".join(self.lines)


class Sent(BaseModel):
    """The suggestion an agent sends as it is; `client_id` is made up by the page, once."""

    message_id: int = Field(..., ge=1, le=MAX_ID)
    version: str = Field(..., max_length=64)
    client_id: str = Field(..., regex=r"^[0-9A-Za-z-]{8,64}$")


def suggested(session: Session, conversation_id: str) -> Suggested | None:
    """What may be sent to the buyer now; None where nothing is suggested."""
    found = Suggestions(session).newest(conversation_id)
    return None if found is None else _shown(found.message_id, found.digest, found.replies)


@router.post("")
async def send(desk: TheDesk, who: Actor, ticket_id: TicketId, sent: Sent) -> dict[str, Any]:
    """Say the suggestion to the buyer as this agent's words.

    `sent` is False when the bot would say something else by now: `suggestion` is that, and
    nothing was said. Raises OldSuggestionError for one that is not the newest any more.
    """
    suggestion = await run_in_threadpool(_newest, desk, ticket_id, sent, who.agent)
    changed = await desk.acceptor.accept(
        suggestion.message_id,
        login=who.agent.login,
        text=suggestion.text,
        client_id=sent.client_id,
    )
    if not changed:
        await run_in_threadpool(_note, desk, ticket_id, suggestion, who.agent)
        return {"sent": True}
    return {
        "sent": False,
        "suggestion": told(await run_in_threadpool(_now, desk, suggestion, changed)),
    }


def told(suggestion: Suggested | None) -> dict[str, Any] | None:
    """The suggestion for a page's script."""
    if suggestion is None:
        return None
    return {
        "message_id": suggestion.message_id,
        "version": suggestion.version,
        "text": suggestion.text,
        "html": suggestion_html(suggestion),
    }


def _newest(desk: Desk, ticket_id: int, sent: Sent, agent: Agent) -> Suggestion:
    with transaction(desk.database_url) as session:
        ticket = held(session, ticket_id, agent=agent)
        newest = Suggestions(session).newest(ticket.conversation_id)
    if newest is None or (newest.message_id, newest.digest) != (sent.message_id, sent.version):
        raise OldSuggestionError
    return newest


def _now(desk: Desk, before: Suggestion, changed: tuple[Reply, ...]) -> Suggested | None:
    """What is suggested by now: the gateway's newest, else the words it answered with."""
    with transaction(desk.database_url) as session:
        newest = Suggestions(session).newest(before.conversation_id)
    if newest is not None and newest.digest != before.digest:
        return _shown(newest.message_id, newest.digest, newest.replies)
    return _shown(before.message_id, before.digest, changed)


def _note(desk: Desk, ticket_id: int, suggestion: Suggestion, agent: Agent) -> None:
    with transaction(desk.database_url) as session:
        audit(
            session,
            login=agent.login,
            action="suggestion.sent",
            subject=f"ticket:{ticket_id}",
            detail={"message": suggestion.message_id},
            at=desk.now(),
        )


def _shown(message_id: int, version: str, replies: Iterable[Reply]) -> Suggested:
    said = tuple(replies)
    readings = [found for reply in said if (found := reading_of(reply.trace))]
    facts = {name: value for reading in readings for name, value in reading.facts}
    reasons = tuple(dict.fromkeys(reading.reason for reading in readings if reading.reason))
    return Suggested(
        message_id=message_id,
        version=version,
        lines=tuple(reply.text for reply in said if reply.text),
        goods=tuple(
            fact_text(card.get("title")) for reply in said if (card := reply.payload.get("card"))
        ),
        understood=readings[0].intent if readings else "",
        facts=(*facts.items(), *(("依据", reason) for reason in reasons)),
        promises=any(reason.startswith(CONCEDES) for reason in reasons),
    )
