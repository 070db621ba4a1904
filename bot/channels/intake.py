"""From a buyer's message to its replies: clean, log, acknowledge, ask Rasa, log, show.

One conversation's messages are answered one after the other, different conversations side by side.
A message that was taken in and not answered, because the process died or the database was away, is
found in the log again and answered once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.limits import WAITING_PER_CONVERSATION, Refusal
from bot.channels.protocol import Said, answered_frame, typing_frame
from bot.channels.record import Record
from bot.channels.rooms import Rooms, Seat, Status
from bot.channels.turns import Engine, Question
from bot.chats.model import Incoming, Message, Reply
from bot.text.normalise import clean_message

logger = logging.getLogger(__name__)

EMPTY_TEXT = "〔空消息〕"
PICTURE_TEXT = "〔图片〕"
TYPING_AFTER_SECONDS = 0.25


@dataclass(frozen=True)
class Taken:
    """A message that is committed, and the text that was kept of it.

    `answered`: no reply of the bot's will follow, for it was answered or a person has the chat.
    """

    message_id: int
    text: str
    answered: bool


@dataclass(frozen=True)
class _Content:
    text: str
    kind: str
    truncated: bool


class Intake:
    """Takes messages in and sees to it that each is answered once."""

    def __init__(
        self,
        *,
        record: Record,
        engine: Engine,
        rooms: Rooms,
        apology: Callable[[], Reply],
        clock: Callable[[], datetime],
        max_chars: int,
    ) -> None:
        self._record = record
        self._engine = engine
        self._rooms = rooms
        self._apology = apology
        self._clock = clock
        self._max_chars = max_chars
        self._waiting: dict[str, deque[Question]] = {}
        self._in_hand: set[int] = set()
        self._workers: set[asyncio.Task[None]] = set()

    def take(self, said: Said, *, seat: Seat) -> Taken | Refusal:
        """Commit a message said on `seat` and have it answered unless a person has the chat.

        A message taken before is confirmed again and not answered again. The buyer's other
        sockets are shown the message.
        """
        visitor = seat.visitor
        conversation_id = visitor.conversation_id
        if len(self._waiting.get(conversation_id, ())) >= WAITING_PER_CONVERSATION:
            return Refusal.TOO_MANY_WAITING
        content = self._content(said)
        at = said.at if said.at is not None and visitor.operator else self._clock()
        incoming = Incoming(
            conversation_id=conversation_id,
            buyer_id=conversation_id,
            channel=visitor.channel,
            external_id=said.id,
            text=content.text,
            at=at,
            product_id=said.product,
            trace={
                "kind": content.kind,
                "truncated": content.truncated,
                "product_id": said.product,
            },
        )
        try:
            received = self._record.receive(incoming)
        except SQLAlchemyError as error:
            logger.error("A message could not be logged: %s", type(error).__name__)
            return Refusal.UNSAVED
        seat.note(received.message_id)
        if not received.duplicate:
            message = _as_logged(incoming, received.message_id)
            for other in self._rooms.seats(conversation_id):
                other.show([message])
            if not received.with_person:
                self._enqueue(_question_of(message))
        return Taken(
            received.message_id, content.text, answered=received.message_id not in self._in_hand
        )

    def adopt(self, *, min_age_seconds: float) -> int:
        """Answer what was left unanswered at least that long ago; returns how many.

        Other copies of this process may have younger ones in hand. An operator's messages may
        bear any time: where there are other copies, they are left to the one that took them.
        """
        newest = self._clock() - timedelta(seconds=min_age_seconds)
        left = [
            message
            for message in self._record.unanswered()
            if message.id not in self._in_hand
            and (not min_age_seconds if _is_operators(message) else message.at <= newest)
        ]
        for message in left:
            question = _question_of(message)
            if self._record.status(message.conversation_id).with_person:
                self._record.settle_failed(question, self._apology(), at=self._clock())
            else:
                self._enqueue(question)
        return len(left)

    async def drain(self, *, seconds: float) -> None:
        """Give turns under way some time to end; what is left is answered after the restart."""
        if self._workers:
            await asyncio.wait(self._workers, timeout=seconds)
        for worker in self._workers:
            worker.cancel()

    def _content(self, said: Said) -> _Content:
        if said.picture or not isinstance(said.text, str):
            return _Content(PICTURE_TEXT, "image", truncated=False)
        clean = clean_message(said.text, max_chars=self._max_chars)
        return _Content(clean.text or EMPTY_TEXT, clean.kind, clean.truncated)

    def _enqueue(self, question: Question) -> None:
        self._in_hand.add(question.message_id)
        waiting = self._waiting.get(question.conversation_id)
        if waiting is not None:
            waiting.append(question)
            return
        waiting = self._waiting[question.conversation_id] = deque([question])
        worker = asyncio.get_running_loop().create_task(
            self._work(question.conversation_id, waiting)
        )
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, conversation_id: str, waiting: deque[Question]) -> None:
        status = Status(with_person=False)
        try:
            while waiting:
                try:
                    status = await self._answer(waiting[0], status)
                except SQLAlchemyError as error:
                    logger.error(
                        "The answer to message %d could not be logged and is tried again: %s",
                        waiting[0].message_id,
                        type(error).__name__,
                    )
                self._in_hand.discard(waiting.popleft().message_id)
        finally:
            self._in_hand.difference_update(question.message_id for question in waiting)
            del self._waiting[conversation_id]

    async def _answer(self, question: Question, before: Status) -> Status:
        """Answer one message; silently where the turn before it fetched a person."""
        conversation_id = question.conversation_id
        if before.with_person:
            settled = self._record.settle(question, (), at=self._clock())
        else:
            replies = await self._replies(question)
            at = self._answered_at(question)
            if replies:
                settled = self._record.settle(question, replies, at=at)
            else:
                settled = self._record.settle_failed(question, self._apology(), at=at)
        self._rooms.show(conversation_id, settled.messages, settled.status)
        self._rooms.put(
            conversation_id,
            answered_frame(question.external_id, question.message_id),
            operators_only=True,
        )
        return settled.status

    def _answered_at(self, question: Question) -> datetime:
        """Now; in an operator's chat the time the operator set, which may be any."""
        return question.at if _is_operators(question) else self._clock()

    async def _replies(self, question: Question) -> tuple[Reply, ...]:
        shown = False

        def show() -> None:
            nonlocal shown
            shown = True
            self._rooms.put(question.conversation_id, typing_frame(True))

        soon = asyncio.get_running_loop().call_later(TYPING_AFTER_SECONDS, show)
        try:
            return await self._engine.answer(question)
        finally:
            soon.cancel()
            if shown:
                self._rooms.put(question.conversation_id, typing_frame(False))


def _is_operators(said: Message | Question) -> bool:
    return said.conversation_id.startswith("cli:")


def _question_of(message: Message) -> Question:
    trace = message.trace
    return Question(
        message_id=message.id,
        conversation_id=message.conversation_id,
        external_id=message.external_id or str(message.id),
        text=message.text,
        product_id=trace.get("product_id", ""),
        kind=trace.get("kind", "text"),
        truncated=bool(trace.get("truncated")),
        at=message.at,
    )


def _as_logged(incoming: Incoming, message_id: int) -> Message:
    return Message(
        id=message_id,
        conversation_id=incoming.conversation_id,
        sender="buyer",
        agent="",
        text=incoming.text,
        payload={},
        trace=incoming.trace,
        at=incoming.at,
        external_id=incoming.external_id,
        answered=False,
    )
