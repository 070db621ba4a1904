"""A chat counter over a real chat log on SQLite, with an engine the test scripts."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.guard import Guard, Refused
from bot.channels.identity import Visitor
from bot.channels.intake import Intake
from bot.channels.limits import Pace
from bot.channels.record import Record
from bot.channels.rooms import Rooms
from bot.channels.socket import Counter
from bot.channels.turns import Ask, Engine, TurnCall, TurnFailedError
from bot.channels.words import ChannelWords
from bot.chats.log import ChatLog
from bot.chats.model import Message, Reply
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.dialogue.wording import Wording
from bot.serving.collector import ReplyCollector
from bot.settings import SHOP_TIMEZONE

BUYER = Visitor(conversation_id="web:buyer-1", channel="web")
OPERATOR = Visitor(conversation_id="cli:tester", channel="cli", operator=True)
MORNING = datetime(2025, 6, 2, 10, 0, tzinfo=SHOP_TIMEZONE)
GONE = object()

OnMessage = Callable[[UserMessage], Awaitable[None]]


async def echo(message: UserMessage) -> None:
    """Says the message back, with a trace."""
    await message.output_channel.send_response(
        message.sender_id, {"text": f"收到 {message.text}", "trace": {"reason": "echo"}}
    )


async def hangs(_message: UserMessage) -> None:
    """Says nothing for longer than anybody waits."""
    await asyncio.sleep(60)


def asking(on_message: OnMessage) -> Ask:
    """What `on_message` says to a message, as the line to Rasa brings it."""

    async def ask(call: TurnCall) -> list[Reply]:
        collector = ReplyCollector()
        message = UserMessage(
            text=call.text,
            output_channel=collector,
            sender_id=call.sender_id,
            input_channel=collector.name(),
            message_id=call.message_id,
            metadata=dict(call.metadata),
        )
        try:
            await on_message(message)
        except Exception as error:  # the Rasa server's edge
            raise TurnFailedError(type(error).__name__) from error
        return collector.replies

    return ask


class LenientGuard(Guard):
    """Lets everything be said: what these tests say has no facts."""

    def __init__(self) -> None:
        pass

    def refused(self, replies: Sequence[Reply]) -> Refused | None:
        """Nothing is refused."""
        return None


class FakeWire:
    """A client's end of a socket: frames in, frames out, no network."""

    def __init__(self) -> None:
        self._to_server: asyncio.Queue[Any] = asyncio.Queue()
        self._to_client: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed_with: int | None = None
        self.received: list[dict[str, Any]] = []

    async def recv(self, timeout: float | None = None) -> str | bytes | None:
        try:
            data = await asyncio.wait_for(self._to_server.get(), timeout)
        except asyncio.TimeoutError:
            return None
        return None if data is GONE else data

    async def send(self, message: str) -> None:
        await self._to_client.put(json.loads(message))

    async def close(self, code: int = 1000, reason: str = "") -> None:
        self.closed_with = code

    def say(self, **frame: Any) -> None:
        self._to_server.put_nowait(json.dumps(frame))

    def say_raw(self, data: str) -> None:
        self._to_server.put_nowait(data)

    def hang_up(self) -> None:
        self._to_server.put_nowait(GONE)

    async def until(self, kind: str, *, within: float = 3.0, **fields: Any) -> dict[str, Any]:
        """The next frame of this type and with these values; fails where none comes."""
        while True:
            frame = await asyncio.wait_for(self._to_client.get(), within)
            self.received.append(frame)
            if frame["type"] == kind and all(frame.get(k) == v for k, v in fields.items()):
                return frame

    async def texts(self, count: int) -> list[str]:
        """The texts of the next `count` messages shown."""
        return [(await self.until("message"))["message"]["text"] for _ in range(count)]


@dataclass
class Chat:
    """The counter under test, and what a test wants to know of it."""

    url: str
    on_message: OnMessage = echo
    timeout: float = 2.0
    pace: Pace = field(default_factory=Pace)
    wording: Path = Path("data/stories")
    burst_seconds: float = 0.0
    tick: timedelta = timedelta(seconds=1)
    guard: Guard = field(default_factory=lambda: LenientGuard())

    def __post_init__(self) -> None:
        looks = itertools.count()
        self.clock = lambda: MORNING + next(looks) * self.tick
        self.record = Record(self.url)
        self.rooms = Rooms()
        words = ChannelWords(Wording(self.wording))
        self.intake = Intake(
            record=self.record,
            engine=Engine(asking(self._asked), timeout_seconds=self.timeout, guard=self.guard),
            rooms=self.rooms,
            apology=words.apology,
            clock=self.clock,
            max_chars=500,
            burst_seconds=self.burst_seconds,
        )
        self.counter = Counter(
            self.record, self.rooms, self.intake, self.pace, words, lambda: {"xiaomai": "小麦"}
        )
        self.asked: list[UserMessage] = []
        self._serving: list[asyncio.Task[None]] = []

    async def _asked(self, message: UserMessage) -> None:
        self.asked.append(message)
        await self.on_message(message)

    async def connect(self, visitor: Visitor = BUYER, **hello: Any) -> FakeWire:
        wire = FakeWire()
        self._serving.append(asyncio.create_task(self.counter.serve(wire, visitor)))
        wire.say(type="hello", **hello)
        await wire.until("status")
        return wire

    def messages(self, visitor: Visitor = BUYER) -> list[tuple[str, str]]:
        """The log of a conversation: who said what."""
        return [(message.sender, message.text) for message in self.logged(visitor)]

    def logged(self, visitor: Visitor = BUYER) -> tuple[Message, ...]:
        with transaction(self.url) as session:
            return ChatLog(session).since(visitor.conversation_id)

    def ticket_reason(self, visitor: Visitor = BUYER) -> str | None:
        with transaction(self.url) as session:
            ticket = Tickets(session).current(visitor.conversation_id)
        return None if ticket is None else ticket.reason

    def fetch_person(self, visitor: Visitor = BUYER) -> None:
        with transaction(self.url) as session:
            Tickets(session).open(
                visitor.conversation_id, reason="handoff.requested", facts={}, at=MORNING
            )

    async def stop(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await self.intake.drain(seconds=0.01)
