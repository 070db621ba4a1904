"""The log in parts that one worker counts at a time, named by what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.learn.mining.folders import MiningError, digest_of

PART_ROWS = 200_000
UNDATED = "undated"
DAY = "day="


@dataclass(frozen=True)
class Slice:
    """Some row groups of a file of the log; `digest` changes with the file. day: of all in it."""

    path: str
    day: str
    groups: tuple[int, ...]
    rows: int
    digest: str


@dataclass(frozen=True)
class Part:
    """Slices that are counted together, of one week at most."""

    slices: tuple[Slice, ...]

    @property
    def name(self) -> str:
        """Changes when anything in it does."""
        return digest_of([(each.digest, each.groups) for each in self.slices])

    @property
    def rows(self) -> int:
        """Messages in it."""
        return sum(each.rows for each in self.slices)


def parts_of(log: Path, *, since: date | None = None, part_rows: int = PART_ROWS) -> list[Part]:
    """The parts of the log in `log`, the oldest first, undated messages last.

    since: leave out the days before; what has no day is never left out. A part holds no more than
    a week: so a new day changes no part but the last, and the counts of all others are still good.
    """
    weeks: dict[str, list[Slice]] = {}
    for path in sorted(log.glob(f"{DAY}*/*.parquet")):
        day = path.parent.name.removeprefix(DAY)
        if day != UNDATED and since is not None and day < since.isoformat():
            continue
        weeks.setdefault(_week(day, path), []).extend(_slices(path, log, day, part_rows))
    return [part for week in sorted(weeks) for part in _packed(weeks[week], part_rows)]


def weeks_in(parts: Iterable[Part]) -> float:
    """Weeks from the first day to the last, at least one; of undated messages nothing is known."""
    days = [each.day for part in parts for each in part.slices if each.day != UNDATED]
    if not days:
        return 1.0
    span = date.fromisoformat(max(days)) - date.fromisoformat(min(days))
    return max(1.0, (span.days + 1) / 7)


def _week(day: str, path: Path) -> str:
    if day == UNDATED:
        return "~"
    try:
        year, week, _ = date.fromisoformat(day).isocalendar()
    except ValueError as error:
        raise MiningError(
            f"{path} stands under no day.", hint="Folders of the log are day=YYYY-MM-DD."
        ) from error
    return f"{year}-{week:02}"


def _slices(path: Path, log: Path, day: str, part_rows: int) -> list[Slice]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise MiningError(
            f"{path} cannot be read: {error}", hint="Move it away and collect again."
        ) from error
    stat = path.stat()
    digest = digest_of(str(path.relative_to(log)), stat.st_size, stat.st_mtime_ns)
    found: list[Slice] = []
    groups: list[int] = []
    rows = 0
    for group in range(metadata.num_row_groups):
        groups.append(group)
        rows += metadata.row_group(group).num_rows
        if rows >= part_rows:
            found.append(Slice(str(path), day, tuple(groups), rows, digest))
            groups, rows = [], 0
    if rows:
        found.append(Slice(str(path), day, tuple(groups), rows, digest))
    return found


def _packed(slices: Iterable[Slice], part_rows: int) -> list[Part]:
    packed: list[Part] = []
    held: list[Slice] = []
    for each in slices:
        if held and sum(one.rows for one in held) + each.rows > part_rows:
            packed.append(Part(tuple(held)))
            held = []
        held.append(each)
    return [*packed, Part(tuple(held))] if held else packed
