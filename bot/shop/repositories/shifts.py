"""Who of the shop's people is at work when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.settings import SHOP_TIMEZONE
from bot.shop.repositories.memory import read_once
from bot.shop.tables.policy import ShiftRow


@dataclass(frozen=True)
class Shift:
    """One stretch of a weekday (1 is Monday) in which an agent is at work."""

    login: str
    weekday: int
    starts: time
    ends: time

    def covers(self, moment: datetime) -> bool:
        """Whether it is on at `moment`."""
        local = moment.astimezone(SHOP_TIMEZONE)
        return self.weekday == local.isoweekday() and self.starts <= local.time() < self.ends


class Shifts:
    """Reads shifts inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @read_once
    def listed(self) -> tuple[Shift, ...]:
        """Every shift, from Monday on."""
        rows = self._session.scalars(
            select(ShiftRow).order_by(ShiftRow.weekday, ShiftRow.starts, ShiftRow.login)
        )
        return tuple(Shift(row.login, row.weekday, row.starts, row.ends) for row in rows)

    def on(self, moment: datetime) -> dict[str, Shift]:
        """The shift of everybody at work at `moment`, by login; of two the one that ends later."""
        found: dict[str, Shift] = {}
        for shift in self.listed():
            known = found.get(shift.login)
            if shift.covers(moment) and (known is None or known.ends < shift.ends):
                found[shift.login] = shift
        return found

    def next(self, moment: datetime) -> dict[str, datetime]:
        """When everybody's next shift starts after `moment`, within a week, by login."""
        found: dict[str, datetime] = {}
        for shift in self.listed():
            starts = _next_start(shift, moment)
            if shift.login not in found or starts < found[shift.login]:
                found[shift.login] = starts
        return found


def gaps(
    stretch: tuple[time, time], shifts: Sequence[tuple[time, time]]
) -> tuple[tuple[time, time], ...]:
    """The parts of a stretch of one day that none of the day's shifts covers."""
    at, ends = stretch
    found = []
    for starts, until in sorted(shifts):
        if starts >= ends:
            break
        if starts > at:
            found.append((at, starts))
        at = max(at, until)
    if at < ends:
        found.append((at, ends))
    return tuple(found)


def _next_start(shift: Shift, moment: datetime) -> datetime:
    local = moment.astimezone(SHOP_TIMEZONE)
    days = (shift.weekday - local.isoweekday()) % 7
    starts = datetime.combine(local.date() + timedelta(days=days), shift.starts, SHOP_TIMEZONE)
    return starts if starts > local else starts + timedelta(days=7)
