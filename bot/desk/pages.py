"""The desk's pages: the queue."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response

from bot.database.engine import transaction
from bot.desk.access import SignedIn, TheDesk, Viewer
from bot.desk.clock import clocks_in
from bot.desk.desk import Desk
from bot.desk.inbox import Inbox, Wish
from bot.desk.render import page
from bot.desk.words import typed_text

MAX_ID = 2**31 - 1
# How many chats of each part are shown at first, and at most.
SHOWN, SHOWN_AT_MOST = 60, 1000
TicketId = Annotated[int, Path(ge=1, le=MAX_ID)]
Whose = Literal["", "mine", "others"]
Words = Annotated[str, Query(max_length=60)]
Shown = Annotated[int, Query(ge=1, le=SHOWN_AT_MOST)]

router = APIRouter()


@router.get("/")
def queue_page(
    desk: TheDesk,
    who: Viewer,
    reason: Words = "",
    channel: Words = "",
    q: Words = "",
    whose: Whose = "",
    shown: Shown = SHOWN,
) -> Response:
    """The queue; the query says which of its chats."""
    wish = Wish(typed_text(reason), typed_text(channel), typed_text(q))
    return _queue(desk, who, wish, whose, shown, template="queue.html")


@router.get("/queue")
def queue_part(
    desk: TheDesk,
    who: Viewer,
    reason: Words = "",
    channel: Words = "",
    q: Words = "",
    whose: Whose = "",
    shown: Shown = SHOWN,
) -> Response:
    """The lists of the queue alone, for the open page to take in."""
    wish = Wish(typed_text(reason), typed_text(channel), typed_text(q))
    return _queue(desk, who, wish, whose, shown, template="_queue.html")


def _queue(
    desk: Desk, who: SignedIn, wish: Wish, whose: Whose, shown: int, *, template: str
) -> Response:
    now = desk.now()
    with transaction(desk.database_url) as session:
        inbox = Inbox(session, clocks=clocks_in(session, desk.limits, now=now))
        queue = inbox.queue(who.agent.login, wish, now=now)
    asked = {"reason": wish.reason, "channel": wish.channel, "q": wish.text, "whose": whose}

    def address(**other: str | int) -> str:
        """The queue's address with some of what is asked for changed."""
        wanted = {name: value for name, value in {**asked, **other}.items() if value}
        return "/" + (f"?{urlencode(wanted)}" if wanted else "")

    return page(
        template,
        who=who,
        queue=queue,
        waiting=queue.calling,
        asked=asked,
        address=address,
        shown=shown,
        more=min(SHOWN_AT_MOST, shown * 4),
        now=now,
    )
