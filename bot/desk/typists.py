"""Who is typing in which chat: a courtesy between colleagues, kept by one process alone."""

from __future__ import annotations

from datetime import datetime, timedelta

TYPES_FOR = timedelta(seconds=6)


class Typists:
    """The last sign of typing in each chat that somebody has."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[str, datetime]] = {}

    def note(self, ticket_id: int, login: str, *, at: datetime) -> bool:
        """`login` typed; whether that is news to who looks on."""
        news = self.who(ticket_id, now=at) != login
        self._seen = {
            ticket: sign for ticket, sign in self._seen.items() if at - sign[1] < TYPES_FOR
        }
        self._seen[ticket_id] = (login, at)
        return news

    def stopped(self, ticket_id: int) -> None:
        """What was typed is sent."""
        self._seen.pop(ticket_id, None)

    def who(self, ticket_id: int, *, now: datetime) -> str:
        """The login of who types in the chat, empty for nobody."""
        login, at = self._seen.get(ticket_id, ("", now))
        return login if now - at < TYPES_FOR else ""
