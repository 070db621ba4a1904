"""Slows down guessing: five wrong passwords for a login from an address lock it for a minute."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock

TRIES = 5
LOCK_SECONDS = 60.0
REMEMBERED = 10_000


class Lockout:
    """Counts wrong tries per login and address, in this process's memory."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._wrong: dict[tuple[str, str], list[float]] = {}
        self._lock = Lock()

    def seconds_left(self, login: str, address: str) -> int:
        """Seconds until the next try is allowed, 0 when it is allowed now."""
        with self._lock:
            wrong = self._recent((login, address))
            if len(wrong) < TRIES:
                return 0
            return max(1, math.ceil(wrong[-1] + LOCK_SECONDS - self._now()))

    def failed(self, login: str, address: str) -> None:
        """Note a wrong password."""
        with self._lock:
            key = (login, address)
            wrong = [*self._recent(key), self._now()]
            self._wrong.pop(key, None)
            self._wrong[key] = wrong
            if len(self._wrong) > REMEMBERED:
                del self._wrong[next(iter(self._wrong))]

    def passed(self, login: str, address: str) -> None:
        """Forget the wrong tries after a right password."""
        with self._lock:
            self._wrong.pop((login, address), None)

    def _recent(self, key: tuple[str, str]) -> list[float]:
        since = self._now() - LOCK_SECONDS
        return [at for at in self._wrong.get(key, ()) if at > since]
