"""Adds messages of a source to the log, each once, in bounded memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from bot.learn.log.rows import Keys, day_of, keys_of, table_of
from bot.learn.log.schema import LoggedMessage

if TYPE_CHECKING:
    from bot.learn.log.store import ConversationLog

HELD_BYTES = 96_000_000
_OF_A_TABLE = 8_000  # what a small table takes beyond its rows
_RUNS = 8


@dataclass(frozen=True)
class Appended:
    """What became of messages: added, there already, and left out as their buyer is forgotten."""

    added: int
    known: int
    forgotten: int


class Known:
    """Keys that were seen, as sorted runs: a set of Python's would take ten times the memory."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        self._runs = [np.unique(run) for run in keys if len(run)]

    def new(self, keys: Keys) -> np.ndarray:
        """Places of the keys that were not seen before, which from now on are."""
        _, first = np.unique(keys, return_index=True)
        for run in self._runs:
            wanted = keys[first]
            at = np.minimum(np.searchsorted(run, wanted), len(run) - 1)
            first = first[run[at] != wanted]
        if len(first):
            self._runs.append(np.sort(keys[first]))
        if len(self._runs) > _RUNS:
            self._runs = [np.sort(np.concatenate(self._runs))]
        return np.sort(first)


@dataclass
class _Held:
    """What of a day waits to be written."""

    known: Known
    tables: list[pa.Table] = field(default_factory=list)
    held_bytes: int = 0


class Adding:
    """One run of adding to `log`; nothing of the buyers in `forgotten` is added."""

    def __init__(self, log: ConversationLog, forgotten: Collection[str]) -> None:
        self._log = log
        self._forgotten = forgotten
        self._source = ""
        self._days: dict[str, _Held] = {}
        self._added = self._seen = self._left_out = 0

    def add(self, messages: Sequence[LoggedMessage]) -> None:
        """Take in some messages, all of one source."""
        self._seen += len(messages)
        by_day: dict[str, list[LoggedMessage]] = {}
        for message in messages:
            if message.buyer in self._forgotten:
                self._left_out += 1
            else:
                by_day.setdefault(day_of(message), []).append(message)
        self._source = messages[0].source
        for day, said in by_day.items():
            self._hold(day, table_of(said))
        while sum(held.held_bytes for held in self._days.values()) > HELD_BYTES:
            self._write(max(self._days, key=lambda day: self._days[day].held_bytes))

    def finish(self) -> Appended:
        """Write what is left."""
        for day in self._days:
            self._write(day)
        known = self._seen - self._added - self._left_out
        return Appended(self._added, known, self._left_out)

    def _hold(self, day: str, table: pa.Table) -> None:
        held = self._days.get(day)
        if held is None:
            parts = self._log.parts(source=self._source, day=day)
            keys = [keys_of(self._log.read(each, only=["conversation", "id"])) for each in parts]
            held = self._days[day] = _Held(Known(keys))
        new = held.known.new(keys_of(table))
        if len(new):
            held.tables.append(table if len(new) == table.num_rows else table.take(new))
            held.held_bytes += held.tables[-1].nbytes + _OF_A_TABLE
            self._added += len(new)

    def _write(self, day: str) -> None:
        held = self._days[day]
        if not held.tables:
            return
        table = pa.concat_tables(held.tables)
        digest = blake2b(keys_of(table).tobytes(), digest_size=6).hexdigest()
        self._log.write(day, f"{self._source}-{digest}", table)
        held.tables, held.held_bytes = [], 0
