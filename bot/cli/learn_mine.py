"""`xiaoer learn mine`: what of the logged chats is worth a person's minute."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Optional

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.cli.console import console, problems
from bot.serving.quiet import configure_process
from bot.settings import SHOP_TIMEZONE, settings

if TYPE_CHECKING:
    from bot.learn.mining.mining import Mined, Order
    from bot.learn.review.model import Candidate

# Beside what is asked about messages: so many of our own examples at most.
DOUBTED_SHARE = 5
STAGES = {"count": "数问法", "read": "读问法", "order": "排先后", "doubt": "查例句的标注"}
RESUMED = frozenset({"count", "read"})
SHOWN = 10

_DAYS = typer.Option(None, "--days", min=1, help="只看最近几天的（没有日期的总是看）")
_TOP = typer.Option(500, "--top", min=1, help="最多问多少个问题")
_LABELS = typer.Option(
    False, "--labels", help="也查自己的例句有没有标错（几分钟，例句没变就不重算）"
)
_WORKERS = typer.Option(None, "--workers", min=1, help="几个进程；不给就按处理器的个数")
_CLUSTER = typer.Option(
    "", "--cluster", help="Dask 调度器的地址，例如 tcp://10.0.0.5:8786；local：在本机起一组"
)
_JSON = typer.Option(False, "--json", help="打印 JSON")
_DRY = typer.Option(False, "--dry-run", help="只看，不交给人审")


def mine(
    days: Optional[int] = _DAYS,  # noqa: UP045 - typer 0.7 cannot read `int | None`
    top: int = _TOP,
    labels: bool = _LABELS,
    workers: Optional[int] = _WORKERS,  # noqa: UP045
    cluster: str = _CLUSTER,
    as_json: bool = _JSON,
    dry_run: bool = _DRY,
) -> None:
    """从收集的聊天里找最值得问人的问题，交给人审。"""
    configure_process("mine", log_dir=settings().log_dir)
    from bot.database.migrate import upgrade
    from bot.learn.mining.mining import Order

    upgrade(settings().database_url)
    now = datetime.now(SHOP_TIMEZONE)
    since = now.date() - timedelta(days=days - 1) if days else None
    order = Order(
        learn_dir=settings().learn_dir.resolve(),  # workers elsewhere look for it there too
        since=since,
        top=top,
        workers=workers or os.cpu_count() or 1,
        cluster=cluster,
    )
    with _progress() as told:
        mined, candidates = _mined(order, told, labels=labels)
    offered = None if dry_run else _offered(candidates, at=now)
    if as_json:
        typer.echo(json.dumps(_as_data(mined, candidates, offered), ensure_ascii=False, indent=1))
        return
    _show(mined, candidates, offered)


def _mined(order: Order, told: Progress, *, labels: bool) -> tuple[Mined, list[Candidate]]:
    from bot.database.engine import transaction
    from bot.learn.mining.doubted import doubted_candidates, doubts_of
    from bot.learn.mining.mining import mine
    from bot.learn.mining.reader import Reader
    from bot.learn.mining.settled import SettledQuestions
    from bot.nlu.confidence import read_confidence
    from bot.nlu.examples import written_examples
    from bot.nlu.names import live_names

    config = settings()
    written = list(written_examples(config.nlu_dir))
    names = live_names(config.database_url).current()
    confidence = read_confidence(config.confidence_file)
    model = _live_model()
    examples = [(text, intent) for _, text, intent in written]
    reader = Reader.of(model, examples, names=names, confidence=confidence)
    with transaction(config.database_url) as session:
        decided = SettledQuestions(session).all()
    on_progress = _counter(told)
    mined = mine(order, reader, decided=decided, on_progress=on_progress)
    candidates = [found.candidate for found in mined.found]
    if labels:
        known = {each.key for each in decided}
        doubts = doubts_of(
            written,
            names,
            learn_dir=config.learn_dir,
            temperature=confidence.temperature,
            on_fold=_folds(on_progress),
        )
        counts = Counter(intent for _, intent in examples)
        doubted = doubted_candidates(doubts, mined.weekly, counts)
        new = [each for each in doubted if each.key not in known]
        candidates += new[: max(1, order.top // DOUBTED_SHARE)]
    return mined, sorted(candidates, key=lambda each: (-each.gain, each.key))


def _live_model() -> Any:
    """The model that answers: the promoted one, or the newest where none was promoted."""
    from bot.database.engine import transaction
    from bot.evaluate.trained import intent_model_in, newest_model
    from bot.models.promotions import Promotions
    from bot.models.shelf import model_called

    config = settings()
    with transaction(config.database_url) as session:
        live = Promotions(session).live()
    models = config.models_dir
    return intent_model_in(model_called(models, live.model) if live else newest_model(models))


def _offered(candidates: Sequence[Candidate], *, at: datetime) -> Any:
    from bot.database.engine import transaction
    from bot.learn.review.reviews import Reviews

    with transaction(settings().database_url) as session:
        return Reviews(session).offer(candidates, at=at)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=problems)


def _counter(told: Progress) -> Callable[[str, int, int], None]:
    tasks: dict[str, Any] = {}

    def count(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            words = STAGES[stage] + (f"（上次已做 {done}）" if done and stage in RESUMED else "")
            tasks[stage] = told.add_task(words, total=total)
        told.update(tasks[stage], completed=done)

    return count


def _folds(on_progress: Callable[[str, int, int], None]) -> Callable[[], None]:
    from bot.evaluate.folds import FOLDS

    done = 0

    def fold() -> None:
        nonlocal done
        done += 1
        on_progress("doubt", done, FOLDS)

    return fold


def _as_data(mined: Mined, candidates: Sequence[Candidate], offered: Any) -> dict[str, Any]:
    return {
        "run": mined.run,
        "messages": mined.messages,
        "questions": mined.questions,
        "read": mined.read,
        "weeks": round(mined.weeks, 2),
        "tasks": mined.tasks,
        "done_before": mined.kept,
        "offered": asdict(offered) if offered else None,
        "candidates": [
            {**asdict(each), "buyers": len(each.buyers), "message_ids": len(each.message_ids)}
            for each in candidates
        ],
    }


def _show(mined: Mined, candidates: Sequence[Candidate], offered: Any) -> None:
    console.print(
        f"{mined.messages} 条买家消息，{mined.questions} 种问法，读了 {mined.read} 种；"
        f"{mined.tasks} 步里有 {mined.kept} 步上次已经做完"
    )
    if not candidates:
        console.print("没有值得问人的问题")
        return
    from bot.learn.review.signals import signal_words

    table = Table("为什么问", "问题", "消息", "每周能多答对", title=f"值得问的：{len(candidates)}")
    for signal, label in signal_words().items():
        with_it = [each for each in candidates if each.signals.get(signal)]
        if with_it:
            messages = sum(each.signals[signal] for each in with_it)
            gain = sum(each.gain for each in with_it)
            table.add_row(label, str(len(with_it)), str(messages), f"{gain:.1f}")
    console.print(table)
    best = Table("问法", "次数", "像是", "每周能多答对", title="最先问的")
    for each in candidates[:SHOWN]:
        best.add_row(escape(each.text), str(each.count), each.suggested, f"{each.gain:.1f}")
    console.print(best)
    if offered is None:
        console.print("只是看看，没有交给人审（去掉 --dry-run 就交）")
        return
    console.print(
        f"交给人审：新的 {offered.new}，更新的 {offered.updated}，"
        f"早已定下的 {offered.settled_before}；"
        "接着在客服台的“审一审”里判，或 xiaoer learn export"
    )
