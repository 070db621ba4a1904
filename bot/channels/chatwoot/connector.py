"""The Chatwoot channel: webhooks in, the application API out.

The bot speaks while a conversation is `pending` and nobody has a ticket of it. A hand-over opens
it there with a note; people who open it, answer in it or set it back to `pending` there
take and give back here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.chatwoot.api import ChatwootApi
from bot.channels.chatwoot.events import UnreadableEventError, read_event
from bot.channels.chatwoot.gate import Gate
from bot.channels.chatwoot.hearing import Heard, Hearing
from bot.channels.chatwoot.standing import (
    Assign,
    Known,
    SetLabel,
    SetStatus,
    Step,
    WriteNote,
    note_of,
    steps,
)
from bot.channels.connector import NotDeliveredError, Parcel, UndeliverableError
from bot.channels.limits import Refusal
from bot.channels.people import People
from bot.channels.plain import choices, plain_words
from bot.chats.addresses import Addresses
from bot.chats.channel_side import ChannelSide
from bot.database.engine import transaction

logger = logging.getLogger(__name__)

NAME = "chatwoot"
BODY_BYTES = 256 * 1024
NOTE_SECONDS = 60.0
# Chatwoot tries again after 429 and 500 only, and opens the conversation to people in the end.
_STATUS = {
    Refusal.TOO_FAST: 429,
    Refusal.TOO_MANY_WAITING: 429,
    Refusal.UNREADABLE: 422,
    Refusal.UNSAVED: 500,
}


class ChatwootConnector:
    """One account of Chatwoot; `crew` is login to user id there, `team` whom a hand-over is for."""

    name = NAME

    def __init__(
        self,
        *,
        url: str,
        account: int,
        gate: Gate,
        api: ChatwootApi,
        hearing: Hearing,
        people: People,
        crew: Mapping[str, int],
        team: int,
        clock: Callable[[], datetime],
    ) -> None:
        self._url = url
        self._account = account
        self._gate = gate
        self._api = api
        self._hearing = hearing
        self._people = people
        self._crew = crew
        self._team = team
        self._clock = clock
        self._comparing: set[asyncio.Task[None]] = set()
        self._at_work: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def blueprint(self) -> Blueprint:
        """`POST /channels/chatwoot`, and with the token of the address behind it."""
        blueprint = Blueprint("chatwoot")

        async def webhook(request: Request, token: str = "") -> HTTPResponse:
            return await self.webhook(request, token)

        methods = ["POST"]
        blueprint.add_route(webhook, "/channels/chatwoot", methods=methods, name="webhook")
        blueprint.add_route(
            webhook, "/channels/chatwoot/<token:str>", methods=methods, name="webhook_by_token"
        )
        return blueprint

    async def webhook(self, request: Request, token: str) -> HTTPResponse:
        """Take in what Chatwoot tells: 200, or an error that says what is wrong with it."""
        if len(request.body) > BODY_BYTES:
            return json({"error": f"more than {BODY_BYTES} bytes"}, status=413)
        if not self._gate.admits(request.headers, request.body, token=token):
            logger.warning("A webhook that is not Chatwoot's, or an old one, was refused.")
            return json({"error": "signature, timestamp or token"}, status=401)
        try:
            event = read_event(request.body)
        except UnreadableEventError as error:
            return json({"error": str(error)}, status=422)
        if event is None:
            return json({"result": "ignored"})
        if event.account is not None and event.account.id != self._account:
            logger.warning("A webhook of another account of Chatwoot was refused.")
            return json({"error": "another account"}, status=403)
        try:
            heard = self._hearing.hear(event)
        except SQLAlchemyError as error:
            logger.error("An event of Chatwoot could not be kept: %s", type(error).__name__)
            heard = Heard("", Refusal.UNSAVED)
        if heard.refusal is not None:
            return json({"error": heard.refusal.value}, status=_STATUS[heard.refusal])
        if heard.by_people:
            self._compare_soon(heard.conversation_id)
        return json({"result": "taken"})

    async def deliver(self, parcel: Parcel) -> None:
        """Write the message into the conversation, unless it came back from there before."""
        known = self._known(parcel.conversation_id)
        if not known.conversation:
            raise UndeliverableError("Chatwoot: no conversation is known")
        if known.echoed >= parcel.message_id:
            return
        text = plain_words(parcel.text, parcel.payload)
        offered = choices(parcel.payload)
        await self._api.say(known.conversation, text, message_id=parcel.message_id, offered=offered)

    async def changed(self, conversation_id: str) -> None:
        """Open, label, assign and note a hand-over there, or give the conversation back.

        Raises NotDeliveredError where Chatwoot did not take a step; the next call goes on there.
        """
        async with self._at_work.setdefault(conversation_id, asyncio.Lock()):
            known = self._known(conversation_id)
            if not known.conversation:
                return
            ticket = self._people.ticket(conversation_id)
            try:
                for step in steps(known, ticket, crew=self._crew, team=self._team):
                    await self._take(step, conversation_id, known)
            except UndeliverableError as error:
                logger.warning("Chatwoot does not take it, it is left so: %s", error.why)

    async def close(self) -> None:
        """Close the connections to Chatwoot."""
        for comparing in self._comparing:
            comparing.cancel()
        await asyncio.gather(*self._comparing, return_exceptions=True)
        await self._api.close()

    def _compare_soon(self, conversation_id: str) -> None:
        """People did something there: what is left to tell them does not wait for a sweep."""

        async def compare() -> None:
            try:
                await self.changed(conversation_id)
            except (NotDeliveredError, SQLAlchemyError) as error:
                logger.warning("Chatwoot is told later: %s", type(error).__name__)

        comparing = asyncio.get_running_loop().create_task(compare())
        self._comparing.add(comparing)
        comparing.add_done_callback(self._comparing.discard)

    async def _take(self, step: Step, conversation_id: str, known: Known) -> None:
        """Do one step there, and keep that it is done."""
        there = known.conversation
        if isinstance(step, SetStatus):
            await self._api.set_status(there, step.status)
            now = self._clock().timestamp()
            self._keep(conversation_id, status=step.status, status_at=now)
        elif isinstance(step, SetLabel):
            await self._api.relabel(there, add=step.label, remove=step.instead_of)
            self._keep(conversation_id, label=step.label)
        elif isinstance(step, Assign):
            await self._api.assign(there, user=step.user, team=step.team)
            if step.user:
                self._keep(conversation_id, assignee=step.user)
        else:
            await self._note(step, conversation_id, there)

    async def _note(self, step: WriteNote, conversation_id: str, there: int) -> None:
        """Write the summary; of several copies of this process, one does."""
        lease = f"note:{there}:{step.ticket.id}"
        now = self._clock()
        with transaction(self._url) as session:
            side = ChannelSide(session, self.name)
            if not side.lease(lease, kind="note", at=now, seconds=NOTE_SECONDS):
                return
        try:
            await self._api.note(there, note_of(step.ticket), ticket_id=step.ticket.id)
        except BaseException:
            with transaction(self._url) as session:
                ChannelSide(session, self.name).release(lease)
            raise
        self._keep(conversation_id, noted=step.ticket.id)

    def _known(self, conversation_id: str) -> Known:
        with transaction(self._url) as session:
            return Known.of(Addresses(session).of(conversation_id))

    def _keep(self, conversation_id: str, **changed: Any) -> None:
        with transaction(self._url) as session:
            Addresses(session).merge(conversation_id, changed)
