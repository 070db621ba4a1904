"""Waits until every running Rasa server answers with what was promoted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.database.engine import transaction
from bot.models.promotions import Promotion
from bot.models.servers import Server, Servers

WITHIN_SECONDS = 60.0
_LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Outcome:
    """The servers that answer with the promoted model, and those that do not (yet)."""

    followed: tuple[Server, ...]
    behind: tuple[Server, ...]
    seconds: float


def wait_for_servers(
    url: str,
    promotion: Promotion,
    *,
    clock: Callable[[], datetime],
    within_seconds: float = WITHIN_SECONDS,
) -> Outcome:
    """Wait until all that run follow `promotion`, or none that does not can by itself."""
    started = time.monotonic()
    while True:
        with transaction(url) as session:
            running = Servers(session).running(now=clock())
        behind = tuple(each for each in running if (each.promotion_id or 0) < promotion.id)
        followed = tuple(each for each in running if each not in behind)
        seconds = time.monotonic() - started
        stuck = all(each.trouble and each.at > promotion.at for each in behind)
        if stuck or seconds >= within_seconds:
            return Outcome(followed, behind, seconds)
        time.sleep(_LOOK_SECONDS)
