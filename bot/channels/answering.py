"""Works off what buyers are owed: one conversation's messages one after the other.

Different conversations go side by side, short messages said in one breath are answered as one.
With several copies of the gateway one of them has a conversation at a time, and works off what the
log says is owed in it, whichever copy took it in; a message that was taken in and not answered,
because a process died or the database was away, is found in the log again and answered once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.claims import Claim, Claims
from bot.channels.jobs import ended
from bot.channels.protocol import typing_frame
from bot.channels.record import Record
from bot.channels.rooms import Rooms
from bot.channels.turns import Answer, Engine, Question
from bot.channels.waiting import LONG_AGO, Waiting
from bot.chats.model import Message, Reply, Situation, channel_of
from bot.telemetry.metrics import MESSAGES_ANSWERED
from bot.telemetry.subject import about
from bot.telemetry.tracing import kept_headers, span

logger = logging.getLogger(__name__)

TYPING_AFTER_SECONDS = 0.25


class Answering:
    """The conversations with an answer owed that this copy has in hand.

    `tell` tells everybody else that something of a conversation is new.
    """

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
        claims: Claims,
        tell: Callable[[str], None],
    ) -> None:
        self._record = record
        self._engine = engine
        self._rooms = rooms
        self._apology = apology
        self._clock = clock
        self._max_chars = max_chars
        self._burst_seconds = burst_seconds
        self._claims = claims
        self._tell = tell
        self._waiting: dict[str, Waiting] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._left_before: frozenset[int] = frozenset()

    def count(self, conversation_id: str) -> int:
        """How many messages of the conversation wait here."""
        return len(self._waiting.get(conversation_id, ()))

    def add(self, message: Message, *, tapped: bool, answers: bool) -> None:
        """Have a message answered that was logged this moment.

        `tapped`: it was a button; `answers`: it may be all of an answer to a question of ours.
        """
        question = self._question_of(message, closes=tapped)
        waiting = self._in_hand(message.conversation_id)
        waiting.add(replace(question, answers=answers), heard=_now())

    def typing(self, conversation_id: str) -> None:
        """The buyer is writing on: what waits for more waits a little longer."""
        waiting = self._waiting.get(conversation_id)
        if waiting is not None:
            waiting.typing(now=_now())

    def look_again(self, conversation_id: str) -> None:
        """Another copy took something in: it is worked off here if the conversation is in hand."""
        waiting = self._waiting.get(conversation_id)
        if waiting is not None:
            try:
                self._catch_up(conversation_id, waiting)
            except SQLAlchemyError as error:
                logger.error("What is owed cannot be read: %s", type(error).__name__)

    def take_up(self, conversation_id: str) -> None:
        """Work off what the log says is owed, unless another copy is at it."""
        self._in_hand(conversation_id)

    def adopt(self) -> int:
        """Answer what is owed and in nobody's hands; returns how many messages are tried.

        Other copies may have some in hand: with several, what was owed at the last look already
        is tried, and the copy that is at it keeps it.
        """
        left = [message for message in self._record.unanswered() if not self._has(message)]
        if self._claims.several:
            before, self._left_before = self._left_before, frozenset(each.id for each in left)
            left = [message for message in left if message.id in before]
            for conversation_id in {message.conversation_id for message in left}:
                self.look_again(conversation_id)
                self.take_up(conversation_id)
            return len(left)
        decided = self._record.decided({message.conversation_id for message in left})
        for message in left:
            question = self._question_of(message, closes=message.id in decided)
            self._in_hand(message.conversation_id).add(question, heard=LONG_AGO)
        return len(left)

    async def drain(self, *, seconds: float) -> None:
        """Give turns under way some time to end; what is left is answered after the restart."""
        if self._workers:
            await asyncio.wait(self._workers, timeout=seconds)
        await ended(list(self._workers))

    def _has(self, message: Message) -> bool:
        return message.id in self._waiting.get(message.conversation_id, ())

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
            traced=kept_headers(trace),
        )

    def _in_hand(self, conversation_id: str) -> Waiting:
        """The conversation's queue, with a worker on it."""
        waiting = self._waiting.get(conversation_id)
        if waiting is None:
            waiting = self._waiting[conversation_id] = Waiting(
                pause_seconds=self._burst_seconds, max_chars=self._max_chars
            )
            worker = asyncio.get_running_loop().create_task(self._work(conversation_id, waiting))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        return waiting

    async def _work(self, conversation_id: str, waiting: Waiting) -> None:
        """Answer until nothing is owed, or the conversation is another copy's.

        A copy that does not get the conversation leaves its message in the log, where the one that
        has it looks after it let go; and whoever finds it free then has seen the message.
        """
        try:
            while True:
                async with self._claims.hold(conversation_id) as claim:
                    if not claim.ours:
                        return
                    if self._claims.several:
                        self._start_from_log(conversation_id, waiting)
                    await self._work_off(waiting, claim)
                if not claim.ours:
                    return
                if self._claims.several and not waiting:
                    self._catch_up(conversation_id, waiting)
                if not waiting:
                    return
        except SQLAlchemyError as error:
            logger.error(
                "An answer in %s could not be logged and is tried again: %s",
                conversation_id,
                type(error).__name__,
            )
        finally:
            del self._waiting[conversation_id]

    async def _work_off(self, waiting: Waiting, claim: Claim) -> None:
        while waiting and claim.ours:
            turn = await waiting.turn()
            if self._claims.several and self._catch_up(turn.conversation_id, waiting):
                continue  # another copy took something in, maybe before what is queued here
            said = len(turn.message_ids)
            with (
                about(turn.conversation_id, turn.message_id),
                span("turn", kind="consumer", parent=turn.traced, messages=said),
            ):
                answered = await self._answer(turn)
            waiting.done(turn)
            if answered:
                MESSAGES_ANSWERED.labels(channel_of(turn.conversation_id)).inc(said)
            else:
                self._catch_up(turn.conversation_id, waiting)

    def _start_from_log(self, conversation_id: str, waiting: Waiting) -> None:
        owed = self._record.owed(conversation_id)
        waiting.keep({message.id for message in owed})
        if owed and not waiting:
            logger.warning("Took up %d messages that another copy left.", len(owed))
        self._add_owed(owed, waiting)

    def _catch_up(self, conversation_id: str, waiting: Waiting) -> bool:
        return self._add_owed(self._record.owed(conversation_id), waiting)

    def _add_owed(self, owed: Sequence[Message], waiting: Waiting) -> bool:
        """Queue what is owed and was not queued, if any: whether there was.

        It was heard as long ago as its age says.
        """
        missing = [message for message in owed if message.id not in waiting]
        if not missing:
            return False
        decided = self._record.decided({missing[0].conversation_id})
        now, clock = _now(), self._clock()
        for message in missing:
            question = self._question_of(message, closes=message.id in decided)
            age = max(0.0, (clock - message.at).total_seconds())
            waiting.add(question, heard=now - age)
        return True

    async def _answer(self, question: Question) -> bool:
        """Answer one turn; where a person has the chat, only if words were lost in handing over.

        False where another copy answered all or part of it: the rest is still owed.
        """
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
        self._rooms.turn_over(conversation_id, question.message_ids)
        self._tell(conversation_id)
        return not settled.refused

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


def _now() -> float:
    return asyncio.get_running_loop().time()
