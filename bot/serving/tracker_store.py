"""Where the Rasa server keeps its conversations: one read and one insert a turn, however long.

Rasa's own SQL store rereads the whole session, several times a turn. This one reads the newest
rows, restores the state from before them, and appends a row. Whatever may have to wait is done in
a thread, so that a slow database never stops the other buyers' turns.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.database.engine import engine_for
from bot.errors import EngineError
from bot.serving.drafts import leaves_no_trace
from bot.serving.tables import CONVERSATION_ID_LENGTH, TurnRow
from bot.serving.turn_state import (
    events_restoring,
    since_session_start,
    state_of,
    stored_form,
    to_json,
    without_unknown_slots,
)
from bot.settings import settings

TURNS_READ = 1
_SAVE_ATTEMPTS = 5
_turns = TurnRow.__table__
# Built once: putting a statement together costs as much as running it.
_of_conversation = (
    select(_turns.c.seq, _turns.c.events, _turns.c.state)
    .where(_turns.c.conversation_id == bindparam("key"))
    .order_by(_turns.c.seq.desc())
)
_NEWEST_ROWS = _of_conversation.limit(bindparam("rows"))
_APPEND = insert(_turns)
_IDS = select(_turns.c.conversation_id).distinct()


@dataclass(frozen=True)
class _Place:
    """How much of a tracker the store holds: its newest row, and how many of its events."""

    seq: int
    events_stored: int


class TurnTrackerStore(TrackerStore):
    """Rasa's tracker store on `url` (default: the engine's database).

    Every error of the database is raised as EngineError; nothing falls back to memory.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        *,
        url: str | None = None,
        turns_read: int = TURNS_READ,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        # `host` is what an endpoints file's `url:` arrives as.
        super().__init__(domain, event_broker, **kwargs)
        self._url = url or host or settings().database_url
        self._turns_read = turns_read

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as of its last turns, or None; raises EngineError."""
        # One row more than the window: its state is the one before the window.
        rows = await self._newest(sender_id, self._turns_read + 1)
        if not rows:
            return None
        if rows[-1].seq == 1 and len(rows) <= self._turns_read:
            return self._tracker(sender_id, rows[0].seq, _events_in(rows))
        before = events_restoring(json.loads(rows[-1].state))
        return self._tracker(sender_id, rows[0].seq, [*before, *_events_in(rows[:-1])])

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The conversation with all of its sessions, or None; raises EngineError."""
        rows = await asyncio.to_thread(self._read, conversation_id)
        if not rows:
            return None
        return self._tracker(conversation_id, rows[0].seq, _events_in(rows), all_sessions=True)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what happened since the tracker was read; raises EngineError.

        If another process has appended meanwhile, this turn comes after its: both are kept. A turn
        that its action undid is not.
        """
        if leaves_no_trace(tracker):
            return
        place = _place_of(tracker) or await self._place_by_time(tracker)
        new = list(tracker.events)[place.events_stored :]
        if not new:
            return
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        row = {
            "conversation_id": _key(tracker.sender_id),
            "created_at": datetime.now(timezone.utc),
            "events": to_json([stored_form(event) for event in new]),
            "state": to_json(state_of(tracker)),
        }
        seq = await asyncio.to_thread(self._append, row, place.seq + 1)
        _set_place(tracker, _Place(seq, len(tracker.events)))

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations; raises EngineError."""
        return await asyncio.to_thread(self._read_keys)

    def _tracker(
        self, sender_id: str, seq: int, events: list[Event], *, all_sessions: bool = False
    ) -> DialogueStateTracker:
        tracker = self.init_tracker(sender_id)
        if not all_sessions:
            events = since_session_start(events)
        for event in without_unknown_slots(events, self.domain.slots):
            tracker.update(event, self.domain)
        _set_place(tracker, _Place(seq, len(tracker.events)))
        return tracker

    async def _place_by_time(self, tracker: DialogueStateTracker) -> _Place:
        """For a tracker that this store did not make: what is newer than the newest row is new."""
        rows = await self._newest(tracker.sender_id, 1)
        if not rows:
            return _Place(0, 0)
        newest = float(json.loads(rows[0].state)["latest_event_time"])
        old = sum(1 for event in tracker.events if event.timestamp <= newest)
        return _Place(rows[0].seq, old)

    async def _newest(self, sender_id: str, rows: int) -> list[Any]:
        """The newest rows: on SQLite here and now, as in WAL mode a reader waits for nobody."""
        if self._url.startswith("sqlite"):
            return self._read(sender_id, rows)
        return await asyncio.to_thread(self._read, sender_id, rows)

    def _engine(self) -> Engine:
        return engine_for(self._url)

    def _read(self, sender_id: str, rows: int | None = None) -> list[Any]:
        """The newest `rows` turns, newest first; None for all."""
        values: dict[str, Any] = {"key": _key(sender_id)}
        if rows is not None:
            values["rows"] = rows
        try:
            with self._engine().connect() as connection:
                query = _of_conversation if rows is None else _NEWEST_ROWS
                return connection.execute(query, values).all()
        except SQLAlchemyError as error:
            raise _unusable(error) from error

    def _append(self, row: dict[str, Any], seq: int) -> int:
        """Insert `row` as turn `seq`, or as the next free one; returns which it became."""
        for _ in range(_SAVE_ATTEMPTS):
            try:
                with self._engine().begin() as connection:
                    connection.execute(_APPEND, {"seq": seq, **row})
                return seq
            except IntegrityError:
                newest = self._read(row["conversation_id"], 1)
                seq = newest[0].seq + 1 if newest else 1
            except SQLAlchemyError as error:
                raise _unusable(error) from error
        raise EngineError(
            f"Turn {seq} of a conversation could not be saved: {_SAVE_ATTEMPTS} other turns came "
            "first.",
            hint="Set REDIS_URL, so that copies of the engine take turns.",
        )

    def _read_keys(self) -> list[str]:
        try:
            with self._engine().connect() as connection:
                return list(connection.execute(_IDS).scalars())
        except SQLAlchemyError as error:
            raise _unusable(error) from error


def _events_in(rows: list[Any]) -> list[Event]:
    """The events of rows that come newest first, oldest first."""
    return [event for row in reversed(rows) for event in deserialise_events(json.loads(row.events))]


def _place_of(tracker: DialogueStateTracker) -> _Place | None:
    return tracker.__dict__.get("_turn_store_place")


def _set_place(tracker: DialogueStateTracker, place: _Place) -> None:
    tracker.__dict__["_turn_store_place"] = place


def _key(sender_id: str) -> str:
    """The id as stored: one that a database would refuse or cut is stored as its digest."""
    if len(sender_id) <= CONVERSATION_ID_LENGTH and sender_id.isprintable():
        return sender_id
    return "sha256:" + hashlib.sha256(sender_id.encode("utf-8", "surrogatepass")).hexdigest()


def _unusable(error: SQLAlchemyError) -> EngineError:
    # Never str(error): it quotes the statement's values, which hold what the buyer wrote.
    cause = getattr(error, "orig", None)
    return EngineError(
        f"The database of conversations cannot be used ({type(cause or error).__name__}).",
        hint="Look whether DATABASE_URL is reachable and `xiaoer` has migrated it.",
    )
