"""One turn of the dialogue engine: a logged message in, replies out, never an exception."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.collector import ReplyCollector
from bot.channels.guard import REFUSED, Guard
from bot.channels.words import TROUBLE
from bot.chats.model import Reply, Situation

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


@dataclass(frozen=True)
class Question:
    """A buyer's message that is owed an answer.

    `kind` is CleanMessage's, or "image"; `at` is when the buyer said it; `closes` that nothing
    said later is read as one with it; `answers` that it may be all of an answer to a question of
    ours. Of several read as one, this is the last with the text of all, and `earlier` has the ids
    of the others.
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
    """Asks Rasa, for at most `timeout_seconds` a question; `guard` judges what it says."""

    def __init__(
        self, on_new_message: OnNewMessage, *, timeout_seconds: float, guard: Guard
    ) -> None:
        self._ask = on_new_message
        self._timeout = timeout_seconds
        self._guard = guard

    async def answer(self, question: Question, situation: Situation) -> Answer:
        """What to say; nothing when the engine failed, was too slow or said what it may not."""
        collector = ReplyCollector()
        message = UserMessage(
            text=question.text,
            output_channel=collector,
            sender_id=question.conversation_id,
            input_channel="web",
            message_id=question.external_id,
            metadata={
                "message_id": question.message_id,
                "buyer_id": question.conversation_id,
                "product_id": question.product_id,
                "at": question.at.isoformat(),
                "kind": question.kind,
                "truncated": question.truncated,
                "chat": asdict(situation),
            },
        )
        try:
            await asyncio.wait_for(self._ask(message), self._timeout)
        except asyncio.TimeoutError:
            logger.error(
                "Message %d got no answer within %s s.", question.message_id, self._timeout
            )
            return Answer()
        except Exception as error:  # noqa: BLE001 - whatever broke in a turn, the buyer gets words
            # Only frames and the type: an exception's text may quote the buyer.
            logger.error(
                "The turn of message %d broke with %s:\n%s",
                question.message_id,
                type(error).__name__,
                "".join(traceback.format_tb(error.__traceback__)),
            )
            return Answer()
        replies = tuple(collector.replies)
        refused = self._guard.refused(replies)
        if refused is None:
            return Answer(replies)
        logger.error("A reply to message %d was withheld: %s", question.message_id, refused.logged)
        return Answer(trouble=REFUSED, told=refused.told)
