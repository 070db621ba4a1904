"""The database connections of a process, counted when somebody looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.pool import QueuePool

from bot.database.engine import engine_for
from bot.telemetry.metrics import REGISTRY


class PoolCollector(Collector):
    """Connections of the engines at `urls`: in use, and kept for later."""

    def __init__(self, urls: Iterable[str] = ()) -> None:
        self.urls = set(urls)

    def describe(self) -> list[Metric]:
        """Nothing beforehand: a registry need not open the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """One gauge with two states, of all pools that count."""
        pools = [pool for pool in map(_pool_of, self.urls) if pool is not None]
        found = GaugeMetricFamily(
            "xiaoer_database_connections",
            "Connections of this process to the database, by state.",
            labels=["state"],
        )
        found.add_metric(["used"], sum(pool.checkedout() for pool in pools))
        found.add_metric(["idle"], sum(pool.checkedin() for pool in pools))
        yield found


def _pool_of(url: str) -> QueuePool | None:
    pool = engine_for(url).pool
    return pool if isinstance(pool, QueuePool) else None


POOLS = PoolCollector()
REGISTRY.register(POOLS)
