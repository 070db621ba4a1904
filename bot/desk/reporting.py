"""The report of the shop in a database, by the limits that the desk knows of its platform."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk.clock import clocks_in
from bot.desk.limits import Limits
from bot.report.facts import Limit
from bot.report.model import Report
from bot.report.period import Days
from bot.report.reporting import report


def report_of(session: Session, days: Days, now: datetime, limits: Limits) -> Report:
    """The figures of these days as they are known at `now`."""
    clocks = clocks_in(session, limits, now=now)

    def limit_of(channel: str) -> Limit:
        limit = limits.of(channel, clocks.platform)
        return Limit(
            name=limit.name,
            seconds=limit.seconds or clocks.promised_seconds,
            assisted="assisted" in limit.counts,
            assessed=limit.assessed,
        )

    return report(session, days, now, limit_of=limit_of)
