"""`xiaoer learn collect`: chats into the conversation log."""

from __future__ import annotations

import asyncio
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import List, Optional  # noqa: UP035 - typer 0.7 reads no `list[...]`

import typer
from rich.markup import escape
from rich.progress import Progress

from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.errors import XiaoerError
from bot.learn.log.adding import Appended
from bot.learn.log.chats import SOURCE as CHATS
from bot.learn.log.chats import ChatSource
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.collecting import ReadBlocks, collect_chats
from bot.learn.log.events import SOURCE as EVENTS
from bot.learn.log.events import EventReader
from bot.learn.log.files import FaultyChatsError, FileSource, checked
from bot.learn.log.lock import writing
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.repositories.agents import Agents
from bot.text.cells import safe_cell

FAULTS = "faults.csv"
MOST_CHARS = 31
_SOURCE = re.compile(r"\w[\w-]{0,30}")
_NOT_WORDS = re.compile(r"[^\w]+")
_EVERY = 500

_MaybeText = Optional[str]  # noqa: UP045 - typer 0.7 cannot read `str | None`
_MaybeDay = Optional[datetime]  # noqa: UP045
_FILES = typer.Argument(None, metavar="[FILE]...", help="别的工具导出的聊天：CSV、XLSX、JSONL")
_EVENTS = typer.Option(None, "--events", metavar="URL", help="RabbitMQ 里对话的事件：amqp://…")
_AS = typer.Option(None, "--as", metavar="SOURCE", help="这些文件叫什么来源；不写用文件名")
_WORKERS = typer.Option(1, "--workers", min=1, help="自己的聊天记录用几个进程读")
_CLUSTER = typer.Option("", "--cluster", help="Dask 调度器的地址，用那里的机器读（local：本机）")
_SINCE = typer.Option(None, "--since", formats=["%Y-%m-%d"], help="从哪天起（重新）收集")

Step = Callable[[str, int, Optional[int]], None]  # noqa: UP045


class SourceNameError(XiaoerError):
    """A source cannot be called so."""


def collect(
    files: Optional[List[Path]] = _FILES,  # noqa: UP006, UP045
    events: _MaybeText = _EVENTS,
    source: _MaybeText = _AS,
    since: _MaybeDay = _SINCE,
    workers: int = _WORKERS,
    cluster: str = _CLUSTER,
) -> None:
    """把聊天收进对话日志：不写文件就收自己的聊天记录；存下来以前先脱敏。"""
    config, now = settings(), datetime.now(SHOP_TIMEZONE)
    upgrade(config.database_url)
    oldest = datetime.combine(now.date() - timedelta(days=config.learn_days), time(), SHOP_TIMEZONE)
    begins = max(oldest, since.replace(tzinfo=SHOP_TIMEZONE)) if since else None
    with writing(config.learn_dir), _progress() as step:
        log, tags = ConversationLog(config.learn_dir / "log"), Tags.kept_in(config.learn_dir)
        log.tidy()
        told = []
        if files:
            told += _files(files, source, log, tags, now=now, oldest=begins or oldest, step=step)
        if events:
            told.append(_events(events, log, tags, step))
        if not files and not events:
            with _workers(oldest, workers=workers, cluster=cluster) as read_blocks:
                written = collect_chats(
                    config.database_url,
                    log,
                    ChatSource(tags, _cleaner()),
                    now=now,
                    oldest=oldest,
                    since=begins,
                    read_blocks=read_blocks,
                    on_progress=lambda done, of: step("读聊天记录", done, of),
                )
            told.append(f"收了 {written:,} 句（含最近几天里重新读的）。")
        pruned = log.prune(oldest.date())
    console.print(escape("\n".join(told)))
    if pruned:
        console.print(f"超过 {config.learn_days} 天的 {pruned:,} 句已删。")


def _files(
    files: Sequence[Path],
    source: str | None,
    log: ConversationLog,
    tags: Tags,
    *,
    now: datetime,
    oldest: datetime,
    step: Step,
) -> list[str]:
    """Look through every file, then take them in; nothing where one of them holds a fault."""
    names = [_source_name(source or _NOT_WORDS.sub("-", path.stem)[:MOST_CHARS]) for path in files]
    looked = [
        checked(path, now=now, on_line=_now_and_then(step, f"检查 {path.name}")) for path in files
    ]
    faults = sum(found.faults for found in looked)
    if faults:
        raise _listed(FaultyChatsError([p for found in looked for p in found.problems], faults))
    told = []
    for name, found in zip(names, looked, strict=True):
        reader = FileSource(name, tags, _cleaner(found.agents), now=now)
        said = reader.messages(found, on_line=_now_and_then(step, f"收 {found.path.name}"))
        old = _TooOld(oldest)
        done = log.append(old.without(said))
        told.append(f"{found.path.name}：{_told(done)}{old.told}{_blank(found.blank)}")
    return told


def _events(url: str, log: ConversationLog, tags: Tags, step: Step) -> str:
    # Not at the top: the broker's library takes long to load, and only this needs it.
    from bot.learn.log.queue import QueueSource

    reader = QueueSource(url, EventReader(tags, _cleaner()), log)
    done = asyncio.run(reader.drain(lambda read: step("读事件", read, None)))
    unread = f"，{reader.unreadable} 条读不懂、略过了" if reader.unreadable else ""
    return f"事件：{_told(done)}{unread}"


class _TooOld:
    """Leaves out what would be removed at once, and counts it."""

    def __init__(self, oldest: datetime) -> None:
        self._oldest = oldest
        self._count = 0

    def without(self, messages: Iterator[LoggedMessage]) -> Iterator[LoggedMessage]:
        """The messages that are new enough, or tell no time."""
        for message in messages:
            if message.at is None or message.at >= self._oldest:
                yield message
            else:
                self._count += 1

    @property
    def told(self) -> str:
        """What was left out, in words."""
        day = self._oldest.date().isoformat()
        return f"，{self._count:,} 句早于 {day}，没有收" if self._count else ""


def _told(done: Appended) -> str:
    parts = [f"新收 {done.added:,} 句"]
    parts += [f"{done.known:,} 句早已在了"] if done.known else []
    parts += [f"{done.forgotten:,} 句的买家要求忘掉，没有收"] if done.forgotten else []
    return "，".join(parts)


def _blank(count: int) -> str:
    return f"，{count:,} 句没有文字，略过了" if count else ""


def _source_name(name: str) -> str:
    if _SOURCE.fullmatch(name) is None or name in (CHATS, EVENTS):
        raise SourceNameError(
            f"来源不能叫「{name}」。",
            hint="用 --as 起个名字：字母、数字、汉字、- 和 _，例如 --as qianniu",
        )
    return name


def _listed(error: FaultyChatsError) -> FaultyChatsError:
    """The error, with every fault in a file where the text names only the first."""
    path = settings().learn_dir / FAULTS
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["文件", "行", "列", "填的是", "应为"])
        rows.writerows(
            (safe_cell(each.sheet), each.row, each.column, safe_cell(each.value), each.expected)
            for each in error.problems
        )
    error.hint = f"每一处都在 {path}。{error.hint}"
    return error


def _cleaner(agents: Sequence[str] | set[str] = ()) -> Cleaner:
    return Cleaner([*agents, *_people()])


def _people() -> list[str]:
    with transaction(settings().database_url) as session:
        people = Agents(session).listed()
    return [name for each in people for name in (each.login, each.name)]


@contextmanager
def _workers(oldest: datetime, *, workers: int, cluster: str) -> Iterator[ReadBlocks | None]:
    """Who reads our own chats: several workers, or None for this process."""
    if workers == 1 and not cluster:
        yield None
        return
    from bot.learn.engines import engine
    from bot.learn.log.chat_rows import ChatRows
    from bot.learn.log.spreading import Spread

    config = settings()
    with transaction(config.database_url) as session:
        highest = ChatRows(session).highest()
    spread = Spread(config.learn_dir.resolve(), tuple(_people()), oldest, highest)
    with engine(cluster, workers=workers) as run:
        yield partial(spread.read_blocks, run)


@contextmanager
def _progress() -> Iterator[Step]:
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def step(what: str, done: int, of: int | None) -> None:
            progress.update(task, description=what, completed=done, total=of)

        yield step


def _now_and_then(step: Step, what: str) -> Callable[[int], None]:
    def on_line(number: int) -> None:
        if number % _EVERY == 0:
            step(what, number, None)

    return on_line
