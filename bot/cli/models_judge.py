"""`xiaoer models judge`: whether a candidate may go live, and what would change if it did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.cli.console import console, problems
from bot.cli.evaluate import known_intents
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.evaluate.page import percent
from bot.models.facts import Verdict, name_of, verdict_path, write_beside
from bot.models.promotions import Promotions
from bot.models.shelf import model_called
from bot.serving.quiet import configure_process
from bot.settings import SHOP_TIMEZONE, Settings, settings

_CANDIDATE = typer.Argument("", metavar="[CANDIDATE]", help="哪个模型；不给就是最新的候选")
_AGAINST = typer.Option("", "--against", metavar="MODEL", help="跟哪个比；不给就是现用的")
_CHATS = typer.Option(200, "--chats", min=0, metavar="N", help="重放多少场聊天")
_FOLDS = typer.Option(
    5, "--folds", min=0, max=20, metavar="N", help="原来的例句分几份轮流留；0 是不做"
)
_NO_REPLAY = typer.Option(False, "--no-replay", help="不重放聊天")
_SEED = typer.Option(0, help="同样的种子，得到同样的数")
_JSON = typer.Option(False, "--json", help="打印 JSON")

_ROWS = (
    ("第一猜对", "top1", "top1"),
    ("各意图平均 F1", "macro_f1", "macro_f1"),
    ("当场答对", "rightly_answered", "rightly_answered"),
    ("答了的里面答错", "wrong_of_answered", "wrong_of_answered"),
    ("该转人工的找到", "person_recall", "person_recall"),
)


def judge(
    candidate: str = _CANDIDATE,
    against: str = _AGAINST,
    chats: int = _CHATS,
    folds: int = _FOLDS,
    no_replay: bool = _NO_REPLAY,
    seed: int = _SEED,
    as_json: bool = _JSON,
) -> None:
    """新模型上线前判一判：听懂得怎样、会不会学坏、哪些回复会变。没通过就以 1 退出。"""
    if folds == 1:
        raise typer.BadParameter("0，或者 2 份以上", param_hint="--folds")
    config = settings()
    configure_process("judge", log_dir=config.log_dir)
    upgrade(config.database_url)
    from bot.learn.judging.judge import Plan
    from bot.learn.judging.judge import judge as judged
    from bot.learn.judging.page import write_page

    new, old, is_live = _contestants(config, candidate, against)
    problems.print(f"{escape(name_of(new))} 对 {escape(name_of(old))}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=problems, transient=True) as progress:

        def counted(what: str, total: int) -> Callable[[], None]:
            task = progress.add_task(what, total=total)
            return lambda: progress.advance(task)

        verdict = judged(
            new,
            old,
            config=config,
            at=datetime.now(SHOP_TIMEZONE),
            plan=Plan(chats=0 if no_replay else chats, folds=folds, seed=seed),
            is_live=is_live,
            intents=known_intents(),
            counted=counted,
        )
    path = verdict_path(new)
    page = path.with_suffix(".html")
    write_page(page, verdict)
    write_beside(path, verdict)
    if as_json:
        typer.echo(verdict.json(ensure_ascii=False, indent=1))
    else:
        _print(verdict)
        console.print(f"网页：{escape(str(page))}", soft_wrap=True)
    if not verdict.passed:
        raise typer.Exit(code=1)


def _contestants(config: Settings, candidate: str, against: str) -> tuple[Path, Path, bool]:
    """The candidate, what it is judged against, and whether that is the live model."""
    from bot.errors import EvaluationError
    from bot.learn.judging.contestants import live_model, newest_candidate

    with transaction(config.database_url) as session:
        promoted = Promotions(session).live()
    live = live_model(config.models_dir, promoted=promoted.model if promoted else None)
    old = model_called(config.models_dir, against) if against else live
    new = (
        model_called(config.models_dir, candidate)
        if candidate
        else newest_candidate(config.models_dir, old)
    )
    if new == old:
        raise EvaluationError(
            f"{name_of(new)} cannot be judged against itself.",
            hint="Name the candidate: xiaoer models judge CANDIDATE, or another --against.",
        )
    return new, old, old == live


def _print(verdict: Verdict) -> None:
    figures: Any = verdict.figures
    if figures["together"]:
        console.print(_scores(figures))
    if figures["replay"]:
        console.print(_replayed(figures["replay"]))
    for told in figures["left_out"]:
        console.print(f"[yellow]{escape(told)}[/]")
    if verdict.passed:
        console.print("[bold green]通过[/]：可以上线。")
        console.print(f"上线：xiaoer models promote {escape(verdict.candidate)}", soft_wrap=True)
        return
    console.print("[bold red]没通过[/]：")
    for reason in verdict.reasons:
        console.print(f"  {escape(reason)}")


def _scores(figures: Any) -> Table:
    table = Table("", "句数", "", "现用", "候选", "相差（95% 把握）", "碰巧的可能")
    for each in [*figures["files"], figures["together"], figures["known"]]:
        if each is None:
            continue
        titles = {"together": "合计", "known": "原来的例句", "reviewed": "审过的"}
        name, messages = titles.get(each["name"], each["name"]), str(each["messages"])
        rows = _ROWS if each["name"] == "together" else _ROWS[:1]
        for label, key, difference in rows:
            chance = f"{each['p']:.3f}" if key == "top1" else ""
            table.add_row(
                name, messages, label, percent(each["live"][key]), percent(each["candidate"][key]),
                _difference(each[difference]), chance,
            )  # fmt: skip
            name = messages = ""
    return table


def _difference(interval: Any) -> str:
    low, high = interval["low"] * 100, interval["high"] * 100
    return f"{interval['difference'] * 100:+.1f}（{low:+.1f} 到 {high:+.1f}）"


def _replayed(replay: Any) -> Table:
    from bot.learn.judging.page import KINDS

    table = Table("重放", "句数", title_justify="left")
    table.add_row(f"{replay['chats']} 场聊天", str(replay["turns"]))
    for kind, count in replay["kinds"].items():
        table.add_row(f"  {KINDS[kind]}", str(count))
    if replay["following"]:
        table.add_row("  前面变了跟着变的", str(replay["following"]))
    if not replay["kinds"]:
        table.add_row("  没有一句不同", "")
    return table
