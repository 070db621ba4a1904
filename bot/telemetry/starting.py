"""What each process does first: quiet, logged, and traced where somebody collects traces."""

from __future__ import annotations

from bot.serving.quiet import configure_process
from bot.settings import Settings
from bot.telemetry.exposition import Exposition
from bot.telemetry.pools import POOLS
from bot.telemetry.readiness import Part, Readiness, database
from bot.telemetry.tracing import start_tracing


def start_process(name: str, config: Settings) -> None:
    """Logs and traces of the process called `name`; before anything of Rasa is imported.

    Raises ConfigurationError where traces are wanted at an address that is none.
    """
    name = config.process or name
    configure_process(name, log_dir=config.log_dir, console=config.log_console)
    start_tracing(name, endpoint=config.otlp_endpoint)


def exposition_of(config: Settings, *parts: Part) -> Exposition:
    """`/metrics` and `/ready` of a process that works with the database and with `parts`."""
    POOLS.urls.add(config.database_url)
    return Exposition(
        token=config.metrics_token.get_secret_value(),
        readiness=Readiness([database(config.database_url), *parts]),
    )
