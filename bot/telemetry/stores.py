"""Asks PostgreSQL, Redis and RabbitMQ whether they are there: `python -m bot.telemetry.stores`.

For starting several copies: exits with 2, naming each that is missing and what to do.
"""

from __future__ import annotations

import asyncio
import sys
from urllib.parse import urlsplit

from bot.errors import ConfigurationError
from bot.settings import Settings, settings
from bot.telemetry.readiness import WITHIN_SECONDS, Part, Readiness, database, redis

AMQP_PORT = 5672


def rabbitmq(url: str) -> Part:
    """Something takes connections where RabbitMQ is said to be."""
    place = urlsplit(url)

    async def look() -> None:
        _reader, writer = await asyncio.open_connection(
            place.hostname or "127.0.0.1", place.port or AMQP_PORT
        )
        writer.close()
        await writer.wait_closed()

    return Part("rabbitmq", look)


async def missing_stores(config: Settings) -> list[str]:
    """What several copies need and do not have, a sentence each; empty where all is well."""
    if not config.database_url.startswith("postgresql"):
        return ["Several copies need PostgreSQL: set DATABASE_URL to postgresql://…"]
    if config.redis_url is None:
        return ["Several copies need Redis: set REDIS_URL to redis://…"]
    parts = [database(config.database_url), *redis(config.redis_url)]
    if config.events_url is not None:
        parts.append(rabbitmq(config.events_url.get_secret_value()))
    verdict = await Readiness(parts, within_seconds=WITHIN_SECONDS).verdict()
    return [
        f"{name} does not answer where the settings say it is."
        for name, state in verdict.parts.items()
        if state != "ok"
    ]


def main() -> int:
    """Run from the command line."""
    try:
        missing = asyncio.run(missing_stores(settings()))
    except ConfigurationError as error:
        missing = [str(error)]
    for sentence in missing:
        print(sentence, file=sys.stderr)
    return 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
