"""The desk's pages: the queue and one chat."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.orm import Session

from bot.buyers import Profile, profile
from bot.database.engine import transaction
from bot.desk.access import TheDesk, Viewer
from bot.desk.deciding import decision_of, pieces_of
from bot.desk.inbox import Inbox
from bot.desk.ledger import open_ledger
from bot.desk.render import page
from bot.errors import ShopDataError

MAX_ID = 2**31 - 1
# How long a promise holds where the agent changes nothing.
KEPT_FOR = timedelta(days=2)
TicketId = Annotated[int, Path(ge=1, le=MAX_ID)]

router = APIRouter()


@router.get("/")
def queue_page(desk: TheDesk, who: Viewer) -> Response:
    """The queue."""
    return _queue(desk, who, template="queue.html")


@router.get("/queue")
def queue_part(desk: TheDesk, who: Viewer) -> Response:
    """The lists of the queue alone, for the open page to take in."""
    return _queue(desk, who, template="_queue.html")


@router.get("/chats/{ticket_id}")
def chat_page(desk: TheDesk, who: Viewer, ticket_id: TicketId) -> Response:
    """One chat."""
    now = desk.now()
    with transaction(desk.database_url) as session:
        inbox = Inbox(session)
        chat = inbox.chat(ticket_id)
        waiting = len(inbox.queue(who.agent.login).waiting)
        opened = open_ledger(session, ticket_id, now=now)
        in_view = opened.conversation.product_id
        return page(
            "chat.html",
            who=who,
            chat=chat,
            names=chat.names,
            waiting=waiting,
            now=now,
            promises=opened.ledger.promises(),
            decision=decision_of(chat.entry.ticket, opened.ledger, in_view=in_view),
            pieces=pieces_of(chat.entry.ticket, in_view=in_view),
            kept_until=now.date() + KEPT_FOR,
            profile=_profile(session, opened.conversation.buyer_id, now),
        )


def _profile(session: Session, buyer_id: str, now: datetime) -> Profile | None:
    try:
        return profile(session, buyer_id, now)
    except ShopDataError:  # no policy yet: nothing says from how many orders on one is a VIP
        return None


def _queue(desk: TheDesk, who: Viewer, *, template: str) -> Response:
    with transaction(desk.database_url) as session:
        queue = Inbox(session).queue(who.agent.login)
    return page(
        template,
        who=who,
        queue=queue,
        waiting=len(queue.waiting),
        late_seconds=desk.answer_within_minutes() * 60,
        now=desk.now(),
    )
