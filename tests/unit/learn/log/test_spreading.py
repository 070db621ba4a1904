"""Our own chat log, collected by several workers: the same log as by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.database.engine import transaction
from bot.learn.engines import WorkersError, engine
from bot.learn.log import collecting
from bot.learn.log.chat_rows import ChatRows
from bot.learn.log.chats import ChatSource
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.collecting import Block, ReadBlocks, collect_block, collect_chats
from bot.learn.log.rows import messages_of
from bot.learn.log.spreading import Spread
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.settings import SHOP_TIMEZONE, settings

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)
OLDEST = NOW - timedelta(days=180)


@pytest.fixture
def chats(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Forty messages, in blocks of seven."""
    monkeypatch.setattr(collecting, "BLOCK", 7)
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    with transaction(url) as session:
        for number in range(40):
            at, chat = NOW + timedelta(seconds=number), f"web:{number % 3}"
            said = Incoming(chat, chat, "web", f"{at}", f"第{number}句 找小麦", at)
            ChatLog(session).receive(said)
    yield url
    settings.cache_clear()


def collected(url: str, learn_dir: Path, read_blocks: ReadBlocks | None = None) -> ConversationLog:
    log = ConversationLog(learn_dir / "log")
    source = ChatSource(Tags.kept_in(learn_dir), Cleaner(["小麦"]))
    collect_chats(url, log, source, now=NOW, oldest=OLDEST, read_blocks=read_blocks)
    return log


def spread(url: str, learn_dir: Path, *, more: int = 0) -> Spread:
    with transaction(url) as session:
        highest = ChatRows(session).highest()
    return Spread(learn_dir, ("小麦",), OLDEST, highest + more)


def texts(log: ConversationLog) -> list[str]:
    tables = [log.read(part) for part in log.parts()]
    return sorted(message.text for table in tables for message in messages_of(table))


def test_workers_collect_what_one_process_does(chats: str, tmp_path: Path) -> None:
    alone = collected(chats, tmp_path / "alone")
    with engine(workers=1) as run:
        learn_dir = tmp_path / "spread"
        others = collected(chats, learn_dir, partial(spread(chats, learn_dir).read_blocks, run))
    assert texts(others) == texts(alone)
    assert len(texts(alone)) == 40
    assert not any("小麦" in text for text in texts(others))
    assert not (learn_dir / "collecting").exists()


def test_a_worker_with_another_database_changes_nothing(chats: str, tmp_path: Path) -> None:
    log = collected(chats, tmp_path)
    other = spread(chats, tmp_path, more=1)
    with engine(workers=1) as run, pytest.raises(WorkersError, match="another database") as told:
        other.read_blocks(run, [0, 7], lambda block: None)
    assert "DATABASE_URL" in told.value.hint
    assert len(texts(log)) == 40


def test_blocks_that_were_done_before_an_earlier_one_are_done_again_after_a_kill(
    chats: str, tmp_path: Path
) -> None:
    log = ConversationLog(tmp_path / "log")
    source = ChatSource(Tags.kept_in(tmp_path), Cleaner(["小麦"]))

    def the_last_first(starts: Sequence[int], note: Callable[[Block], None]) -> None:
        note(collect_block(chats, log, source, starts[-1], oldest=OLDEST))
        note(collect_block(chats, log, source, starts[0], oldest=OLDEST))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collected(chats, tmp_path, the_last_first)
    assert len(texts(log)) < 40
    whole = texts(collected(chats, tmp_path))
    assert whole == sorted(f"第{n}句 找〔客服〕" for n in range(40))
