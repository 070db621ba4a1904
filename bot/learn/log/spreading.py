"""Collects blocks of our own chat log on many workers, each of which reads the database itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.database.engine import transaction
from bot.learn.engines import Run, Task, WorkersError
from bot.learn.log.chat_rows import ChatRows
from bot.learn.log.chats import ChatSource
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.collecting import Block, collect_block
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.learn.whole_files import read_json, write_json
from bot.settings import settings

TOLD = "collecting"


@dataclass(frozen=True)
class Spread:
    """What a worker needs to collect a block; the database is the one of its own settings.

    names: of the people at the desk, who are masked. highest: the newest message there is, by
    which a worker knows that it reads the same database.
    """

    learn_dir: Path
    names: tuple[str, ...]
    oldest: datetime
    highest: int

    def read_blocks(self, run: Run, starts: Sequence[int], note: Callable[[Block], None]) -> None:
        """Have `run` read every block, and tell of each; see `collect_chats`."""
        folder = self.learn_dir / TOLD
        shutil.rmtree(folder, ignore_errors=True)
        waiting = [Task(folder / f"{start}.json", collect_one, (self, start)) for start in starts]

        def tell() -> None:
            for task in [task for task in waiting if task.done]:
                waiting.remove(task)
                told = read_json(task.target)
                note(Block(told["first"], told["written"], datetime.fromisoformat(told["newest"])))

        run(list(waiting), tell)
        tell()
        shutil.rmtree(folder, ignore_errors=True)


def collect_one(spread: Spread, start: int, target: Path) -> None:
    """Collect one block, and say in `target` what it held; raises WorkersError."""
    url = settings().database_url
    with transaction(url) as session:
        highest = ChatRows(session).highest()
    if highest < spread.highest:
        raise WorkersError(
            "A worker reads another database than the one that is collected.",
            hint="Give every worker the same DATABASE_URL: a server, not a file of its own.",
        )
    log = ConversationLog(spread.learn_dir / "log")
    source = ChatSource(Tags.kept_in(spread.learn_dir), Cleaner(list(spread.names)))
    block = collect_block(url, log, source, start, oldest=spread.oldest)
    write_json(
        target,
        {"first": block.first, "written": block.written, "newest": block.newest.isoformat()},
    )
