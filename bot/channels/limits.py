"""How much one buyer may send; over it is a polite refusal, never a ban."""

from __future__ import annotations

import time
from collections import deque
from enum import Enum, IntEnum

from bot.chats.model import channel_of
from bot.telemetry.metrics import MESSAGES_REFUSED

MESSAGES_PER_WINDOW = 20
WINDOW_SECONDS = 10.0
WAITING_PER_CONVERSATION = 30
SOCKETS_PER_BUYER = 6
SOCKETS_ALTOGETHER = 5000
FRAMES_UNSENT = 300
# 10,000 emoji are 120,000 bytes when a client escapes them; cutting is for the text cleaner.
FRAME_BYTES = 128 * 1024


class Refusal(Enum):
    """Why a message was not taken in; the value is the protocol's code."""

    TOO_FAST = "too_fast"
    TOO_MANY_WAITING = "too_many_waiting"
    UNREADABLE = "unreadable"
    UNSAVED = "unsaved"


class Closing(IntEnum):
    """Close codes of the WebSocket; the page reconnects after all but the two last."""

    TOO_SLOW = 1013
    NO_HELLO = 4400
    UNKNOWN_BUYER = 4401
    OTHER_SITE = 4403
    OPENED_ELSEWHERE = 4409


class Pace:
    """Counts a buyer's messages in a sliding window, for this copy of the gateway alone."""

    def __init__(
        self, *, allowed: int = MESSAGES_PER_WINDOW, window_seconds: float = WINDOW_SECONDS
    ) -> None:
        self._allowed = allowed
        self._window = window_seconds
        self._sent: dict[str, deque[float]] = {}

    def refuses(self, conversation_id: str, *, now: float | None = None) -> bool:
        """Whether a buyer's message comes too fast to be taken in; see `allows`."""
        if self.allows(conversation_id, now=now):
            return False
        MESSAGES_REFUSED.labels(channel_of(conversation_id), Refusal.TOO_FAST.value).inc()
        return True

    def allows(self, buyer: str, *, now: float | None = None) -> bool:
        """Whether the buyer may send one more; counts it if so.

        `now` (default: this moment) is when it was said, in seconds; all of a buyer by one clock.
        """
        if now is None:
            now = time.monotonic()
        times = self._sent.get(buyer)
        if times is None:
            self._forget_idle(now)
            times = self._sent.setdefault(buyer, deque())
        while times and now - times[0] >= self._window:
            times.popleft()
        if len(times) >= self._allowed:
            return False
        times.append(now)
        return True

    def _forget_idle(self, now: float) -> None:
        if len(self._sent) < SOCKETS_ALTOGETHER:
            return
        idle = [buyer for buyer, times in self._sent.items() if now - times[-1] >= self._window]
        for buyer in idle:
            del self._sent[buyer]
