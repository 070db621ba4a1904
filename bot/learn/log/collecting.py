"""Collects our own chat log, a block of message ids at a time; goes on where it stopped."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.database.engine import transaction
from bot.learn.log.chat_rows import ChatRows
from bot.learn.log.chats import SOURCE, ChatSource
from bot.learn.log.store import ConversationLog
from bot.settings import SHOP_TIMEZONE

BLOCK = 20_000
# Answers, hand-overs and corrections come to stand beside a message after it was collected.
AGAIN_DAYS = 7
STATE = "collected.json"

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Block:
    """What was read of one block: messages written, and when the newest was said."""

    first: int
    written: int
    newest: datetime


ReadBlocks = Callable[[Sequence[int], Callable[[Block], None]], None]


@dataclass
class Collected:
    """What was read so far, kept beside the log.

    blocks: of each block that was read, by its first message id, when its newest message was said.
    """

    blocks: dict[int, datetime] = field(default_factory=dict)
    corrected_at: datetime | None = None

    @classmethod
    def read(cls, path: Path) -> Collected:
        """What is kept; nothing where the file is not there or cannot be read."""
        try:
            kept = json.loads(path.read_text("utf-8"))
            blocks = {int(first): _moment(at) for first, at in kept["blocks"].items()}
            return cls(blocks, kept["corrected_at"] and _moment(kept["corrected_at"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def keep(self, path: Path) -> None:
        """Write it, whole or not at all."""
        blocks = {str(first): at.isoformat() for first, at in sorted(self.blocks.items())}
        corrected_at = self.corrected_at and self.corrected_at.isoformat()
        own = path.with_name(f".{path.name}.part")
        own.write_text(json.dumps({"blocks": blocks, "corrected_at": corrected_at}), "utf-8")
        own.replace(path)


def collect_chats(
    url: str,
    log: ConversationLog,
    source: ChatSource,
    *,
    now: datetime,
    oldest: datetime,
    since: datetime | None = None,
    read_blocks: ReadBlocks | None = None,
    on_progress: OnProgress = lambda done, of: None,
) -> int:
    """Collect what was said since `oldest`; returns how many messages were written.

    What was collected before is read again where something may have come to stand beside it: the
    last days, and messages that people corrected since; with `since`, all from then on.
    read_blocks: who calls `collect_block` for each block and tells of it; unset: one after another.
    """
    path = log.folder.parent / STATE
    path.parent.mkdir(parents=True, exist_ok=True)
    collected = Collected.read(path)
    with transaction(url) as session:
        rows = ChatRows(session)
        highest = rows.highest()
        if any(first > highest for first in collected.blocks):
            collected = Collected()  # another database, or an emptied one
        first = rows.first_since(since or oldest) if since or not collected.blocks else None
        corrected = rows.corrected_since(collected.corrected_at) if collected.corrected_at else ()
    blocks = _blocks_to_read(
        collected, first, highest=highest, again_from=now - timedelta(days=AGAIN_DAYS)
    )
    blocks = sorted({*blocks, *(_block(each) for each in corrected)})
    left, read = list(blocks), dict[int, Block]()

    def note(block: Block) -> None:
        read[block.first] = block
        # One with a gap before it would not be known for one after which something is missing.
        while left and left[0] in read:
            first = left.pop(0)
            collected.blocks[first] = read[first].newest
        collected.keep(path)
        on_progress(len(read), len(blocks))

    on_progress(0, len(blocks))
    if read_blocks is not None:
        read_blocks(blocks, note)
    else:
        for start in blocks:
            note(collect_block(url, log, source, start, oldest=oldest))
    collected.corrected_at = now
    collected.keep(path)
    return sum(block.written for block in read.values())


def collect_block(
    url: str, log: ConversationLog, source: ChatSource, start: int, *, oldest: datetime
) -> Block:
    """Make the files of the block that begins with this message id anew."""
    with _no_garbage():
        with transaction(url) as session:
            said = source.messages(ChatRows(session), start, start + BLOCK)
        said = [message for message in said if message.at is not None and message.at >= oldest]
        written = log.replace(f"{SOURCE}-{start:012d}", said)
    newest = max((message.at for message in said if message.at), default=oldest)
    return Block(start, written, newest)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Look for no cycles meanwhile: a block makes many objects and none, and looking took a quarter
    of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _blocks_to_read(
    collected: Collected, first: int | None, *, highest: int, again_from: datetime
) -> Iterable[int]:
    last = _block(highest)
    again = [start for start, newest in collected.blocks.items() if newest >= again_from]
    begin = min(again, default=max(collected.blocks, default=last))
    if first is not None:
        begin = min(begin, _block(first)) if collected.blocks else _block(first)
    elif not collected.blocks:
        return ()  # nothing was said that is not too old
    return range(begin, last + 1, BLOCK)


def _block(message_id: int) -> int:
    return message_id - message_id % BLOCK


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(SHOP_TIMEZONE)
