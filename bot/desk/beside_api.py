"""The JSON API of what stands beside a chat: the buyer's facts, canned wording, who types."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.desk.access import Actor, TheDesk, Viewer
from bot.desk.answering import existing
from bot.desk.buyer_facts import facts_of
from bot.desk.canned import filled, values_of
from bot.desk.pages import TicketId
from bot.desk.render import facts_html
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents

router = APIRouter(prefix="/api/chats/{ticket_id}")


@router.get("/facts")
def facts(desk: TheDesk, who: Viewer, ticket_id: TicketId) -> dict[str, Any]:
    """What is known of the buyer now, as the panel shows it."""
    with transaction(desk.database_url) as session:
        found = facts_of(session, ticket_id, now=desk.now())
        return {"html": facts_html(found, who=who, now=desk.now())}


@router.get("/canned")
def canned(desk: TheDesk, who: Viewer, ticket_id: TicketId) -> dict[str, Any]:
    """The owner's sentences, filled with the facts of this chat at this moment."""
    with transaction(desk.database_url) as session:
        found = facts_of(session, ticket_id, now=desk.now())
        values = values_of(found, agent=who.agent, shop=found.opened.shop)
    return {
        "phrases": [
            {
                "letters": each.phrase.letters,
                "title": each.phrase.title,
                "text": each.text,
                "missing": each.missing,
            }
            for each in filled(desk.phrases.all(), values)
        ]
    }


@router.post("/typing")
async def typing(desk: TheDesk, who: Actor, ticket_id: TicketId) -> dict[str, Any]:
    """This agent types in the chat they have: who looks on sees it."""

    def mine() -> str:
        with transaction(desk.database_url) as session:
            ticket = existing(Tickets(session), ticket_id)
            return ticket.conversation_id if ticket.taken_by == who.agent.login else ""

    conversation_id = await run_in_threadpool(mine)
    if conversation_id and desk.typists.note(ticket_id, who.agent.login, at=desk.now()):
        desk.watch.tell_of(conversation_id)
    return {}


def colleagues(session: Session, agent: Agent) -> tuple[Agent, ...]:
    """Who else can take a chat over, in the order of the shop's list."""
    return tuple(
        each
        for each in Agents(session).listed()
        if each.active and each.role != "viewer" and each.login != agent.login
    )
