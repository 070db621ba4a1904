"""Rasa's events as messages of the log: from a broker's queue or from a dump of a tracker store."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.chats.model import Sender
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.readings import reading_of_event
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.surroundings import Surroundings
from bot.learn.log.tags import Tags
from bot.settings import SHOP_TIMEZONE

SOURCE = "events"
CHATS_AT_ONCE = 50_000
_MICROSECONDS = 1_000_000
_SENDERS: Mapping[str, Sender] = {"user": "buyer", "bot": "bot"}
_NOTHING: Mapping[str, Any] = {}


@dataclass
class _Chat:
    """One sender's conversation as it goes on; `asked` waits for the reply that tells more."""

    around: Surroundings = field(default_factory=Surroundings)
    last_id: int = 0
    asked: LoggedMessage | None = None
    understood: Mapping[str, Any] = field(default_factory=dict)


class EventReader:
    """Reads events of any senders, each sender's in the order they happened.

    An event has `sender_id`, `event`, `timestamp` (seconds since 1970) and what Rasa puts beside
    them. Messages that begin with a slash are commands, not words. Beyond `CHATS_AT_ONCE` the
    conversation that rested longest is let go of.
    """

    def __init__(self, tags: Tags, cleaner: Cleaner, *, source: str = SOURCE) -> None:
        self._tags = tags
        self._cleaner = cleaner
        self._source = source
        self._chats: OrderedDict[str, _Chat] = OrderedDict()

    def read(self, event: Mapping[str, Any]) -> Iterator[LoggedMessage]:
        """The messages that are complete with this event."""
        sender_id = str(event.get("sender_id") or "")
        kind, text = str(event.get("event")), event.get("text")
        at = _moment(event.get("timestamp"))
        if not sender_id:
            return
        if kind in ("restart", "session_started"):
            yield from self._let_go(sender_id)
        if kind not in _SENDERS or at is None or not isinstance(text, str) or not text.strip():
            return
        if kind == "user" and text.startswith("/"):
            return
        chat = self._chats.setdefault(sender_id, _Chat())
        self._chats.move_to_end(sender_id)
        asked, chat.asked = chat.asked, None
        if asked is not None:
            trace = _NOTHING if kind == "user" else _mapping(_mapping(event, "metadata"), "trace")
            yield replace(asked, **reading_of_event(chat.understood, trace))
        said = self._said(chat, sender_id, _SENDERS[kind], text, at)
        if kind == "user":
            chat.asked, chat.understood = said, _mapping(event, "parse_data")
        else:
            yield said
        while len(self._chats) > CHATS_AT_ONCE:
            yield from self._let_go(next(iter(self._chats)))

    def rest(self) -> Iterator[LoggedMessage]:
        """Messages that no reply came to; nothing more is read of their conversations."""
        for sender_id in list(self._chats):
            yield from self._let_go(sender_id)

    @property
    def waiting(self) -> frozenset[str]:
        """Whose last message waits for its reply."""
        return frozenset(each for each, chat in self._chats.items() if chat.asked is not None)

    def _said(
        self, chat: _Chat, sender_id: str, sender: Sender, text: str, at: datetime
    ) -> LoggedMessage:
        cleaned = self._cleaner.cleaned(text, (sender_id,))
        before, repeats = chat.around.note(sender, cleaned, at)
        # The moment orders a conversation, and tells the same event sent twice from another.
        chat.last_id = max(round(at.timestamp() * _MICROSECONDS), chat.last_id + 1)
        return LoggedMessage(
            source=self._source,
            conversation=self._tags.conversation(self._source, sender_id),
            buyer=self._tags.buyer(sender_id),
            id=chat.last_id,
            at=at,
            sender=sender,
            text=cleaned,
            before=before,
            repeats=repeats,
        )

    def _let_go(self, sender_id: str) -> Iterator[LoggedMessage]:
        chat = self._chats.pop(sender_id, None)
        if chat is not None and chat.asked is not None:
            yield replace(chat.asked, **reading_of_event(chat.understood, _NOTHING))


def _mapping(within: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = within.get(name)
    return found if isinstance(found, Mapping) else {}


def _moment(timestamp: object) -> datetime | None:
    if not isinstance(timestamp, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(timestamp, SHOP_TIMEZONE)
    except (ValueError, OverflowError, OSError):
        return None
