"""How the shop's chats stand, read from the database when somebody looks.

Every desk shows the same figures, so copies are compared by `max`, never added up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.chats.tables import DeliveryRow, MessageRow, TicketRow
from bot.database.engine import transaction

KEPT_SECONDS = 5.0


@dataclass(frozen=True)
class ShopState:
    """Counts by name; ages are of the oldest, in whole seconds, 0 where there is none."""

    handovers: dict[str, int]
    tickets: dict[str, int]
    waiting_seconds: float
    unanswered: int
    unanswered_seconds: float
    deliveries: dict[str, int]


def read_state(session: Session, now: datetime) -> ShopState:
    """The state as the database has it."""

    def counted(column: Any, *, only: Any = None) -> dict[str, int]:
        query = select(column, func.count()).group_by(column)
        return dict(session.execute(query if only is None else query.where(only)).all())

    waits_since = session.scalar(
        select(func.min(TicketRow.opened_at)).where(TicketRow.status == "waiting")
    )
    unanswered, oldest = session.execute(
        select(func.count(), func.min(MessageRow.at)).where(MessageRow.answered == 0)
    ).one()
    return ShopState(
        handovers=counted(TicketRow.reason),
        tickets=counted(TicketRow.status, only=TicketRow.status != "closed"),
        waiting_seconds=_age(waits_since, now),
        unanswered=unanswered,
        unanswered_seconds=_age(oldest, now),
        deliveries=counted(DeliveryRow.status, only=DeliveryRow.status != "sent"),
    )


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


class ShopStateCollector(Collector):
    """Reads at most every `KEPT_SECONDS`; shows nothing while the database is away."""

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._now = now
        self._seconds = seconds
        self._kept: tuple[float, ShopState] | None = None

    def describe(self) -> list[Metric]:
        """Nothing beforehand: a registry need not open the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The state as metrics."""
        try:
            state = self._state()
        except SQLAlchemyError:
            return  # readiness says that the database is away
        yield _counter("xiaoer_handovers", "Chats given to a person, by reason.", state.handovers)
        yield _gauge(
            "xiaoer_tickets",
            "Chats with a person now, by status.",
            "status",
            {"waiting": 0, "taken": 0, **state.tickets},
        )
        yield _plain(
            "xiaoer_ticket_oldest_waiting_seconds",
            "How long the longest waiting chat has waited for a person.",
            state.waiting_seconds,
        )
        yield _plain(
            "xiaoer_messages_unanswered",
            "Messages that are owed an answer of the bot's.",
            state.unanswered,
        )
        yield _plain(
            "xiaoer_message_oldest_unanswered_seconds",
            "How long the oldest of them has waited.",
            state.unanswered_seconds,
        )
        yield _gauge(
            "xiaoer_deliveries",
            "Messages that a platform has not taken yet (due) or never will (dead).",
            "status",
            {"due": 0, "dead": 0, **state.deliveries},
        )

    def _state(self) -> ShopState:
        at = self._seconds()
        if self._kept is None or at - self._kept[0] >= KEPT_SECONDS:
            with transaction(self._url) as session:
                self._kept = (at, read_state(session, self._now()))
        return self._kept[1]


def _counter(name: str, help_text: str, counts: dict[str, int]) -> Metric:
    found = CounterMetricFamily(name, help_text, labels=["reason"])
    for reason, count in sorted(counts.items()):
        found.add_metric([reason], count)
    return found


def _gauge(name: str, help_text: str, label: str, counts: dict[str, int]) -> Metric:
    found = GaugeMetricFamily(name, help_text, labels=[label])
    for value, count in sorted(counts.items()):
        found.add_metric([value], count)
    return found


def _plain(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=value)


def show_shop_state(registry: CollectorRegistry, url: str, *, now: Callable[[], datetime]) -> None:
    """Show the state of the shop at `url` in `registry`."""
    registry.register(ShopStateCollector(url, now=now))
