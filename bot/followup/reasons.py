"""Why orders stay unpaid: what the buyer says, else an agent, else what the chat shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.buyers.chat import Chat, sessions_of
from bot.buyers.lost import Lost, is_for_sale, why_lost
from bot.chats.history import History
from bot.database.inserting import insert_if_absent
from bot.followup.tables import UnpaidReasonRow
from bot.text.masking import mask_personal

ToldBy = Literal["buyer", "agent", "chat"]
MOST_CHARS = 200
_WEAKEST_FIRST: tuple[ToldBy, ...] = ("chat", "agent", "buyer")

# A chat that began so long before the order was placed, or after, may show why it is not paid.
AROUND = timedelta(days=3)

_ROWS = UnpaidReasonRow.__table__


@dataclass(frozen=True)
class UnpaidReason:
    """The reason of one order; `words` are the buyer's, without personal data."""

    order_id: str
    reason: str
    words: str
    told_by: ToldBy
    at: datetime


class Reasons:
    """Reads and writes reasons inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tell(
        self, order_id: str, reason: str, *, words: str = "", told_by: ToldBy, at: datetime
    ) -> None:
        """Keep the reason; a buyer's own word counts most, and what a chat shows least."""
        values = {
            "reason": reason,
            "words": mask_personal(words)[:MOST_CHARS],
            "told_by": told_by,
        }
        is_new = insert_if_absent(
            self._session, UnpaidReasonRow, order_id=order_id, at=at, **values
        )
        if is_new:
            return
        weaker = _WEAKEST_FIRST[: _WEAKEST_FIRST.index(told_by) + 1]
        changed = (_ROWS.c.reason != reason) | (_ROWS.c.words != values["words"])
        self._session.execute(
            update(_ROWS)
            .where(_ROWS.c.order_id == order_id, _ROWS.c.told_by.in_(weaker), changed)
            .values(**values, at=at)
        )

    def of_orders(self, order_ids: Collection[str]) -> dict[str, UnpaidReason]:
        """The reasons of these orders that are known."""
        rows: Any = self._session.execute(
            select(_ROWS).where(_ROWS.c.order_id.in_(list(order_ids)))
        )
        return {
            row.order_id: UnpaidReason(row.order_id, row.reason, row.words, row.told_by, row.at)
            for row in rows
        }


def shown_by_chat(session: Session, ids: Collection[str], *, placed_at: datetime) -> Lost | None:
    """Why the buyer of these ids seems not to pay, by their last chat around the order."""
    chats: list[Chat] = [
        chat
        for transcript in History(session).of_buyer(*ids)
        for chat in sessions_of(transcript.lines)
        if abs(chat.started_at - placed_at) <= AROUND and is_for_sale(chat)
    ]
    last = max(chats, key=lambda chat: chat.ended_at, default=None)
    found = why_lost(last) if last else None
    return found if found is not None and found.reason != "other" else None
