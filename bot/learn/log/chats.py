"""Our own chat log as a source: ranges of messages, each with all that stands beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.chats.model import Sender
from bot.chats.reading import traces_by_question
from bot.chats.situation import EARLIER_WITHIN
from bot.learn.log.chat_rows import ChatRows
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.readings import Reading, reading_in
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.surroundings import Surroundings
from bot.learn.log.tags import Tags

SOURCE = "chats"
# How far behind the range the answer to a message of it is looked for, in message ids.
ANSWERED_WITHIN = 2_000
HANDED_OVER_WITHIN = timedelta(hours=1)
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class _Said:
    """A row of the log; of the trace only what tells how a message was read."""

    id: int
    buyer_id: str
    sender: Sender
    text: str
    at: datetime
    trace: Mapping[str, Any]

    @property
    def reason(self) -> str:
        """The reason code of a message of the bot's."""
        return str(self.trace.get("reason") or "")


class ChatSource:
    """Makes rows of the chat log into messages of the conversation log."""

    def __init__(self, tags: Tags, cleaner: Cleaner) -> None:
        self._tags = tags
        self._cleaner = cleaner

    def messages(self, rows: ChatRows, start: int, end: int) -> list[LoggedMessage]:
        """The messages of a range, by conversation; the same for the same log, wherever other
        ranges begin.
        """
        chats = self._by_conversation(rows.messages(start, end))
        if not chats:
            return []
        behind = self._by_conversation(rows.messages(end, end + ANSWERED_WITHIN))
        for conversation_id, chat in chats.items():
            chat += behind.get(conversation_id, ())
        times = [said.at for chat in chats.values() for said in chat]
        earlier = self._by_conversation(rows.earlier(start, end, min(times) - EARLIER_WITHIN))
        drafts, meant = rows.drafts(start, end), rows.meant(start, end)
        tickets = rows.tickets(min(times), max(times) + HANDED_OVER_WITHIN)
        found: list[LoggedMessage] = []
        for conversation_id, chat in chats.items():
            around = Surroundings()
            for said in earlier.get(conversation_id, ()):
                around.note(said.sender, said.text, said.at, reason=said.reason)
            traces = traces_by_question(chat, drafts)
            handed_over = _handed_over(chat, tickets.get(conversation_id, ()))
            tag = self._tags.conversation(SOURCE, conversation_id)
            buyer = self._tags.buyer(chat[0].buyer_id)
            for said in (each for each in chat if each.id < end):
                before, repeats = around.note(said.sender, said.text, said.at, reason=said.reason)
                logged = LoggedMessage(
                    source=SOURCE,
                    conversation=tag,
                    buyer=buyer,
                    id=said.id,
                    at=said.at,
                    sender=said.sender,
                    text=said.text,
                    before=before,
                    repeats=repeats,
                    handed_over=handed_over.get(said.id, ""),
                    meant=meant.get(said.id, ()),
                    **reading_in(traces.get(said.id, _NOTHING)),
                )
                found.append(logged)
        return found

    def _by_conversation(self, rows: Iterable[Any]) -> dict[str, list[_Said]]:
        """The rows of each conversation, cleaned: what is not kept goes as soon as it was read."""
        found: dict[str, list[_Said]] = {}
        for row in rows:
            trace = row.trace or _NOTHING
            names = (row.buyer_id, row.conversation_id)
            found.setdefault(row.conversation_id, []).append(
                _Said(
                    row.id,
                    row.buyer_id,
                    row.sender,
                    self._cleaner.cleaned(row.text, names),
                    row.at,
                    _told(trace) if trace else _NOTHING,
                )
            )
        return found


def _told(trace: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: trace[name] for name in Reading.__annotations__ if name in trace} | {
        "intent": trace.get("intent")
    }


def _handed_over(
    chat: Sequence[_Said], tickets: Sequence[tuple[datetime, str]]
) -> Mapping[int, str]:
    """The reason by the id of the buyer's message that each hand-over came after."""
    asked = [said for said in chat if said.sender == "buyer"]
    times = [said.at for said in asked]
    found = {}
    for opened_at, reason in tickets:
        place = bisect_right(times, opened_at)
        if place:
            found[asked[place - 1].id] = reason
    return found
