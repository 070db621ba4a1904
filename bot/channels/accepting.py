"""`POST /internal/accept`: a person sends a suggestion as it stands.

In: `message_id` (the buyer's message it is for), `login`, `text` (what the person read) and
`client_id`. The turn is run for good first, so that what it concedes is in the ledger before the
buyer reads it. Out: `{"sent": true}`, also where that person sent it before, or
`{"changed": [replies]}` where something changed since; 404 where there is no such suggestion, 409
where the chat is not the person's or somebody sent it, 502 where the dialogue gave no answer, 503
without the database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.drafts import question_of, surroundings_of, without_draft
from bot.channels.turns import Engine
from bot.chats.log import ChatLog
from bot.chats.model import Message, Reply, Situation, Ticket
from bot.chats.owed import SUGGESTED
from bot.chats.suggestions import Suggestion, Suggestions
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.serving.internal import knows
from bot.settings import SHOP_TIMEZONE
from bot.telemetry.subject import about
from bot.telemetry.tracing import span

logger = logging.getLogger(__name__)

PATH = "/internal/accept"


class Acceptance(BaseModel):
    """What the desk asks; `client_id` is the page's own, for its log."""

    message_id: int = Field(..., ge=1, lt=2**31)
    login: str = Field(..., min_length=1, max_length=40)
    text: str = Field(..., min_length=1)
    client_id: str = Field(..., min_length=1, max_length=90)


class NotAcceptedError(Exception):
    """It is not sent; `status` is the answer's, `error` says why."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


@dataclass(frozen=True)
class _Found:
    suggestion: Suggestion
    ticket: Ticket
    message: Message
    situation: Situation


@dataclass(frozen=True)
class Accepting:
    """Sends suggestions; `tell` hears of conversations with news."""

    url: str
    engine: Engine
    clock: Callable[[], datetime]
    tell: Callable[[str], None]

    def mount(self, blueprint: Blueprint, *, token: str) -> None:
        """Put the address on the blueprint, for whoever knows the token."""

        async def accept(request: Request) -> HTTPResponse:
            if not knows(request.headers, token):
                return json_response({"error": "token"}, status=403)
            try:
                wanted = Acceptance.parse_raw(request.body)
            except ValidationError:
                return json_response({"error": "not an acceptance"}, status=400)
            try:
                with span("accept", kind="server", parent=request.headers):
                    body = await self.accept(wanted)
            except NotAcceptedError as refused:
                return json_response({"error": refused.error}, status=refused.status)
            except SQLAlchemyError as error:
                logger.error("A suggestion could not be sent: %s", type(error).__name__)
                return json_response({"error": "database"}, status=503)
            return json_response(body, ensure_ascii=False)

        blueprint.add_route(accept, PATH, methods=["POST"], name="accept")

    async def accept(self, wanted: Acceptance) -> dict[str, Any]:
        """What is answered; raises NotAcceptedError."""
        found = self._found(wanted)
        if found is None:
            return {"sent": True}
        if found.suggestion.text != wanted.text:
            return _changed(found.suggestion.replies)
        at = self.clock()
        with about(found.message.conversation_id, found.message.id):
            answer = await self.engine.answer(
                question_of(found.message),
                found.situation,
                more={
                    "expect": found.suggestion.digest,
                    "at": at.astimezone(SHOP_TIMEZONE).isoformat(),
                },
            )
        if not answer.replies:
            raise NotAcceptedError(502, "no answer")
        if any(reply.trace.get("changed") for reply in answer.replies):
            return self._changed(found, answer.replies, at)
        self._send(found, answer.replies, wanted, at)
        self.tell(found.ticket.conversation_id)
        return {"sent": True}

    def _found(self, wanted: Acceptance) -> _Found | None:
        """The suggestion; None where this very request sent it before."""
        with transaction(self.url) as session:
            suggestion = Suggestions(session).of(wanted.message_id)
            message = ChatLog(session).get(wanted.message_id)
            if suggestion is None or message is None or not suggestion.digest:
                raise NotAcceptedError(404, "no suggestion")
            if suggestion.used_by:
                if suggestion.used_by == wanted.login:
                    return None
                raise NotAcceptedError(409, "sent by somebody else")
            ticket = Tickets(session).current(suggestion.conversation_id)
            if ticket is None or ticket.taken_by != wanted.login:
                raise NotAcceptedError(409, "not yours")
            situation = surroundings_of(session, message)
        if situation is None:
            raise NotAcceptedError(409, "not yours")
        return _Found(suggestion, ticket, message, situation)

    def _changed(self, found: _Found, replies: tuple[Reply, ...], at: datetime) -> dict[str, Any]:
        """Keep what would be said now in the place of what was suggested."""
        told = [without_draft(reply) for reply in replies]
        with transaction(self.url) as session:
            Suggestions(session).keep(
                found.message.conversation_id,
                found.message.id,
                replies=told,
                digest=str(replies[0].trace.get("digest", "")),
                at=at,
            )
        return _changed(told)

    def _send(
        self, found: _Found, replies: tuple[Reply, ...], wanted: Acceptance, at: datetime
    ) -> None:
        """Log what the person read, with why it was decided for good."""
        conversation_id = found.ticket.conversation_id
        said = [
            Reply(read.text, read.payload, {**decided.trace, SUGGESTED: True})
            for read, decided in zip(found.suggestion.replies, replies, strict=True)
        ]
        with transaction(self.url) as session:
            if not Tickets(session).hold(found.ticket.id, login=wanted.login):
                raise NotAcceptedError(409, "not yours")
            if not Suggestions(session).use(found.message.id, login=wanted.login, at=at):
                return
            ChatLog(session).reply(
                conversation_id, said, answers=None, at=at, sender="agent", agent=wanted.login
            )


def _changed(replies: Sequence[Reply]) -> dict[str, Any]:
    return {"changed": [asdict(reply) for reply in replies]}
