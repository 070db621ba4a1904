"""Which sockets are open for which conversation, and what each of them still has to get."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.channels.identity import Visitor
from bot.channels.limits import FRAMES_UNSENT, SOCKETS_ALTOGETHER, SOCKETS_PER_BUYER, Closing
from bot.channels.protocol import Frame, answered_frame, encode, message_json, status_frame
from bot.chats.model import Message

# Ids are given out before they are committed, so one a little lower may become visible later.
OVERLAP = 64

AgentNames = Callable[[], dict[str, str]]


@dataclass(frozen=True)
class Status:
    """Who has a conversation; `agent` is a login, empty while nobody took it."""

    with_person: bool
    agent: str = ""


class Seat:
    """One open socket: an ordered, bounded queue of frames to send."""

    def __init__(self, visitor: Visitor, agent_names: AgentNames) -> None:
        self.visitor = visitor
        self.newest_id = 0
        self._closing = Closing.TOO_SLOW
        self._closes = asyncio.Event()
        self._agent_names = agent_names
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(FRAMES_UNSENT)
        self._seen: set[int] = set()
        self._floor = 0
        self._status: Status | None = None
        self._awaited: dict[int, str] = {}

    async def next_frame(self) -> str:
        """The next frame to send, waiting for one."""
        return await self._outgoing.get()

    def put(self, frame: Frame) -> None:
        """Queue a frame; a socket that does not keep up is closed and reads the log again."""
        try:
            self._outgoing.put_nowait(encode(frame))
        except asyncio.QueueFull:
            self.close(Closing.TOO_SLOW)

    def close(self, why: Closing) -> None:
        """Have the socket closed."""
        self._closing = why
        self._closes.set()

    async def closed(self) -> Closing:
        """Wait until the socket is to be closed, and why."""
        await self._closes.wait()
        return self._closing

    def note(self, message_id: int) -> None:
        """Remember that the client has this message."""
        self._seen.add(message_id)
        if message_id > self.newest_id:
            self.newest_id = message_id
        if len(self._seen) > 4 * OVERLAP:
            self._seen = {seen for seen in self._seen if seen > self.newest_id - 2 * OVERLAP}

    def await_answer(self, message_id: int, external_id: str) -> None:
        """Have the client told when the turn of this message of its own is over."""
        self._awaited[message_id] = external_id

    def turn_over(self, message_id: int) -> None:
        """The message was answered: tell a client that waits for it."""
        external_id = self._awaited.pop(message_id, None)
        if external_id is not None:
            self.put(answered_frame(external_id, message_id))

    def start_after(self, message_id: int) -> None:
        """Show nothing up to this message."""
        self.newest_id = self._floor = message_id

    def show(self, messages: Iterable[Message]) -> None:
        """Queue those of the messages that the client does not have yet."""
        messages = list(messages)
        for message in messages:
            if message.id in self._seen or message.id <= self._floor:
                continue
            self.note(message.id)
            names = self._agent_names() if message.agent else {}
            shown = message_json(
                message,
                agent_name=names.get(message.agent, message.agent),
                with_trace=self.visitor.operator,
            )
            self.put({"type": "message", "message": shown})
        for message in messages:
            if message.answered:
                self.turn_over(message.id)

    def tell(self, status: Status) -> None:
        """Queue who has the chat, if that is news."""
        if status == self._status:
            return
        self._status = status
        names = self._agent_names() if status.agent else {}
        self.put(status_frame(status.with_person, names.get(status.agent, status.agent)))


class Rooms:
    """The open sockets of this process by conversation; `open` is how many."""

    def __init__(self) -> None:
        self.open = 0
        self._seats: dict[str, list[Seat]] = {}

    def join(self, seat: Seat) -> bool:
        """Seat a socket, displacing the buyer's oldest over the limit; False when all are taken."""
        if self.open >= SOCKETS_ALTOGETHER:
            return False
        seats = self._seats.setdefault(seat.visitor.conversation_id, [])
        seats.append(seat)
        self.open += 1
        for oldest in seats[:-SOCKETS_PER_BUYER]:
            oldest.close(Closing.OPENED_ELSEWHERE)
        return True

    def leave(self, seat: Seat) -> None:
        """Forget a socket that joined."""
        seats = self._seats[seat.visitor.conversation_id]
        seats.remove(seat)
        self.open -= 1
        if not seats:
            del self._seats[seat.visitor.conversation_id]

    def seats(self, conversation_id: str) -> Sequence[Seat]:
        """The sockets open for a conversation."""
        return self._seats.get(conversation_id, ())

    def conversations(self) -> frozenset[str]:
        """Conversations with a socket open here."""
        return frozenset(self._seats)

    def newest_shown(self, conversation_id: str) -> int:
        """A message id that every socket of the conversation surely has everything before."""
        newest = min((seat.newest_id for seat in self.seats(conversation_id)), default=0)
        return max(0, newest - OVERLAP)

    def show(self, conversation_id: str, messages: Sequence[Message], status: Status) -> None:
        """Show messages and who has the chat on every socket of the conversation."""
        for seat in self.seats(conversation_id):
            seat.show(messages)
            seat.tell(status)

    def turn_over(self, conversation_id: str, message_ids: Iterable[int]) -> None:
        """These messages were answered: tell the sockets that wait for it."""
        for seat in self.seats(conversation_id):
            for message_id in message_ids:
                seat.turn_over(message_id)

    def put(self, conversation_id: str, frame: Frame) -> None:
        """Queue a frame on every socket of the conversation."""
        for seat in self.seats(conversation_id):
            seat.put(frame)
