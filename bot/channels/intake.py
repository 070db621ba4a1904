"""From a buyer's message to its replies: clean, log, acknowledge, ask Rasa, log, show.

One conversation's messages are answered one after the other, different conversations side by side;
short ones said in one breath are answered as one. A message that was taken in and not answered,
because the process died or the database was away, is found in the log again and answered once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.limits import WAITING_PER_CONVERSATION, Refusal
from bot.channels.protocol import Said, answered_frame, typing_frame
from bot.channels.record import Record
from bot.channels.rooms import Rooms, Seat
from bot.channels.turns import Answer, Engine, Question
from bot.channels.waiting import LONG_AGO, Waiting, is_bare_answer
from bot.chats.model import Incoming, Message, Reply, Situation
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
        apology: Callable[[str], Reply],
        clock: Callable[[], datetime],
        max_chars: int,
        burst_seconds: float,
    ) -> None:
        self._record = record
        self._engine = engine
        self._rooms = rooms
        self._apology = apology
        self._clock = clock
        self._max_chars = max_chars
        self._burst_seconds = burst_seconds
        self._waiting: dict[str, Waiting] = {}
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
            answers = is_bare_answer(content.text) and self._record.asks(conversation_id)
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
                now = asyncio.get_running_loop().time()
                question = self._question_of(message, closes=said.tapped)
                self._enqueue(replace(question, answers=answers), heard=now)
        waits = self._is_waiting(conversation_id, received.message_id)
        return Taken(received.message_id, content.text, answered=not waits)

    def typing(self, conversation_id: str) -> None:
        """The buyer is writing on: what waits for more waits a little longer."""
        waiting = self._waiting.get(conversation_id)
        if waiting is not None:
            waiting.typing(now=asyncio.get_running_loop().time())

    def adopt(self, *, min_age_seconds: float) -> int:
        """Answer what was left unanswered at least that long ago; returns how many.

        Other copies of this process may have younger ones in hand. An operator's messages may
        bear any time: where there are other copies, they are left to the one that took them.
        Messages that a turn was cut off on are read as one again up to the one it was decided on.
        """
        newest = self._clock() - timedelta(seconds=min_age_seconds)
        left = [
            message
            for message in self._record.unanswered()
            if not self._is_waiting(message.conversation_id, message.id)
            and (not min_age_seconds if _is_operators(message) else message.at <= newest)
        ]
        decided = self._record.decided({message.conversation_id for message in left})
        for message in left:
            self._enqueue(self._question_of(message, closes=message.id in decided), heard=LONG_AGO)
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

    def _question_of(self, message: Message, *, closes: bool) -> Question:
        """The logged message as a question; an operator's is always read by itself."""
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
            closes=closes or not self._burst_seconds or _is_operators(message),
        )

    def _is_waiting(self, conversation_id: str, message_id: int) -> bool:
        return message_id in self._waiting.get(conversation_id, ())

    def _enqueue(self, question: Question, *, heard: float) -> None:
        conversation_id = question.conversation_id
        waiting = self._waiting.get(conversation_id)
        if waiting is not None:
            waiting.add(question, heard=heard)
            return
        waiting = self._waiting[conversation_id] = Waiting(
            pause_seconds=self._burst_seconds, max_chars=self._max_chars
        )
        waiting.add(question, heard=heard)
        worker = asyncio.get_running_loop().create_task(self._work(conversation_id, waiting))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, conversation_id: str, waiting: Waiting) -> None:
        try:
            while waiting:
                turn = await waiting.turn()
                try:
                    await self._answer(turn)
                except SQLAlchemyError as error:
                    logger.error(
                        "The answer to message %d could not be logged and is tried again: %s",
                        turn.message_id,
                        type(error).__name__,
                    )
                waiting.done(turn)
        finally:
            del self._waiting[conversation_id]

    async def _answer(self, question: Question) -> None:
        """Answer one turn; where a person has the chat, only if words were lost in handing over."""
        conversation_id = question.conversation_id
        situation = self._record.situation(question)
        answer = Answer() if situation is None else await self._asked(question, situation)
        at = self._answered_at(question)
        if answer.replies:
            settled = self._record.settle(question, answer.replies, at=at)
        else:
            apology = self._apology(answer.trouble)
            settled = self._record.settle_failed(question, apology, answer=answer, at=at)
        self._rooms.show(conversation_id, settled.messages, settled.status)
        self._rooms.put(
            conversation_id,
            answered_frame(question.external_id, question.message_id),
            operators_only=True,
        )

    def _answered_at(self, question: Question) -> datetime:
        """Now; in an operator's chat the time the operator set, which may be any."""
        return question.at if _is_operators(question) else self._clock()

    async def _asked(self, question: Question, situation: Situation) -> Answer:
        shown = False

        def show() -> None:
            nonlocal shown
            shown = True
            self._rooms.put(question.conversation_id, typing_frame(True))

        soon = asyncio.get_running_loop().call_later(TYPING_AFTER_SECONDS, show)
        try:
            return await self._engine.answer(question, situation)
        finally:
            soon.cancel()
            if shown:
                self._rooms.put(question.conversation_id, typing_frame(False))


def _is_operators(said: Message | Question) -> bool:
    return said.conversation_id.startswith("cli:")


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
