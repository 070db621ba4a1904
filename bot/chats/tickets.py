"""Hand-overs: opened by a rule or a failure, taken, answered and given back by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.chats.model import Ticket, TicketStatus
from bot.chats.reasons import known_reason
from bot.chats.tables import TicketRow
from bot.database.inserting import insert_if_absent
from bot.errors import EngineError

_OPEN = select(TicketRow).where(
    TicketRow.conversation_id == bindparam("of"), TicketRow.status != "closed"
)


class Tickets:
    """Reads and writes tickets inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(
        self, conversation_id: str, *, reason: str, facts: dict[str, Any], at: datetime
    ) -> Ticket:
        """The conversation's open ticket; a new one if there is none.

        Raises UnknownReason for a code without words.
        """
        insert_if_absent(
            self._session,
            TicketRow,
            conversation_id=conversation_id,
            status="waiting",
            reason=known_reason(reason),
            facts=facts,
            opened_at=at,
        )
        ticket = self.current(conversation_id)
        if ticket is None:
            raise EngineError(f"The ticket of {conversation_id} was closed while it was opened.")
        return ticket

    def current(self, conversation_id: str) -> Ticket | None:
        """The ticket of the conversation that is not closed, if any."""
        row = self._session.scalar(_OPEN, {"of": conversation_id})
        return None if row is None else _ticket_of(row)

    def get(self, ticket_id: int) -> Ticket | None:
        """The ticket with this id."""
        row = self._session.get(TicketRow, ticket_id)
        return None if row is None else _ticket_of(row)

    def listed(self, statuses: Sequence[TicketStatus], *, limit: int = 200) -> tuple[Ticket, ...]:
        """Tickets in these states, the longest waiting first."""
        rows = self._session.scalars(
            select(TicketRow)
            .where(TicketRow.status.in_(list(statuses)))
            .order_by(TicketRow.opened_at)
            .limit(limit)
        )
        return tuple(_ticket_of(row) for row in rows)

    def waiting(self) -> int:
        """How many tickets nobody has taken yet."""
        counted = select(func.count()).where(TicketRow.status == "waiting")
        return self._session.scalar(counted) or 0

    def take(self, ticket_id: int, *, login: str, at: datetime) -> bool:
        """Give a waiting ticket to `login`; False when somebody else was faster."""
        taken = self._session.execute(
            update(TicketRow)
            .where(TicketRow.id == ticket_id, TicketRow.status == "waiting")
            .values(status="taken", taken_by=login, taken_at=at)
            .execution_options(synchronize_session="fetch")
        )
        return bool(taken.rowcount)

    def close(self, ticket_id: int, *, login: str, note: str, at: datetime) -> bool:
        """Give the chat back to the bot; False unless `login` has it."""
        closed = self._session.execute(
            update(TicketRow)
            .where(
                TicketRow.id == ticket_id,
                TicketRow.status == "taken",
                TicketRow.taken_by == login,
            )
            .values(status="closed", closed_at=at, note=note)
            .execution_options(synchronize_session="fetch")
        )
        return bool(closed.rowcount)

    def hold(self, ticket_id: int, *, login: str) -> bool:
        """Keep the ticket from changing hands until the transaction ends; False unless `login`
        has it.
        """
        held = self._session.execute(
            update(TicketRow)
            .where(
                TicketRow.id == ticket_id,
                TicketRow.status == "taken",
                TicketRow.taken_by == login,
            )
            .values(taken_by=login)
            .execution_options(synchronize_session=False)
        )
        return bool(held.rowcount)

    def states(self) -> dict[int, tuple[str, TicketStatus, str]]:
        """Of each ticket that is not closed: its conversation, its status and who has it."""
        rows = self._session.execute(
            select(
                TicketRow.id, TicketRow.conversation_id, TicketRow.status, TicketRow.taken_by
            ).where(TicketRow.status.in_(["waiting", "taken"]))
        )
        return {found: (conversation, status, login) for found, conversation, status, login in rows}

    def closed(self, conversation_id: str, *, limit: int = 10) -> tuple[Ticket, ...]:
        """The conversation's earlier hand-overs, the newest first."""
        rows = self._session.scalars(
            select(TicketRow)
            .where(TicketRow.conversation_id == conversation_id, TicketRow.status == "closed")
            .order_by(TicketRow.id.desc())
            .limit(limit)
        )
        return tuple(_ticket_of(row) for row in rows)


def _ticket_of(row: TicketRow) -> Ticket:
    return Ticket(
        id=row.id,
        conversation_id=row.conversation_id,
        status=row.status,
        reason=row.reason,
        facts=row.facts,
        opened_at=row.opened_at,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        closed_at=row.closed_at,
        note=row.note,
    )
