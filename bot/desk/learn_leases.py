"""Who has which question before them, so that two people are not asked the same one.

A courtesy, kept by one process alone: where two desks ask the same one, the second word either
agrees or makes it disputed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

LASTS = timedelta(minutes=2)


class Leases:
    """The questions that somebody was shown a moment ago."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[str, datetime]] = {}

    def others(self, login: str, *, now: datetime) -> frozenset[int]:
        """The questions that somebody else has before them."""
        self._of = {item: held for item, held in self._of.items() if now < held[1]}
        return frozenset(item for item, (who, _) in self._of.items() if who != login)

    def take(self, login: str, item_ids: Iterable[int], *, now: datetime) -> None:
        """`login` has these before them."""
        self._of.update((item_id, (login, now + LASTS)) for item_id in item_ids)

    def let_go(self, item_id: int) -> None:
        """Something was said of it."""
        self._of.pop(item_id, None)
