"""The database connections of a process, counted when somebody looks."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.pool import QueuePool

from bot.database.engine import engine_for


class PoolCollector(Collector):
    """Connections of the engine at `url`: in use, and kept for later."""

    def __init__(self, url: str) -> None:
        self._url = url

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge with two states; none for a pool that does not count."""
        pool = engine_for(self._url).pool
        if not isinstance(pool, QueuePool):
            return
        found = GaugeMetricFamily(
            "xiaoer_database_connections",
            "Connections of this process to the database, by state.",
            labels=["state"],
        )
        found.add_metric(["used"], pool.checkedout())
        found.add_metric(["idle"], pool.checkedin())
        yield found

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: a registry need not open the database."""
        return []


def count_connections(registry: CollectorRegistry, url: str) -> None:
    """Show the connections to `url` in `registry`."""
    registry.register(PoolCollector(url))
