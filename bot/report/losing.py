"""Why chats for sale ended without an order (流失原因)."""

from __future__ import annotations

from datetime import datetime
from heapq import heappush, heappushpop

from bot.buyers.lost import why_lost
from bot.report.facts import Counted
from bot.report.model import LostReason
from bot.report.shares import Share

WORDS = 3


class Losses:
    """Collects lost chats as they pass."""

    def __init__(self) -> None:
        self._chats: dict[str, int] = {}
        self._words: dict[str, list[tuple[datetime, str]]] = {}

    def add(self, counted: Counted) -> None:
        """One chat that ended without an order."""
        lost = why_lost(counted.chat)
        self._chats[lost.label] = self._chats.get(lost.label, 0) + 1
        if not lost.words:
            return
        latest = self._words.setdefault(lost.label, [])
        said = counted.chat.ended_at, lost.words[-1]
        if any(words == said[1] for _, words in latest):
            return
        if len(latest) < WORDS:
            heappush(latest, said)
        else:
            heappushpop(latest, said)

    def outcome(self) -> tuple[LostReason, ...]:
        """The reasons, the most frequent first, with what was said latest."""
        whole = sum(self._chats.values())
        most = sorted(self._chats.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(
            LostReason(
                label=label,
                chats=Share(count, whole),
                words=tuple(text for _, text in sorted(self._words.get(label, ()), reverse=True)),
            )
            for label, count in most
        )
