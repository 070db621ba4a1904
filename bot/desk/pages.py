"""The desk's pages: the queue and one chat."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from bot.database.engine import transaction
from bot.desk.access import TheDesk, Viewer
from bot.desk.inbox import Inbox
from bot.desk.render import page

MAX_ID = 2**31 - 1
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
    with transaction(desk.database_url) as session:
        inbox = Inbox(session)
        chat = inbox.chat(ticket_id)
        waiting = len(inbox.queue(who.agent.login).waiting)
    return page("chat.html", who=who, chat=chat, names=chat.names, waiting=waiting, now=desk.now())


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
