"""The page of one chat."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from bot.database.engine import transaction
from bot.desk.access import TheDesk, Viewer
from bot.desk.beside_api import colleagues
from bot.desk.buyer_facts import facts_of
from bot.desk.deciding import decision_of, pieces_of
from bot.desk.inbox import Inbox
from bot.desk.pages import TicketId
from bot.desk.render import page
from bot.desk.suggesting import suggested
from bot.desk.transcript import feet_of, notes_of
from bot.desk.words import intents
from bot.shop.repositories.service_modes import ServiceModes

# How long a promise holds where the agent changes nothing.
KEPT_FOR = timedelta(days=2)
# What is no question of a buyer's own, and nothing a person would say it meant.
NOT_PICKED = frozenset({"nlu_fallback"})

router = APIRouter()


@router.get("/chats/{ticket_id}")
def chat_page(desk: TheDesk, who: Viewer, ticket_id: TicketId) -> Response:
    """One chat."""
    now = desk.now()
    with transaction(desk.database_url) as session:
        inbox = Inbox(session)
        chat = inbox.chat(ticket_id)
        facts = facts_of(session, ticket_id, now=now)
        opened = facts.opened
        in_view = opened.conversation.product_id
        return page(
            "chat.html",
            who=who,
            chat=chat,
            names=chat.names,
            waiting=inbox.calling(who.agent.login, now=now),
            now=now,
            promises=opened.ledger.promises(),
            decision=decision_of(chat.entry.ticket, opened.ledger, in_view=in_view),
            pieces=pieces_of(chat.entry.ticket, in_view=in_view),
            kept_until=now.date() + KEPT_FOR,
            facts=facts,
            feet=feet_of(session, chat.messages, chat.names),
            notes=notes_of(chat),
            suggestion=suggested(session, opened.conversation.id),
            mode=ServiceModes(session).at(now),
            colleagues=colleagues(session, who.agent),
            intents={code: words for code, words in intents().items() if code not in NOT_PICKED},
        )
