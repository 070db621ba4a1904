"""One turn of the dialogue engine: a logged message in, replies out, never an exception."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.collector import ReplyCollector
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


class Engine:
    """Asks Rasa, for at most `timeout_seconds` a question."""

    def __init__(self, on_new_message: OnNewMessage, *, timeout_seconds: float) -> None:
        self._ask = on_new_message
        self._timeout = timeout_seconds

    async def answer(self, question: Question, situation: Situation) -> tuple[Reply, ...]:
        """The replies in order; empty when the engine failed, was too slow or had none."""
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
            return ()
        except Exception as error:  # noqa: BLE001 - whatever broke in a turn, the buyer gets words
            # Only frames and the type: an exception's text may quote the buyer.
            logger.error(
                "The turn of message %d broke with %s:\n%s",
                question.message_id,
                type(error).__name__,
                "".join(traceback.format_tb(error.__traceback__)),
            )
            return ()
        return tuple(collector.replies)
