"""One WebSocket from its hello to its end; everything of weight happens in `intake`."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from sanic.exceptions import WebsocketClosed
from sqlalchemy.exc import SQLAlchemyError
from websockets.exceptions import ConnectionClosed

from bot.channels.identity import Visitor
from bot.channels.intake import Intake, Taken
from bot.channels.limits import Closing, Pace, Refusal
from bot.channels.protocol import (
    FrameError,
    Hello,
    Said,
    Typing,
    ack_frame,
    hello_frame,
    parse_frame,
    refused_frame,
)
from bot.channels.record import Record
from bot.channels.rooms import OVERLAP, AgentNames, Rooms, Seat
from bot.channels.words import ChannelWords
from bot.telemetry.metrics import MESSAGES_REFUSED

logger = logging.getLogger(__name__)

HELLO_WITHIN_SECONDS = 10.0


class Wire(Protocol):
    """What is used of Sanic's WebSocket."""

    async def recv(self, timeout: float | None = None) -> str | bytes | None:
        """The next frame, or None after `timeout` seconds without one."""

    async def send(self, message: str) -> None:
        """Send a text frame."""

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Start the closing handshake."""


@dataclass(frozen=True)
class Counter:
    """Serves sockets: everything a conversation needs, shared by all of them."""

    record: Record
    rooms: Rooms
    intake: Intake
    pace: Pace
    words: ChannelWords
    agent_names: AgentNames

    async def serve(self, wire: Wire, visitor: Visitor) -> None:
        """Talk with one client until either side ends it."""
        hello = await _hello(wire)
        if hello is None:
            await wire.close(Closing.NO_HELLO)
            return
        seat = Seat(visitor, self.agent_names)
        if not self.rooms.join(seat):
            await wire.close(Closing.TOO_SLOW)
            return
        try:
            self._welcome(seat, hello)
            await self._converse(wire, seat)
        finally:
            self.rooms.leave(seat)

    def _welcome(self, seat: Seat, hello: Hello) -> None:
        """Greet, then show what the client missed and who has the chat."""
        conversation_id = seat.visitor.conversation_id
        seat.put(hello_frame(conversation_id))
        try:
            missed, status = self.record.since(conversation_id, after=max(0, hello.after - OVERLAP))
            if hello.after and not missed:  # the client wants nothing of what there is
                seat.start_after(self.record.newest_id())
        except SQLAlchemyError as error:
            logger.error("A chat could not be read: %s", type(error).__name__)
            seat.close(Closing.TOO_SLOW)
            return
        seat.show(missed)
        seat.tell(status)

    async def _converse(self, wire: Wire, seat: Seat) -> None:
        sender = asyncio.ensure_future(_send(wire, seat))
        reader = asyncio.ensure_future(self._read(wire, seat))
        closer = asyncio.ensure_future(seat.closed())
        tasks = {sender, reader, closer}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sender.cancel()
            closer.cancel()
            await _end_reading(wire, reader)
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in (sender, reader):
            if not task.cancelled() and (fault := task.exception()) is not None:
                raise fault
        if not closer.cancelled():
            await wire.close(closer.result())

    async def _read(self, wire: Wire, seat: Seat) -> None:
        while True:
            data = await _received(wire)
            if data is None:
                return
            try:
                frame = parse_frame(data)
            except FrameError as error:
                MESSAGES_REFUSED.labels(seat.visitor.channel, Refusal.UNREADABLE.value).inc()
                self._refuse(error.external_id, Refusal.UNREADABLE, seat)
                continue
            if isinstance(frame, Said):
                self._hear(frame, seat)
            elif isinstance(frame, Typing):
                self.intake.typing(seat.visitor.conversation_id)
            else:
                seat.put({"type": "pong"})

    def _hear(self, said: Said, seat: Seat) -> None:
        visitor = seat.visitor
        if not visitor.operator and self.pace.refuses(visitor.conversation_id):
            self._refuse(said.id, Refusal.TOO_FAST, seat)
            return
        taken = self.intake.take(said, visitor=visitor, seat=seat)
        if not isinstance(taken, Taken):
            self._refuse(said.id, taken, seat)
            return
        seat.put(ack_frame(said.id, taken.message_id, taken.text))
        if visitor.operator:
            seat.await_answer(taken.message_id, said.id)
            if taken.answered:
                seat.turn_over(taken.message_id)

    def _refuse(self, external_id: str, refusal: Refusal, seat: Seat) -> None:
        seat.put(refused_frame(external_id, refusal, self.words.refusal(refusal)))


async def _hello(wire: Wire) -> Hello | None:
    """The first frame; None unless it is a hello and comes in time."""
    data = await _received(wire, timeout=HELLO_WITHIN_SECONDS)
    if data is None:
        return None
    try:
        frame = parse_frame(data)
    except FrameError:
        return None
    return frame if isinstance(frame, Hello) else None


async def _received(wire: Wire, *, timeout: float | None = None) -> str | bytes | None:
    """The next frame; None when there is none in time or the client has gone."""
    try:
        return await wire.recv(timeout)
    except (ConnectionClosed, WebsocketClosed):
        return None


async def _end_reading(wire: Wire, reader: asyncio.Task[None]) -> None:
    """End what waits for a frame; merely cancelled, Sanic would leave its own part waiting."""
    while not reader.done():
        waits: asyncio.Future[None] | None = getattr(wire, "recv_cancel", None)
        if waits is None:
            reader.cancel()
        elif not waits.done():
            waits.set_result(None)
        await asyncio.sleep(0)


async def _send(wire: Wire, seat: Seat) -> None:
    while True:
        frame = await seat.next_frame()
        try:
            await wire.send(frame)
        except (ConnectionClosed, WebsocketClosed):
            return
