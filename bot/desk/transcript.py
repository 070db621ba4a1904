"""A chat as the transcript shows it: what stands below each message, and notes between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.chats.beside import Beside
from bot.chats.corrections import Correction, Corrections
from bot.chats.model import Message, Ticket
from bot.chats.reading import traces_by_question
from bot.chats.reasons import reason_of
from bot.desk.inbox import Chat
from bot.desk.reading import Reading, reading_of
from bot.desk.words import intent_label

DELIVERED = {"due": "正在发往对方平台", "sent": "已送达", "dead": "没送到"}


@dataclass(frozen=True)
class Word:
    """A person's word on what a message meant: who, and what in words; `right` where it agrees."""

    login: str
    name: str
    code: str
    meant: str
    right: bool


@dataclass(frozen=True)
class Foot:
    """What stands below a message.

    `reading` and `words` below a buyer's, the latest word first; `delivery` below one that a
    channel is pushed (due, sent or dead), `failed` is why that did not work.
    """

    reading: Reading | None = None
    words: tuple[Word, ...] = ()
    delivery: str = ""
    failed: str = ""

    @property
    def delivered(self) -> str:
        """The words for the delivery."""
        return DELIVERED.get(self.delivery, "")

    def word_of(self, login: str) -> Word | None:
        """What `login` said the message meant."""
        return next((word for word in self.words if word.login == login), None)


@dataclass(frozen=True)
class Note:
    """A line between messages that only colleagues read; `key` is its own for good."""

    key: str
    at: datetime
    text: str
    left: str = ""


def feet_of(session: Session, messages: Iterable[Message], names: Mapping[str, str]) -> Feet:
    """What stands below each of these messages of one chat, which are in order."""
    said = tuple(messages)
    beside = Beside(session)
    asked = [message.id for message in said if message.sender == "buyer"]
    told = [message.id for message in said if message.sender != "buyer"]
    traces = traces_by_question(said, beside.drafts(asked))
    words = Corrections(session).of(asked)
    deliveries = beside.deliveries(told)
    feet: Feet = {}
    for message in said:
        status, failed = deliveries.get(message.id, ("", ""))
        trace = traces.get(message.id)
        feet[message.id] = Foot(
            reading=reading_of(trace) if trace else None,
            words=_words(words.get(message.id, ()), names),
            delivery=status,
            failed=failed if status == "dead" else "",
        )
    return feet


Feet = dict[int, Foot]


def notes_of(chat: Chat) -> tuple[Note, ...]:
    """The hand-overs of the chat as lines between its messages, in order."""
    tickets = (chat.entry.ticket, *chat.earlier)
    notes = [note for ticket in tickets for note in _notes(ticket, chat.names)]
    return tuple(sorted(notes, key=lambda note: note.at))


def _notes(ticket: Ticket, names: Mapping[str, str]) -> Iterable[Note]:
    who = names.get(ticket.taken_by, ticket.taken_by)
    yield Note(
        f"t{ticket.id}-opened", ticket.opened_at, f"转人工：{reason_of(ticket.reason).label}"
    )
    if ticket.taken_at is not None:
        yield Note(f"t{ticket.id}-taken-{ticket.taken_by}", ticket.taken_at, f"{who} 接待")
    if ticket.closed_at is not None:
        yield Note(f"t{ticket.id}-closed", ticket.closed_at, f"{who} 交还小二", ticket.note)


def _words(said: Iterable[Correction], names: Mapping[str, str]) -> tuple[Word, ...]:
    return tuple(
        Word(
            each.login,
            names.get(each.login, each.login),
            each.meant,
            intent_label(each.meant),
            right=each.meant == each.read_as,
        )
        for each in reversed(tuple(said))
    )
