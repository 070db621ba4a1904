"""Sees what changes in the database and tells every open page of this process.

One reader a process, however many pages are open, and none while no page is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.chats.beside import Beside, Sign
from bot.chats.log import ChatLog
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.4
AFTER_TROUBLE_SECONDS = 3.0
# On PostgreSQL a lower id may be committed after a higher one: look back this far.
LOOK_BACK = 50
# So many messages back, drafts, deliveries and corrections are seen as they come.
SIGNS_BACK = 400


@dataclass(frozen=True)
class Change:
    """What is new: chats with new messages or a new state, and tickets that began to wait.

    With `everything`, more may be new than is listed: a page reads all it shows again. `kept`:
    of the waiting tickets those that wait for somebody in particular, with their login. `back`:
    of `opened`, those that somebody has who had put them out of sight.
    """

    conversations: frozenset[str]
    opened: frozenset[int]
    waiting: int
    everything: bool = False
    kept: Mapping[int, str] = field(default_factory=dict)
    back: Mapping[int, str] = field(default_factory=dict)

    def seen_by(self, login: str) -> Change:
        """The same without what only concerns colleagues."""
        others = {ticket for ticket, whose in {**self.kept, **self.back}.items() if whose != login}
        return Change(
            self.conversations,
            self.opened - others,
            self.waiting - len(others & self.kept.keys()),
            self.everything,
        )

    def followed_by(self, later: Change) -> Change:
        """Both as one, for a listener that was busy."""
        return Change(
            self.conversations | later.conversations,
            self.opened | later.opened,
            later.waiting,
            self.everything or later.everything,
            later.kept,
            {**self.back, **later.back},
        )


class Listener:
    """What one open page has not been told yet; changes that pile up become one."""

    def __init__(self) -> None:
        self._change: Change | None = None
        self._ended = False
        self._something = asyncio.Event()

    def tell(self, change: Change) -> None:
        """Keep `change` until it is asked for."""
        self._change = change if self._change is None else self._change.followed_by(change)
        self._something.set()

    def end(self) -> None:
        """The desk is stopping."""
        self._ended = True
        self._something.set()

    async def next(self) -> Change | None:
        """The next change; None when the desk is stopping."""
        await self._something.wait()
        if self._ended:
            return None
        change, self._change = self._change, None
        self._something.clear()
        return change


@dataclass(frozen=True)
class Sight:
    """What one look at the database saw; a state is a conversation, a status and a login.

    `signs` are what stands beside messages, the conversation first.
    """

    places: tuple[tuple[int, str], ...]
    states: Mapping[int, tuple[str, str, str]]
    signs: frozenset[Sign] = frozenset()


Look = Callable[[int], Sight]


def look_at(
    url: str, *, now: Callable[[], datetime] = lambda: datetime.now(SHOP_TIMEZONE)
) -> tuple[Callable[[], int], Look]:
    """Readers for the database at `url`: the newest message id, and a look past one id."""

    def newest() -> int:
        with transaction(url) as session:
            return ChatLog(session).newest_id()

    def look(after: int) -> Sight:
        with transaction(url) as session:
            return Sight(
                places=ChatLog(session).places_after(after),
                states=Tickets(session).states(at=now()),
                signs=Beside(session).signs(max(0, after - SIGNS_BACK)),
            )

    return newest, look


class Watch:
    """Polls while somebody listens, and tells each listener every change."""

    def __init__(
        self, newest: Callable[[], int], look: Look, *, every_seconds: float = EVERY_SECONDS
    ) -> None:
        self._newest = newest
        self._look = look
        self._every = every_seconds
        self._listeners: set[Listener] = set()
        self._wanted = asyncio.Event()
        self._ended = False
        self._caught_up = False
        self._seen: set[int] = set()
        self._last = 0
        self._states: Mapping[int, tuple[str, str, str]] = {}
        self._signs: frozenset[Sign] = frozenset()

    def tell_of(self, conversation_id: str) -> None:
        """Something that is in no database happened in this chat: its open pages read it again."""
        change = Change(
            frozenset({conversation_id}), frozenset(), self._waiting(), kept=self._kept()
        )
        for listener in self._listeners:
            listener.tell(change)

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """A listener; its first change is `everything`, and it misses nothing after that."""
        listener = Listener()
        if self._ended:
            listener.end()
        if self._caught_up:
            listener.tell(self._everything())
        self._listeners.add(listener)
        self._wanted.set()
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._wanted.clear()

    async def run(self) -> None:
        """Look again and again until cancelled; a database in trouble is waited for."""
        trouble = False
        while True:
            if not self._wanted.is_set():
                self._caught_up = False
                await self._wanted.wait()
            try:
                await self._look_once()
            except SQLAlchemyError as error:
                if not trouble:
                    log.error("The desk cannot read the database: %s", type(error).__name__)
                trouble = True
                await asyncio.sleep(AFTER_TROUBLE_SECONDS)
            else:
                trouble = False
                await asyncio.sleep(self._every)

    def end(self) -> None:
        """Tell every open page that the desk is stopping, so that it can."""
        self._ended = True
        for listener in self._listeners:
            listener.end()

    async def _look_once(self) -> None:
        if not self._caught_up:
            self._last = await asyncio.to_thread(self._newest)
        sight = await asyncio.to_thread(self._look, max(0, self._last - LOOK_BACK))
        change = self._take_in(sight)
        if not self._caught_up:
            self._caught_up = True
            change = self._everything()
        if change is not None:
            for listener in self._listeners:
                listener.tell(change)

    def _everything(self) -> Change:
        return Change(frozenset(), frozenset(), self._waiting(), everything=True, kept=self._kept())

    def _waiting(self) -> int:
        return sum(status == "waiting" for _, status, _ in self._states.values())

    def _kept(self) -> dict[int, str]:
        return {
            ticket: login
            for ticket, (_, status, login) in self._states.items()
            if status == "waiting" and login
        }

    def _take_in(self, sight: Sight) -> Change | None:
        new = [place for place in sight.places if place[0] not in self._seen]
        changed = {
            (sight.states.get(ticket) or self._states[ticket])[0]
            for ticket in sight.states.keys() | self._states.keys()
            if sight.states.get(ticket) != self._states.get(ticket)
        }
        before = self._states
        opened = frozenset(
            ticket
            for ticket, state in sight.states.items()
            if state[1] == "waiting" and state != before.get(ticket)
        )
        back = {
            ticket: state[2]
            for ticket, state in sight.states.items()
            if state[1] == "taken" and ticket in before and before[ticket][1] == "snoozed"
        }
        # A correction may be taken back; whatever else is gone lies too far back by now.
        gone = {sign for sign in self._signs - sight.signs if sign[2] == "correction"}
        beside = {sign[0] for sign in (sight.signs - self._signs) | gone}
        self._signs = sight.signs
        self._states = sight.states
        self._last = max([self._last, *(message_id for message_id, _ in new)])
        self._seen = {message_id for message_id, _ in sight.places}
        if not new and not changed and not beside:
            return None
        conversations = frozenset(conversation for _, conversation in new) | changed | beside
        return Change(
            conversations, opened | back.keys(), self._waiting(), kept=self._kept(), back=back
        )
