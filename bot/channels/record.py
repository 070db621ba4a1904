"""The gateway's reads and writes of the chat log, each one short transaction.

They run on the event loop, not in a thread: measured, a hop to a thread saves nothing of what such
a transaction costs (nearly all of it Python), and run here they commit in the very order the
messages arrived in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.modes import receive_by_mode
from bot.channels.rooms import Status
from bot.channels.turns import Answer, Question
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Message, Received, Reply, Situation
from bot.chats.situation import asks, situation_of
from bot.chats.tickets import Tickets
from bot.chats.turns import LastTurns
from bot.chats.unanswered import Unanswered
from bot.chats.waiting_line import keeps_silent
from bot.database.engine import transaction
from bot.shop.repositories.trade import Orders


@dataclass(frozen=True)
class Settled:
    """What a turn ended with: the messages to show, and who has the chat.

    `refused`: nothing was logged, since all or part of it was answered before.
    """

    messages: tuple[Message, ...]
    status: Status
    refused: bool = False


class Record:
    """The chat log and the tickets of the database at `url`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def receive(self, incoming: Incoming) -> Received:
        """Log a buyer's message once; committed when this returns."""
        with transaction(self._url) as session:
            return receive_by_mode(session, incoming)

    def asks(self, conversation_id: str) -> bool:
        """Whether the last reply put a question to the buyer that one message can answer."""
        with transaction(self._url) as session:
            return asks(session, conversation_id)

    def situation(self, question: Question) -> Situation | None:
        """What surrounds a question; None where a person has the chat."""
        with transaction(self._url) as session:
            return situation_of(
                session,
                conversation_id=question.conversation_id,
                first_id=question.message_ids[0],
                text=question.text,
                at=question.at,
                paid_at=Orders(session).paid_at(question.conversation_id, now=question.at),
            )

    def settle(self, question: Question, replies: Sequence[Reply], *, at: datetime) -> Settled:
        """Log the replies to a question and read who has the chat now."""
        with transaction(self._url) as session:
            messages = _reply(session, question, replies, at=at)
            status = _status(session, question.conversation_id)
            return Settled(messages, status, refused=not messages)

    def settle_failed(
        self, question: Question, apology: Reply, *, answer: Answer, at: datetime
    ) -> Settled:
        """End a turn without replies: the apology and a ticket, for the trouble of the answer.

        Where a person has the chat the bot stays silent, unless the words that the ticket was
        opened with were lost.
        """
        with transaction(self._url) as session:
            tickets = Tickets(session)
            ticket = tickets.current(question.conversation_id)
            told = ticket is not None and (
                bool(ticket.taken_by)
                or ChatLog(session).replied(question.conversation_id, since=ticket.opened_at)
            )
            messages = _reply(session, question, [] if told else [apology], at=at)
            if messages:
                product = {"商品": question.product_id} if question.product_id else {}
                facts = {**product, **answer.told}
                tickets.open(question.conversation_id, reason=answer.trouble, facts=facts, at=at)
            status = _status(session, question.conversation_id)
            return Settled(messages, status, refused=not messages and not told)

    def since(self, conversation_id: str, *, after: int) -> tuple[tuple[Message, ...], Status]:
        """The conversation's messages after an id, and who has it."""
        with transaction(self._url) as session:
            messages = ChatLog(session).since(conversation_id, after=after)
            return messages, _status(session, conversation_id)

    def unanswered(self) -> tuple[Message, ...]:
        """Messages that were taken in and never answered, oldest first."""
        with transaction(self._url) as session:
            return Unanswered(session).all()

    def owed(self, conversation_id: str) -> tuple[Message, ...]:
        """Those of one conversation."""
        with transaction(self._url) as session:
            return Unanswered(session).of(conversation_id)

    def owed_count(self, conversation_id: str) -> int:
        """How many of them."""
        with transaction(self._url) as session:
            return Unanswered(session).count(conversation_id)

    def is_owed(self, message_id: int) -> bool:
        """Whether this message is still owed an answer."""
        with transaction(self._url) as session:
            return Unanswered(session).is_owed(message_id)

    def alive(self, *, channels: Collection[str], since: datetime) -> tuple[str, ...]:
        """Conversations of these channels that something may be new in."""
        with transaction(self._url) as session:
            return Unanswered(session).alive(channels=channels, since=since)

    def decided(self, conversation_ids: Collection[str]) -> frozenset[int]:
        """The messages that were decided on last in these conversations."""
        with transaction(self._url) as session:
            return LastTurns(session).decided(conversation_ids)

    def newest_id(self) -> int:
        """The id of the newest message of all conversations."""
        with transaction(self._url) as session:
            return ChatLog(session).newest_id()

    def places_after(self, message_id: int) -> tuple[tuple[int, str], ...]:
        """Id and conversation id of messages after an id, oldest first."""
        with transaction(self._url) as session:
            return ChatLog(session).places_after(message_id)


def _reply(
    session: Session, question: Question, replies: Sequence[Reply], *, at: datetime
) -> tuple[Message, ...]:
    return ChatLog(session).reply(
        question.conversation_id,
        replies,
        answers=question.message_id,
        earlier=question.earlier,
        at=at,
    )


def _status(session: Session, conversation_id: str) -> Status:
    ticket = Tickets(session).current(conversation_id)
    if ticket is None:
        return Status(with_person=False)
    return Status(with_person=keeps_silent(ticket), agent=ticket.taken_by)
