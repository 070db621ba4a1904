"""Hand-overs: opened by a rule or a failure, taken, answered and given back by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from bot.chats.model import Ticket, TicketStatus
from bot.chats.reasons import known_reason
from bot.chats.tables import TicketRow
from bot.chats.waiting_line import BY_MODE
from bot.database.inserting import insert_if_absent
from bot.errors import EngineError

# How many of the longest waiting are tried, one after the other, when several people take at once.
_TRIED = 30
_TICKETS = TicketRow.__table__
# Read as a plain row: an object of the mapper costs several times as much, and every turn asks.
_OPEN = select(_TICKETS).where(
    _TICKETS.c.conversation_id == bindparam("of"), _TICKETS.c.status != "closed"
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
        if ticket.reason in BY_MODE and reason not in BY_MODE:
            return self._reopened(ticket, reason=reason, facts=facts)
        return ticket

    def current(self, conversation_id: str) -> Ticket | None:
        """The ticket of the conversation that is not closed, if any."""
        row = self._session.execute(_OPEN, {"of": conversation_id}).first()
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
        """Give a waiting ticket to `login`; False when it is meant for somebody else, or somebody
        else was faster.
        """
        return self._change(
            TicketRow.id == ticket_id,
            TicketRow.status == "waiting",
            TicketRow.assigned_to.in_(["", login]),
            status="taken",
            taken_by=login,
            taken_at=at,
            assigned_to="",
            snoozed_until=None,
        )

    def take_next(self, *, login: str, at: datetime) -> Ticket | None:
        """Give `login` the longest waiting ticket that is meant for them or for nobody.

        None when there is none. Of several people at once each gets another one.
        """
        longest = (
            select(TicketRow.id)
            .where(
                TicketRow.status == "waiting",
                TicketRow.assigned_to.in_(["", login]),
                or_(TicketRow.snoozed_until.is_(None), TicketRow.snoozed_until <= at),
            )
            .order_by(TicketRow.opened_at, TicketRow.id)
            .limit(_TRIED)
        )
        for ticket_id in self._session.scalars(longest).all():
            if self.take(ticket_id, login=login, at=at):
                return self.get(ticket_id)
        return None

    def assign(self, ticket_id: int, *, to: str, holder: str | None = None) -> bool:
        """Keep a ticket that is not closed for `to`, who has still to take it; for nobody when
        `to` is empty.

        False unless it waits for nobody in particular or for `to`; with a `holder`, unless that
        person has it or it is kept for them: then it waits again, as long as it has so far.
        """
        if holder is None:
            still = (TicketRow.status == "waiting") & TicketRow.assigned_to.in_(["", to])
        else:
            still = _in_hands_of(holder)
        return self._change(
            TicketRow.id == ticket_id,
            still,
            status="waiting",
            taken_by="",
            taken_at=None,
            assigned_to=to,
            snoozed_until=None,
        )

    def transfer(self, ticket_id: int, *, login: str, to: str, note: str) -> bool:
        """Hand a ticket over to `to`, who has still to take it; False unless `login` has it."""
        return self._change(
            TicketRow.id == ticket_id,
            TicketRow.status == "taken",
            TicketRow.taken_by == login,
            status="waiting",
            taken_by="",
            taken_at=None,
            assigned_to=to,
            snoozed_until=None,
            note=_with(note),
        )

    def snooze(self, ticket_id: int, *, login: str, until: datetime) -> bool:
        """Put a ticket out of sight until then, or until the buyer writes; False unless `login`
        has it or it is kept for them.
        """
        return self._change(TicketRow.id == ticket_id, _in_hands_of(login), snoozed_until=until)

    def wake(self, ticket_id: int) -> bool:
        """Bring a snoozed ticket back into sight; False when it is not snoozed."""
        return self._change(
            TicketRow.id == ticket_id,
            TicketRow.status != "closed",
            TicketRow.snoozed_until.is_not(None),
            snoozed_until=None,
        )

    def wake_all_of(self, conversation_id: str) -> None:
        """The buyer wrote: what was snoozed is in sight again."""
        self._change(
            TicketRow.conversation_id == conversation_id,
            TicketRow.status != "closed",
            TicketRow.snoozed_until.is_not(None),
            snoozed_until=None,
        )

    def replied(self, conversation_id: str, *, at: datetime) -> bool:
        """Note a person's first message since the ticket was opened; False if there was one."""
        return self._change(
            TicketRow.conversation_id == conversation_id,
            TicketRow.status != "closed",
            TicketRow.first_reply_at.is_(None),
            first_reply_at=at,
        )

    def close(self, ticket_id: int, *, login: str, note: str, at: datetime) -> bool:
        """Give the chat back to the bot; False unless `login` has it."""
        return self._change(
            TicketRow.id == ticket_id,
            TicketRow.status == "taken",
            TicketRow.taken_by == login,
            status="closed",
            closed_at=at,
            snoozed_until=None,
            note=_with(note),
        )

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

    def states(self, *, at: datetime | None = None) -> dict[int, tuple[str, str, str]]:
        """Of each ticket that is not closed: its conversation, its status (snoozed, where it is
        out of sight `at` that moment) and who has it or is to take it.
        """
        rows = self._session.execute(
            select(
                TicketRow.id,
                TicketRow.conversation_id,
                TicketRow.status,
                TicketRow.taken_by,
                TicketRow.assigned_to,
                TicketRow.snoozed_until,
            ).where(TicketRow.status.in_(["waiting", "taken"]))
        )
        return {
            row.id: (
                row.conversation_id,
                "snoozed" if at and row.snoozed_until and row.snoozed_until > at else row.status,
                row.taken_by or row.assigned_to,
            )
            for row in rows
        }

    def closed(self, conversation_id: str, *, limit: int = 10) -> tuple[Ticket, ...]:
        """The conversation's earlier hand-overs, the newest first."""
        rows = self._session.scalars(
            select(TicketRow)
            .where(TicketRow.conversation_id == conversation_id, TicketRow.status == "closed")
            .order_by(TicketRow.id.desc())
            .limit(limit)
        )
        return tuple(_ticket_of(row) for row in rows)

    def _reopened(self, ticket: Ticket, *, reason: str, facts: dict[str, Any]) -> Ticket:
        """A ticket that the hour opened has a better reason now; it keeps its place."""
        self._change(
            TicketRow.id == ticket.id,
            TicketRow.status != "closed",
            reason=reason,
            facts={**ticket.facts, **facts},
            told_busy_at=None,
        )
        return self.get(ticket.id) or ticket

    def _change(self, *still: Any, **values: Any) -> bool:
        """One guarded update: whether the ticket still was as `still` says."""
        done = self._session.execute(
            update(TicketRow)
            .where(*still)
            .values(**values)
            .execution_options(synchronize_session="fetch")
        )
        return bool(done.rowcount)


def _in_hands_of(login: str) -> Any:
    return or_(
        (TicketRow.status == "taken") & (TicketRow.taken_by == login),
        (TicketRow.status == "waiting") & (TicketRow.assigned_to == login),
    )


def _with(note: str) -> Any:
    """The ticket's note with a line more; as it is where `note` is empty."""
    if not note:
        return TicketRow.note
    return case((TicketRow.note == "", note), else_=TicketRow.note + "\n" + note)


def _ticket_of(row: Any) -> Ticket:
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
        assigned_to=row.assigned_to,
        snoozed_until=row.snoozed_until,
        told_busy_at=row.told_busy_at,
        first_reply_at=row.first_reply_at,
    )
