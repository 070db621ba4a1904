"""Reports are kept for a while: a month takes seconds, and its tables are saved one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from bot.report.model import Report
from bot.report.period import Days

MOST = 8
SETTLED_FOR, UNSETTLED_FOR = timedelta(minutes=10), timedelta(minutes=1)


@dataclass
class KeptReports:
    """The last reports of this process; of two askers of the same one waits for the other."""

    _kept: dict[Days, Report] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, days: Days, now: datetime, make: Callable[[], Report]) -> Report:
        """The report of these days, made anew where the kept one is too old."""
        with self._lock:
            known = self._kept.get(days)
            if known is not None and now - known.made_at < _lasts(known):
                return known
            made = make()
            self._kept.pop(days, None)
            self._kept[days] = made
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
            return made


def _lasts(report: Report) -> timedelta:
    return SETTLED_FOR if report.settled else UNSETTLED_FOR
