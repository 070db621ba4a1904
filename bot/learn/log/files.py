"""Files of other tools as a source: checked as a whole first, then read message by message."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bot.errors import XiaoerError
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.events import EventReader
from bot.learn.log.fields import (
    MOST_MASKED,
    CellFault,
    Row,
    by_field,
    missing_columns,
    row_of,
)
from bot.learn.log.file_lines import Line, lines_of
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.surroundings import Surroundings
from bot.learn.log.tags import Tags
from bot.shop.files.problems import Problem
from bot.text.masking import mask_personal

NAMED_IN_TEXT = 20
MOST_FAULTS = 10_000
MOST_AGENTS = 10_000
ROWS_HELD = 60_000
_MICROSECONDS = 1_000_000
_BLOCK = 1 << 20


class FaultyChatsError(XiaoerError):
    """Files hold faults; `problems` has each one, and nothing was taken in."""

    def __init__(self, problems: Sequence[Problem], count: int) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:NAMED_IN_TEXT]]
        if count > NAMED_IN_TEXT:
            lines.append(f"……还有 {count - NAMED_IN_TEXT} 处")
        super().__init__(
            "\n".join([f"文件里有 {count} 处问题，什么都没有收集。", *lines]),
            hint="请改好以后再收集一次。",
        )


@dataclass
class Checked:
    """What a look through a file found; `agents` are the names of the shop's people in it."""

    path: Path
    digest: str
    messages: int = 0
    blank: int = 0
    faults: int = 0
    problems: list[Problem] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def note(self, line: Line, column: str, value: str, expected: str) -> None:
        """Keep what is wrong with a line; `value` is without personal data."""
        self.faults += 1
        if len(self.problems) < MOST_FAULTS:
            place = f"{self.path.name} {line.tab}".strip()
            self.problems.append(Problem(place, line.number, column, value, expected))


OnLine = Callable[[int], None]


def checked(path: Path, *, now: datetime, on_line: OnLine = lambda number: None) -> Checked:
    """Look through all of a file; raises ChatFileError where it cannot be read at all."""
    found = Checked(path, _digest(path))
    headers: dict[str, list[str]] = {}
    for line in lines_of(path):
        on_line(line.number)
        if line.wrong:
            found.note(line, "", "", line.wrong)
        elif _is_table(path) and line.tab not in headers:
            headers[line.tab] = missing = missing_columns(by_field(line.cells))
            if missing and not _others(path):
                headed = mask_personal("、".join(line.cells)[:MOST_MASKED])[:60]
                found.note(line, "", headed, f"还要有 {' 和 '.join(missing)} 列")
        elif not headers.get(line.tab):
            _check(line, found, now)
    if _is_table(path) and all(headers.values()) and not found.problems:
        found.note(Line(1, {}), "", "", "至少一张表有「会话」「角色」「内容」这几列")
    return found


def _check(line: Line, found: Checked, now: datetime) -> None:
    if _is_events(line.cells):
        found.messages += 1
        return
    try:
        for cells in _messages_in(line):
            row = row_of(cells, now=now)
            found.messages += row is not None
            found.blank += row is None
            if row and row.agent and len(found.agents) < MOST_AGENTS:
                found.agents.add(row.agent)
    except CellFault as fault:
        found.note(line, fault.column, fault.value, fault.expected)


@dataclass
class _Chat:
    around: Surroundings = field(default_factory=Surroundings)
    rows: list[tuple[int, Row]] = field(default_factory=list)
    last_id: int = 0


class FileSource:
    """Reads a checked file's messages as ones of `source`.

    Rows may come by conversation or by time, the newest first or last: up to `ROWS_HELD` are held
    back and put in order. Where a file tells no time its conversations are its own: the same file
    again adds nothing, another one that tells the same chats adds them anew.
    """

    def __init__(self, source: str, tags: Tags, cleaner: Cleaner, *, now: datetime) -> None:
        self._source = source
        self._tags = tags
        self._cleaner = cleaner
        self._now = now
        self._events = EventReader(tags, cleaner, source=source)
        self._chats: OrderedDict[str, _Chat] = OrderedDict()
        self._held = 0

    def messages(
        self, found: Checked, *, on_line: OnLine = lambda number: None
    ) -> Iterator[LoggedMessage]:
        """The messages of the file."""
        skipped: dict[str, bool] = {}
        for line in lines_of(found.path):
            on_line(line.number)
            if _is_table(found.path) and line.tab not in skipped:
                skipped[line.tab] = bool(missing_columns(by_field(line.cells)))
            elif _is_events(line.cells):
                for event in _events_in(line.cells):
                    yield from self._events.read(event)
            elif not skipped.get(line.tab):
                for place, cells in enumerate(_messages_in(line)):
                    row = row_of(cells, now=self._now)
                    if row is not None:
                        yield from self._hold(found.digest, (line.number << 20) + place, row)
        yield from self._events.rest()
        while self._chats:
            yield from self._let_go(found.digest)

    def _hold(self, digest: str, number: int, row: Row) -> Iterator[LoggedMessage]:
        chat = self._chats.setdefault(row.conversation, _Chat())
        self._chats.move_to_end(row.conversation)
        chat.rows.append((number, row))
        self._held += 1
        while self._held > ROWS_HELD:
            yield from self._let_go(digest)

    def _let_go(self, digest: str) -> Iterator[LoggedMessage]:
        """The messages of the conversation that rested longest, in order."""
        _, chat = self._chats.popitem(last=False)
        self._held -= len(chat.rows)
        numbered = _tells_apart([row for _, row in chat.rows])
        for number, row in _in_order(chat.rows):
            cleaned = self._cleaner.cleaned(row.text, (row.buyer,))
            before, repeats = chat.around.note(row.sender, cleaned, row.at)
            if numbered and row.id is not None:
                chat.last_id = row.id
            elif row.at is not None:
                at = round(row.at.timestamp() * _MICROSECONDS)
                chat.last_id = max(at, chat.last_id + 1)
            else:
                chat.last_id = number
            named = row.conversation if row.at else f"{digest} {row.conversation}"
            yield LoggedMessage(
                source=self._source,
                conversation=self._tags.conversation(self._source, named),
                buyer=self._tags.buyer(row.buyer),
                id=chat.last_id,
                at=row.at,
                sender=row.sender,
                text=cleaned,
                before=before,
                repeats=repeats,
            )


def _tells_apart(rows: Sequence[Row]) -> bool:
    """Whether the ids of a conversation are of messages: one that several texts have is not."""
    told = {(row.id, row.text) for row in rows if row.id is not None}
    return len(told) == len({number for number, _ in told})


def _in_order(rows: Sequence[tuple[int, Row]]) -> Sequence[tuple[int, Row]]:
    """By time where every row tells one; what stands at the same time as the file has it."""
    times = [row.at.timestamp() for _, row in rows if row.at is not None]
    if len(times) < len(rows):
        return rows
    newest_first = times[0] > times[-1]
    order = sorted(
        range(len(rows)), key=lambda place: (times[place], -place if newest_first else place)
    )
    return [rows[place] for place in order]


def _messages_in(line: Line) -> Iterator[Mapping[str, object]]:
    """The cells by field of each message of a line, which is one or has `turns`; raises
    CellFault.
    """
    cells = by_field(line.cells)
    turns = line.cells.get("turns", line.cells.get("messages"))
    if turns is None:
        yield cells
        return
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise CellFault("turns", turns, "一串 {role, text}")
    shared = {name: cell for name, cell in cells.items() if name not in ("text", "id")}
    if not {"conversation", "buyer"} & shared.keys():
        shared["conversation"] = f"{line.number}"
    for turn in turns:
        yield {**shared, **by_field(turn)}


def _is_events(cells: Mapping[str, object]) -> bool:
    """Whether a line is an event of Rasa, or a tracker with its events."""
    return isinstance(cells.get("sender_id"), str) and ("event" in cells or "events" in cells)


def _events_in(cells: Mapping[str, Any]) -> Collection[Mapping[str, Any]]:
    events = cells.get("events")
    if not isinstance(events, list):
        return (cells,)
    told = [event for event in events if isinstance(event, dict)]
    return [{"sender_id": cells["sender_id"], **event} for event in told]


def _is_table(path: Path) -> bool:
    return path.suffix.lower() not in (".jsonl", ".ndjson")


def _others(path: Path) -> bool:
    """Whether a workbook may hold other tabs beside the chats."""
    return path.suffix.lower() == ".xlsx"


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""  # said better where it is read
    return digest.hexdigest()
