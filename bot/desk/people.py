"""The people of the desk at one moment: who is there, who is on, and how much each has to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from statistics import median

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.chats.tables import MessageRow, TicketRow
from bot.desk.presence import State, presences
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents
from bot.shop.repositories.shifts import Shift, Shifts


@dataclass(frozen=True)
class Person:
    """One agent: whether they are at the desk, on shift until, next on; chats open and today.

    answered: chats in which they wrote today. first_reply: median seconds from a chat's hand-over
    to their first message, of the chats of today, None where there was none. shift is None where
    none is on.
    """

    agent: Agent
    state: State
    shift: Shift | None
    next_on: datetime | None
    open: int
    kept: int
    answered: int
    first_reply: float | None

    @property
    def name(self) -> str:
        """What colleagues call them."""
        return self.agent.name or self.agent.login

    @property
    def may_take(self) -> bool:
        """Whether a chat can be given to them."""
        return self.agent.active and self.agent.role != "viewer"


def people(session: Session, *, now: datetime) -> tuple[Person, ...]:
    """Everybody who may take chats, those at the desk first, then by name."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    known = presences(session)
    shifts = Shifts(session)
    on, coming = shifts.on(now), shifts.next(now)
    has, kept = _open(session, now), _kept(session)
    answered, replies = _answered(session, midnight), _first_replies(session, midnight)
    found = []
    for agent in Agents(session).listed():
        if not agent.active or agent.role == "viewer":
            continue
        presence = known.get(agent.login)
        times = replies.get(agent.login)
        found.append(
            Person(
                agent=agent,
                state=presence.state(now) if presence else "gone",
                shift=on.get(agent.login),
                next_on=coming.get(agent.login),
                open=has[agent.login],
                kept=kept[agent.login],
                answered=answered[agent.login],
                first_reply=median(times) if times else None,
            )
        )
    order = {"here": 0, "away": 1, "gone": 2}
    return tuple(sorted(found, key=lambda person: (order[person.state], person.name)))


def _open(session: Session, now: datetime) -> Counter[str]:
    rows = session.execute(
        select(TicketRow.taken_by, func.count())
        .where(
            TicketRow.status == "taken",
            or_(TicketRow.snoozed_until.is_(None), TicketRow.snoozed_until <= now),
        )
        .group_by(TicketRow.taken_by)
    )
    return Counter({login: number for login, number in rows})  # noqa: C416 - rows are no pairs


def _kept(session: Session) -> Counter[str]:
    rows = session.execute(
        select(TicketRow.assigned_to, func.count())
        .where(TicketRow.status == "waiting", TicketRow.assigned_to != "")
        .group_by(TicketRow.assigned_to)
    )
    return Counter({login: number for login, number in rows})  # noqa: C416 - rows are no pairs


def _answered(session: Session, since: datetime) -> Counter[str]:
    rows = session.execute(
        select(MessageRow.agent, func.count(MessageRow.conversation_id.distinct()))
        .where(MessageRow.sender == "agent", MessageRow.at >= since)
        .group_by(MessageRow.agent)
    )
    return Counter({login: number for login, number in rows})  # noqa: C416 - rows are no pairs


def _first_replies(session: Session, since: datetime) -> dict[str, list[float]]:
    """Seconds to the first reply by whoever has or had the chat."""
    found: dict[str, list[float]] = defaultdict(list)
    rows = session.execute(
        select(TicketRow.taken_by, TicketRow.opened_at, TicketRow.first_reply_at).where(
            TicketRow.first_reply_at >= since, TicketRow.taken_by != ""
        )
    )
    for login, opened_at, replied_at in rows:
        found[login].append((replied_at - opened_at).total_seconds())
    return found
