"""Takes buyers' messages in: cleaned, logged once, acknowledged, and owed an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.answering import Answering
from bot.channels.claims import Claims, OnlyCopy
from bot.channels.identity import Visitor
from bot.channels.limits import WAITING_PER_CONVERSATION, Refusal
from bot.channels.protocol import Kind, Said
from bot.channels.record import Record
from bot.channels.rooms import Rooms, Seat
from bot.channels.turns import Engine
from bot.channels.waiting import is_bare_answer
from bot.chats.model import Incoming, Message, Received, Reply
from bot.telemetry.metrics import MESSAGES_REFUSED, MESSAGES_TAKEN
from bot.telemetry.subject import about
from bot.telemetry.tracing import carried, span
from bot.text.normalise import clean_message

logger = logging.getLogger(__name__)

EMPTY_TEXT = "〔空消息〕"
# What the log says of a message without words.
SHOWN: Mapping[Kind, str] = {
    "image": "〔图片〕", "voice": "〔语音〕", "video": "〔视频〕", "location": "〔位置〕",
    "file": "〔文件〕", "other": "〔消息〕",
}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """A message that is committed, and the text that was kept of it.

    `answered`: no reply of the bot's will follow, for it was answered or a person has the chat.
    `duplicate`: it was taken in before.
    """

    message_id: int
    text: str
    answered: bool
    duplicate: bool = False


@dataclass(frozen=True)
class _Content:
    text: str
    kind: str
    truncated: bool


def _nobody(_conversation_id: str) -> None:
    """Nobody else is told."""


class Intake:
    """Takes messages in from every channel and sees to it that each is answered once.

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
        claims: Claims | None = None,
        tell: Callable[[str], None] = _nobody,
    ) -> None:
        self._record = record
        self._rooms = rooms
        self._clock = clock
        self._max_chars = max_chars
        self._tell = tell
        self._claims = claims or OnlyCopy()
        self._answering = Answering(
            record=record,
            engine=engine,
            rooms=rooms,
            apology=apology,
            clock=clock,
            max_chars=max_chars,
            burst_seconds=burst_seconds,
            claims=self._claims,
            tell=tell,
        )

    def take(
        self,
        said: Said,
        *,
        visitor: Visitor,
        seat: Seat | None = None,
        address: Mapping[str, Any] | None = None,
    ) -> Taken | Refusal:
        """Commit a visitor's message and have it answered unless a person has the chat.

        A message taken before is confirmed again and not answered again. The buyer's sockets other
        than `seat` are shown the message. `address` is what the channel needs to reach the buyer.
        """
        channel = visitor.channel
        with about(visitor.conversation_id), span("message", kind="server", channel=channel):
            taken = self._take(said, visitor, seat, address)
        if isinstance(taken, Refusal):
            MESSAGES_REFUSED.labels(channel, taken.value).inc()
        elif not taken.duplicate:
            MESSAGES_TAKEN.labels(channel).inc()
        return taken

    def _take(
        self, said: Said, visitor: Visitor, seat: Seat | None, address: Mapping[str, Any] | None
    ) -> Taken | Refusal:
        incoming = self._incoming(said, visitor, address or {})
        text = incoming.text
        try:
            if self._waiting(visitor.conversation_id) >= WAITING_PER_CONVERSATION:
                return Refusal.TOO_MANY_WAITING
            answers = is_bare_answer(text) and self._record.asks(visitor.conversation_id)
            received = self._record.receive(incoming)
            owed = self._is_owed(received)
        except SQLAlchemyError as error:
            logger.error("A message could not be logged: %s", type(error).__name__)
            return Refusal.UNSAVED
        if seat is not None:
            seat.note(received.message_id)
        if not received.duplicate:
            message = _as_logged(incoming, received.message_id)
            for other in self._rooms.seats(visitor.conversation_id):
                other.show([message])
            if owed:
                self._answering.add(message, tapped=said.tapped, answers=answers)
            self._tell(visitor.conversation_id)
        elif owed and self._claims.several:
            self._answering.take_up(visitor.conversation_id)  # the copy that took it may be dead
        return Taken(received.message_id, text, answered=not owed, duplicate=received.duplicate)

    def typing(self, conversation_id: str) -> None:
        """The buyer is writing on: what waits for more waits a little longer."""
        self._answering.typing(conversation_id)

    def look_again(self, conversation_id: str) -> None:
        """Another copy has news of the conversation: see to it where it is in hand here."""
        self._answering.look_again(conversation_id)

    def adopt(self) -> int:
        """Answer what is owed and in nobody's hands; returns how many messages are tried."""
        return self._answering.adopt()

    async def drain(self, *, seconds: float) -> None:
        """Give turns under way some time to end; what is left is answered after the restart."""
        await self._answering.drain(seconds=seconds)

    def _waiting(self, conversation_id: str) -> int:
        """How many messages wait; of several copies each has taken in only some of them."""
        if self._claims.several:
            return self._record.owed_count(conversation_id)
        return self._answering.count(conversation_id)

    def _is_owed(self, received: Received) -> bool:
        if received.duplicate:
            return self._record.is_owed(received.message_id)
        return not received.with_person

    def _incoming(self, said: Said, visitor: Visitor, address: Mapping[str, Any]) -> Incoming:
        content = self._content(said)
        at = said.at if said.at is not None and visitor.operator else self._clock()
        return Incoming(
            conversation_id=visitor.conversation_id,
            buyer_id=visitor.conversation_id,
            channel=visitor.channel,
            external_id=said.id,
            text=content.text,
            at=at,
            product_id=said.product,
            trace={
                "kind": content.kind,
                "truncated": content.truncated,
                "product_id": said.product,
                **carried(),
            },
            address=address,
        )

    def _content(self, said: Said) -> _Content:
        if said.kind != "text":
            kind = "image" if said.kind == "image" else "media"
            return _Content(SHOWN[said.kind], kind, truncated=False)
        if not isinstance(said.text, str):
            return _Content(SHOWN["image"], "image", truncated=False)
        clean = clean_message(said.text, max_chars=self._max_chars)
        return _Content(clean.text or EMPTY_TEXT, clean.kind, clean.truncated)


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
