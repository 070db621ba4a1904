"""`POST /internal/meant`: a person said what a message meant, and who waits on it is answered.

In: `message_ids` (each the last message of a buyer in a chat that waits because the bot did not
understand), `meant` (its intents) and `login`. Each is first decided as a draft: what would fetch a
person all the same is left to one. The turn is then run for good, its answer logged and the ticket
closed together, unless somebody took the chat meanwhile. Out: `answered`, the ids that were; 503
without the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, ValidationError, conint, constr
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.drafts import is_sendable, question_of, surroundings_of, without_draft
from bot.channels.turns import Answer, Engine
from bot.chats.log import ChatLog
from bot.chats.model import Message, Reply, Situation
from bot.chats.not_understood import NotUnderstood, Stuck
from bot.database.engine import transaction
from bot.serving.internal import knows
from bot.settings import SHOP_TIMEZONE
from bot.telemetry.subject import about
from bot.telemetry.tracing import span

logger = logging.getLogger(__name__)

PATH = "/internal/meant"
AT_ONCE = 4
MOST = 200
# In the trace of a reply: whose word it was that the message meant this.
MEANT_BY = "meant_by"


class Meant(BaseModel):
    """What the desk tells."""

    message_ids: list[conint(ge=1, lt=2**31)] = Field(..., max_items=MOST)  # type: ignore[valid-type]
    meant: list[constr(regex=r"^[a-z_]{1,40}$")] = Field(  # type: ignore[valid-type]
        ..., min_items=1, max_items=5
    )
    login: str = Field(..., min_length=1, max_length=40)


@dataclass(frozen=True)
class _Asked:
    stuck: Stuck
    message: Message
    situation: Situation


@dataclass(frozen=True)
class Meaning:
    """Answers who waits on a message that is understood now; `tell` hears of conversations."""

    url: str
    engine: Engine
    clock: Callable[[], datetime]
    tell: Callable[[str], None]

    def mount(self, blueprint: Blueprint, *, token: str) -> None:
        """Put the address on the blueprint, for whoever knows the token."""

        async def meant(request: Request) -> HTTPResponse:
            if not knows(request.headers, token):
                return json_response({"error": "token"}, status=403)
            try:
                wanted = Meant.parse_raw(request.body)
            except ValidationError:
                return json_response({"error": "not a meaning"}, status=400)
            try:
                with span("meant", kind="server", parent=request.headers):
                    answered = await self.answer(wanted)
            except SQLAlchemyError as error:
                logger.error("Waiting chats could not be answered: %s", type(error).__name__)
                return json_response({"error": "database"}, status=503)
            return json_response({"answered": answered})

        blueprint.add_route(meant, PATH, methods=["POST"], name="meant")

    async def answer(self, wanted: Meant) -> list[int]:
        """The ids of the messages that were answered."""
        free = asyncio.Semaphore(AT_ONCE)

        async def one(message_id: int) -> bool:
            async with free:
                return await self._answer(message_id, wanted)

        message_ids = list(dict.fromkeys(wanted.message_ids))
        done = await asyncio.gather(*map(one, message_ids))
        return [message_id for message_id, was in zip(message_ids, done, strict=True) if was]

    async def _answer(self, message_id: int, wanted: Meant) -> bool:
        asked = self._asked(message_id)
        if asked is None:
            return False
        at = self.clock()
        with about(asked.message.conversation_id, message_id):
            draft = await self._decided(asked, wanted, at, draft=True)
            if not draft.replies or not is_sendable(draft.replies):
                return False
            digest = str(draft.replies[0].trace.get("digest", ""))
            answer = await self._decided(asked, wanted, at, expect=digest)
        if not answer.replies or any(reply.trace.get("changed") for reply in answer.replies):
            return False
        if not self._say(asked, answer.replies, wanted.login, at):
            return False
        self.tell(asked.stuck.conversation_id)
        return True

    async def _decided(self, asked: _Asked, wanted: Meant, at: datetime, **more: Any) -> Answer:
        return await self.engine.answer(
            question_of(asked.message),
            asked.situation,
            more={
                "meant": wanted.meant,
                "at": at.astimezone(SHOP_TIMEZONE).isoformat(),
                **more,
            },
        )

    def _asked(self, message_id: int) -> _Asked | None:
        with transaction(self.url) as session:
            stuck = NotUnderstood(session).of_message(message_id)
            message = ChatLog(session).get(message_id) if stuck else None
            situation = surroundings_of(session, message) if message else None
        return _Asked(stuck, message, situation) if stuck and message and situation else None

    def _say(self, asked: _Asked, replies: tuple[Reply, ...], login: str, at: datetime) -> bool:
        """Log the answer and close the ticket, together; False where the chat is not free."""
        said = [without_draft(reply) for reply in replies]
        told = [
            Reply(reply.text, reply.payload, {**reply.trace, MEANT_BY: login}) for reply in said
        ]
        with transaction(self.url) as session:
            if not NotUnderstood(session).close(asked.stuck, at=at):
                return False
            ChatLog(session).reply(asked.stuck.conversation_id, told, answers=None, at=at)
        return True
