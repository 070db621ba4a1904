"""What was going on in a chat when a buyer spoke: read beside the words to understand them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from bot.chats.model import NEEDS_PERSON, Situation
from bot.chats.tables import LastTurnRow, MessageRow, TicketRow
from bot.chats.unasked import is_reminder
from bot.chats.waiting_line import holds_bot

BEFORE_WITHIN = timedelta(minutes=30)
BEFORE_CHARS = 200
EARLIER_WITHIN = timedelta(days=1)
EARLIER_MESSAGES = 5
NEARLY_THE_SAME = 80
SHORTEST_REPEATED = 4
MOST_MEANWHILE = 12
# Questions of ours that are answered in several messages (165, then 110斤): one is no whole answer.
TOLD_IN_PARTS = frozenset({"body", "need", "note"})

_ROWS_READ = 20  # five turns of a few bubbles, and what was read as one with the message
_FIGURES = re.compile(r"[a-z0-9]+")
_MESSAGES = MessageRow.__table__
_TICKETS = TicketRow.__table__
_RECENT = (
    select(
        _MESSAGES.c.id,
        _MESSAGES.c.sender,
        _MESSAGES.c.text,
        _MESSAGES.c.at,
        _MESSAGES.c.trace["ranking"].label("ranking"),
        _MESSAGES.c.trace["reason"].label("reason"),
        exists()
        .where(_TICKETS.c.conversation_id == bindparam("of"), holds_bot(_TICKETS.c))
        .label("with_person"),
    )
    .where(
        _MESSAGES.c.conversation_id == bindparam("of"),
        _MESSAGES.c.at >= bindparam("since"),
    )
    .order_by(_MESSAGES.c.id.desc())
    .limit(_ROWS_READ)
)
# What was said to a person: the bot decided on none of it.
_MEANWHILE = (
    select(_MESSAGES.c.text)
    .where(
        _MESSAGES.c.conversation_id == bindparam("of"),
        _MESSAGES.c.sender == "buyer",
        _MESSAGES.c.id < bindparam("before"),
        _MESSAGES.c.id
        > func.coalesce(
            select(LastTurnRow.__table__.c.message_id)
            .where(LastTurnRow.__table__.c.conversation_id == bindparam("of"))
            .scalar_subquery(),
            0,
        ),
    )
    .order_by(_MESSAGES.c.id.desc())
    .limit(MOST_MEANWHILE)
)
_LAST_SAID = (
    select(_MESSAGES.c.trace[("slots", "asked")])
    .where(_MESSAGES.c.conversation_id == bindparam("of"), _MESSAGES.c.sender != "buyer")
    .order_by(_MESSAGES.c.id.desc())
    .limit(1)
)


def situation_of(
    session: Session,
    *,
    conversation_id: str,
    first_id: int,
    text: str,
    at: datetime,
    paid_at: datetime | None,
    drafting: bool = False,
) -> Situation | None:
    """The situation in which `text` was said; None where a person has the chat.

    The text may be of several messages; `first_id` is the first one's. `drafting`: it is asked
    for a suggestion, whoever has the chat.
    """
    rows = session.execute(_RECENT, {"of": conversation_id, "since": at - EARLIER_WITHIN}).all()
    if rows and rows[0].with_person and not drafting:
        return None
    matter = list(takewhile(lambda row: row.sender in ("buyer", "bot"), rows))
    earlier = [row for row in matter if row.sender == "buyer" and row.id < first_id]
    earlier = earlier[:EARLIER_MESSAGES]
    read = [row.ranking for row in matter if row.ranking and earlier and row.id > earlier[-1].id]
    return Situation(
        before=_before(rows, first_id=first_id, since=at - BEFORE_WITHIN),
        paid=paid_at is not None,
        waited_days=None if paid_at is None else max(0, (at - paid_at).days),
        repeats=repeats_among(text, [row.text for row in earlier]),
        worry=round(max(map(_worry, read), default=0.0), 3),
        meanwhile=_meanwhile(session, conversation_id, rows, first_id=first_id, drafting=drafting),
    )


def asks(session: Session, conversation_id: str) -> bool:
    """Whether the last reply put a question to the buyer that one message can answer."""
    asked = session.scalar(_LAST_SAID, {"of": conversation_id}) or {}
    return asked.get("since") == 0 and asked.get("fact") not in TOLD_IN_PARTS


def _meanwhile(
    session: Session, conversation_id: str, rows: Sequence[Any], *, first_id: int, drafting: bool
) -> tuple[str, ...]:
    """What the buyer said to a person since the bot's last turn, oldest first."""
    if not drafting and all(row.sender in ("buyer", "bot") for row in rows):
        return ()
    said = session.scalars(_MEANWHILE, {"of": conversation_id, "before": first_id}).all()
    return tuple(reversed(said))


def _before(rows: Sequence[Any], *, first_id: int, since: datetime) -> str:
    lately = takewhile(lambda row: row.sender != "buyer" or row.id >= first_id, rows)
    ours = (row for row in lately if row.sender in ("bot", "agent"))
    # What was said unasked may be answered hours later.
    said = [row.text for row in ours if row.at >= since or is_reminder(row.reason)]
    return " ".join(reversed(said))[-BEFORE_CHARS:]


def _worry(ranking: Sequence[Any]) -> float:
    """What the intents that call for a person have together.

    The first of a ranking may hold how sure the reading was, to which worry adds: of that no more
    counts than the others leave.
    """
    (first, sure), *others = ranking
    left = 1 - sum(probability for _, probability in others)
    worrying = sum(probability for intent, probability in others if intent in NEEDS_PERSON)
    return worrying + (min(sure, left) if first in NEEDS_PERSON else 0.0)


def repeats_among(text: str, earlier: Sequence[str]) -> int:
    """How many say nearly the same; another size or number is another question."""
    plain = default_process(text)
    if len(plain) < SHORTEST_REPEATED:
        return 0
    figures = _FIGURES.findall(plain)
    return sum(
        fuzz.ratio(plain, other) >= NEARLY_THE_SAME and _FIGURES.findall(other) == figures
        for other in map(default_process, earlier)
    )
