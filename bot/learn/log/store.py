"""The conversation log's files: a folder a day, Parquet, each file written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bot.learn.log.adding import Adding, Appended
from bot.learn.log.forgotten import Forgotten
from bot.learn.log.rows import UNDATED, day_before, day_of, schema, table_of
from bot.learn.log.schema import LoggedMessage
from bot.settings import SHOP_TIMEZONE

AT_ONCE = 20_000
ROWS_OF_A_GROUP = 50_000
_DAY = "day="


@dataclass(frozen=True)
class Part:
    """One file of the log; `day` is the shop's, or `undated`."""

    path: Path
    source: str
    day: str
    rows: int
    size_bytes: int


class ConversationLog:
    """The log in `folder`; beside it stands who is to be forgotten.

    One process writes at a time (`bot.learn.log.lock`); whoever reads meanwhile reads whole files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._forgotten = Forgotten(folder.parent)

    def append(self, messages: Iterable[LoggedMessage]) -> Appended:
        """Add the messages of one source that are not there yet, by conversation and id.

        Any number streams through in bounded memory; an error on the way loses only what was not
        written yet.
        """
        adding = Adding(self, self._forgotten.tags())
        stream = iter(messages)
        while some := list(islice(stream, AT_ONCE)):
            adding.add(some)
        return adding.finish()

    def replace(self, name: str, messages: Sequence[LoggedMessage]) -> int:
        """Make the files called `name` hold these messages, in whatever days they are."""
        forgotten = self._forgotten.tags()
        by_day: dict[str, list[LoggedMessage]] = {}
        for message in messages:
            if message.buyer not in forgotten:
                by_day.setdefault(day_of(message), []).append(message)
        for day, said in by_day.items():
            self.write(day, name, table_of(said))
        for folder in self._days():
            if folder.name.removeprefix(_DAY) not in by_day:
                (folder / f"{name}.parquet").unlink(missing_ok=True)
        return sum(map(len, by_day.values()))

    def write(self, day: str, name: str, table: pa.Table) -> None:
        """Put a file of this name into a day, in the place of what had the name."""
        folder = self.folder / f"{_DAY}{day}"
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(folder / f"{name}.parquet", table)

    def parts(self, *, source: str = "", day: str = "") -> tuple[Part, ...]:
        """The files, by day and name; only those of a source or a day where one is named."""
        found = []
        for path in sorted(self.folder.glob(f"{_DAY}{day or '*'}/*.parquet")):
            name = path.stem.rpartition("-")[0]
            if source in ("", name):
                rows = pq.read_metadata(path).num_rows
                of = path.parent.name.removeprefix(_DAY)
                found.append(Part(path, name, of, rows, path.stat().st_size))
        return tuple(found)

    def read(self, part: Part, *, only: Sequence[str] | None = None) -> pa.Table:
        """The rows of a file; `only` these columns."""
        return pq.ParquetFile(part.path).read(columns=None if only is None else list(only))

    @property
    def size_bytes(self) -> int:
        """How large its files are."""
        return sum(part.size_bytes for part in self.parts())

    def holds(self, buyer_tags: Collection[str]) -> int:
        """How many messages of these buyers there are."""
        return sum(pc.sum(self._said_by(part, buyer_tags)).as_py() or 0 for part in self.parts())

    def forget(self, *buyer_tags: str) -> int:
        """Remove the chats of these buyers for good; returns how many messages that were.

        That they are to be forgotten is kept first: from then on nothing of theirs is added.
        """
        self._forgotten.add(buyer_tags)
        removed = 0
        for part in self.parts():
            theirs = self._said_by(part, buyer_tags)
            count = pc.sum(theirs).as_py() or 0
            if count:
                self._keep(part, pc.invert(theirs))
            removed += count
        return removed

    def prune(self, before: date) -> int:
        """Remove what is from before that day; returns how many messages that were.

        What tells no time counts from the day it was collected.
        """
        limit = datetime.combine(before, time(), SHOP_TIMEZONE).timestamp()
        removed = 0
        for part in self.parts():
            collected_before = part.day == UNDATED and part.path.stat().st_mtime < limit
            if collected_before or day_before(part.day, before):
                part.path.unlink()
                removed += part.rows
        self.tidy()
        return removed

    def tidy(self) -> None:
        """Remove what a killed process left half written, and folders with nothing in them."""
        for folder in self._days():
            for left in folder.glob(".*.part"):
                left.unlink()
            if not any(folder.iterdir()):
                folder.rmdir()

    def _days(self) -> Iterator[Path]:
        return iter(sorted(self.folder.glob(f"{_DAY}*")))

    def _said_by(self, part: Part, buyer_tags: Collection[str]) -> pa.ChunkedArray:
        buyers = self.read(part, only=["buyer"]).column("buyer")
        return pc.is_in(buyers, value_set=pa.array(list(buyer_tags), pa.string()))

    def _keep(self, part: Part, kept: pa.ChunkedArray) -> None:
        table = self.read(part).filter(kept)
        if not table.num_rows:
            part.path.unlink()
            return
        collected = part.path.stat().st_mtime
        _write_whole(part.path, table)
        os.utime(part.path, (collected, collected))


def counted(parts: Iterable[Part]) -> Mapping[tuple[str, str], int]:
    """Messages by source and day."""
    found: dict[tuple[str, str], int] = {}
    for part in parts:
        found[part.source, part.day] = found.get((part.source, part.day), 0) + part.rows
    return found


def _write_whole(path: Path, table: pa.Table) -> None:
    own = path.with_name(f".{path.name}.part")
    with own.open("wb") as file:
        pq.write_table(
            table.replace_schema_metadata(schema().metadata),
            file,
            compression="zstd",
            row_group_size=ROWS_OF_A_GROUP,
            use_compliant_nested_type=False,  # else lists come back under other names
        )
        file.flush()
        os.fsync(file.fileno())
    own.replace(path)
