"""One turn of the dialogue engine: a logged message in, replies out, never an exception."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.guard import REFUSED, Guard
from bot.channels.words import TROUBLE
from bot.chats.model import Reply, Situation
from bot.telemetry.metrics import TURN_SECONDS, TURNS_FAILED

logger = logging.getLogger(__name__)


class TurnFailedError(Exception):
    """The dialogue gave no answer; the text says why and quotes no buyer."""


@dataclass(frozen=True)
class TurnCall:
    """What the dialogue is asked; `message_id` is the channel's, `metadata` goes along as JSON."""

    text: str
    sender_id: str
    message_id: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


# Raises TurnFailedError.
Ask = Callable[[TurnCall], Awaitable[Sequence[Reply]]]


@dataclass(frozen=True)
class Question:
    """A buyer's message that is owed an answer.

    `kind` is CleanMessage's, "image" or "media" (a voice message and the like); `at` is when the
    buyer said it; `closes` that nothing said later is read as one with it; `answers` that it may be
    all of an answer to a question of ours. Of several read as one, this is the last with the text
    of all, and `earlier` has the ids of the others. `traced`: the headers of the trace that the
    message began.
    """

    message_id: int
    conversation_id: str
    external_id: str
    text: str
    product_id: str
    kind: str
    truncated: bool
    at: datetime
    closes: bool = False
    answers: bool = False
    earlier: tuple[int, ...] = ()
    traced: Mapping[str, str] = field(default_factory=dict)

    @property
    def message_ids(self) -> tuple[int, ...]:
        """The ids of all messages read as one, oldest first."""
        return (*self.earlier, self.message_id)


@dataclass(frozen=True)
class Answer:
    """The replies in order; without any, `trouble` is why, as a ticket's reason.

    `told` is what the person who takes over reads of it, by label.
    """

    replies: tuple[Reply, ...] = ()
    trouble: str = TROUBLE
    told: Mapping[str, str] = field(default_factory=dict)


class Engine:
    """Asks the dialogue, at most `timeout_seconds` a question; `guard` judges what it says."""

    def __init__(self, ask: Ask, *, timeout_seconds: float, guard: Guard) -> None:
        self._ask = ask
        self._timeout = timeout_seconds
        self._guard = guard

    async def answer(
        self,
        question: Question,
        situation: Situation,
        *,
        more: Mapping[str, Any] | None = None,
    ) -> Answer:
        """What to say; nothing when the engine failed, was too slow or said what it may not.

        `more` is told to the dialogue beside what it is always told.
        """
        call = TurnCall(
            text=question.text,
            sender_id=question.conversation_id,
            message_id=question.external_id,
            metadata={
                "message_id": question.message_id,
                "buyer_id": question.conversation_id,
                "product_id": question.product_id,
                "at": question.at.isoformat(),
                "kind": question.kind,
                "truncated": question.truncated,
                "chat": asdict(situation),
                **(more or {}),
            },
        )
        try:
            with TURN_SECONDS.time():
                replies = tuple(await asyncio.wait_for(self._ask(call), self._timeout))
        except asyncio.TimeoutError:
            TURNS_FAILED.labels("timeout").inc()
            logger.error(
                "Message %d got no answer within %s s.", question.message_id, self._timeout
            )
            return Answer()
        except TurnFailedError as error:
            TURNS_FAILED.labels("error").inc()
            logger.error("The turn of message %d failed: %s", question.message_id, error)
            return Answer()
        refused = self._guard.refused(replies)
        if refused is None:
            if not replies:
                TURNS_FAILED.labels("silence").inc()
            return Answer(replies)
        TURNS_FAILED.labels("withheld").inc()
        logger.error("A reply to message %d was withheld: %s", question.message_id, refused.logged)
        return Answer(trouble=REFUSED, told=refused.told)
