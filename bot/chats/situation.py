"""What was going on in a chat when a buyer spoke: read beside the words to understand them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from bot.chats.tables import MessageRow, TicketRow

BEFORE_WITHIN = timedelta(minutes=30)
BEFORE_CHARS = 200
EARLIER_WITHIN = timedelta(days=1)
EARLIER_MESSAGES = 5
NEARLY_THE_SAME = 80
SHORTEST_REPEATED = 4
WORRYING = frozenset({"after_sales", "complain", "request_human"})

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
        exists()
        .where(_TICKETS.c.conversation_id == bindparam("of"), _TICKETS.c.status != "closed")
        .label("with_person"),
    )
    .where(
        _MESSAGES.c.conversation_id == bindparam("of"),
        _MESSAGES.c.at >= bindparam("since"),
    )
    .order_by(_MESSAGES.c.id.desc())
    .limit(_ROWS_READ)
)


@dataclass(frozen=True)
class Situation:
    """What surrounds a buyer's message.

    before: what bot or agent said since the buyer's turn before, its last 200 characters, empty
    after half an hour. paid: whether a paid order is under way; waited_days: whole days since it
    was paid. Of the buyer's five messages before, of one day: repeats: how many say nearly the
    same; worry: the highest probability, 0 to 1, of trouble or a wish for a person.
    """

    before: str = ""
    paid: bool = False
    waited_days: int | None = None
    repeats: int = 0
    worry: float = 0.0


def situation_of(
    session: Session,
    *,
    conversation_id: str,
    first_id: int,
    text: str,
    at: datetime,
    paid_at: datetime | None,
) -> Situation | None:
    """The situation in which `text` was said; None where a person has the chat.

    The text may be of several messages; `first_id` is the first one's.
    """
    rows = session.execute(_RECENT, {"of": conversation_id, "since": at - EARLIER_WITHIN}).all()
    if rows and rows[0].with_person:
        return None
    said: list[str] = []
    earlier: list[str] = []
    worry = 0.0
    for row in rows:
        if row.sender == "buyer":
            if row.id < first_id:
                earlier.append(row.text)
            if len(earlier) == EARLIER_MESSAGES:
                break
        elif row.sender in ("bot", "agent"):
            if not earlier and row.at >= at - BEFORE_WITHIN:
                said.append(row.text)
            worry = max(worry, _worry(row.ranking or ()))
    return Situation(
        before=" ".join(reversed(said))[-BEFORE_CHARS:],
        paid=paid_at is not None,
        waited_days=None if paid_at is None else max(0, (at - paid_at).days),
        repeats=_repeats(text, earlier),
        worry=round(worry, 3),
    )


def _worry(ranking: Sequence[Any]) -> float:
    return sum(probability for intent, probability in ranking if intent in WORRYING)


def _repeats(text: str, earlier: Sequence[str]) -> int:
    """How many say nearly the same; another size or number is another question."""
    plain = default_process(text)
    if len(plain) < SHORTEST_REPEATED:
        return 0
    figures = _FIGURES.findall(plain)
    return sum(
        fuzz.ratio(plain, other) >= NEARLY_THE_SAME and _FIGURES.findall(other) == figures
        for other in map(default_process, earlier)
    )
