"""`xiaoer learn retrain`, `batches`, `adopt` and `drop`: from answers to a model to be judged."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import typer
from rich.markup import escape
from rich.progress import Progress

from bot.cli.console import console, problems
from bot.cli.learn_batch_tables import print_batches, print_report
from bot.models.facts import name_of, read_facts
from bot.models.shelf import model_called
from bot.serving.quiet import configure_process
from bot.settings import SHOP_TIMEZONE, settings

if TYPE_CHECKING:
    from bot.learn.retraining.retraining import Outcome

STEPS = {"doubt": "查标注", "validate": "查格式", "train": "训练", "calibrate": "校准"}

_SEED = typer.Option(0, help="同样的回答和种子，得到同样的例句和模型")
_DRY = typer.Option(False, "--dry-run", help="只查，不训练，什么都不写")
_SURE = typer.Option([], "--sure", metavar="ID", help="这几条的标注没错，照教；可以写几次")
_ANYWAY = typer.Option(False, "--anyway", help="这批被拦下也练，可疑的不教；要用 --why 写明原因")
_WHY = typer.Option("", "--why", metavar="TEXT", help="为什么，会记下来")
_AGAIN = typer.Option(False, "--ask-again", help="就算这批被拦下，也把可疑的交回去再审一次")
_JSON = typer.Option(False, "--json", help="打印 JSON")
_BATCH = typer.Argument(..., metavar="BATCH", help="批次的名字，xiaoer learn batches 里的")


def retrain(
    seed: int = _SEED,
    dry_run: bool = _DRY,
    sure: list[int] = _SURE,
    anyway: bool = _ANYWAY,
    why: str = _WHY,
    ask_again: bool = _AGAIN,
    as_json: bool = _JSON,
) -> None:
    """把审过的问题变成例句，查过、训练、校准，得到一个待评判的新模型；正在用的不变。"""
    if anyway and not why.strip():
        raise typer.BadParameter("--anyway 要用 --why 写明原因", param_hint="--why")
    configure_process("retrain", log_dir=settings().log_dir)
    from bot.database.migrate import upgrade
    from bot.learn.retraining.place import Place
    from bot.learn.retraining.retraining import Retraining, Wish

    upgrade(settings().database_url)
    wish = Wish(
        seed=seed,
        at=datetime.now(SHOP_TIMEZONE),
        sure=tuple(sure),
        why=why.strip() if anyway else "",
        dry_run=dry_run,
        again=ask_again,
    )
    with Progress(console=problems, transient=True) as progress:
        tasks = {}

        def on_step(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(STEPS[what], total=of)
            progress.update(tasks[what], completed=done, total=of)

        outcome = Retraining(Place.of(settings()), on_step).run(wish)
    if as_json:
        model = name_of(outcome.model) if outcome.model else None
        told = {"batch": outcome.name, "model": model, **outcome.report}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print_report(outcome.report, console)
        _tell(outcome, dry_run=dry_run)
    if outcome.report["refused"] and outcome.model is None:
        raise typer.Exit(1)


def batches() -> None:
    """列出批次：教了多少，练出哪个模型，收进例句没有。"""
    from bot.learn.retraining.batches import Batches

    print_batches(Batches(settings().learn_dir).listed(), console)


def adopt(batch: str = _BATCH) -> None:
    """把上线了的批次的例句收进 data/nlu；上线时没收成才用得着。"""
    from bot.learn.retraining.adopting import adopt as adopted
    from bot.learn.retraining.batches import Batches, RetrainingError

    config = settings()
    found = Batches(config.learn_dir).called(batch)
    live = _promoting_live()
    if live != found.model:
        raise RetrainingError(
            f"{found.model} is not live: its examples stay where they are.",
            hint=f"Promote it first: `xiaoer models promote {found.model}`.",
        )
    facts = read_facts(model_called(config.models_dir, found.model))
    done = facts is not None and adopted(facts, config.nlu_dir)
    console.print(f"例句收进了 {config.nlu_dir}" if done else "例句早就收进去了")


def drop(batch: str = _BATCH) -> None:
    """不要一个批次：删掉它的模型和例句，审过的问题还回去，下次再教。"""
    from bot.learn.retraining.adopting import release
    from bot.learn.retraining.place import Place

    place = Place.of(settings())
    count = release(batch, place, now=datetime.now(SHOP_TIMEZONE))
    console.print(f"不要 {escape(batch)} 了；{count} 个审过的问题还回去了")


def _promoting_live() -> str:
    from bot.cli.models_live import promoting

    live = promoting().live()
    return live.model if live else ""


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    report = outcome.report
    if outcome.model is not None:
        name = name_of(outcome.model)
        console.print(f"批次 {outcome.name}，模型 {name}")
        if not outcome.calibrated:
            console.print("标好的话太少，没有校准：把握线还用现在的。")
        console.print(
            f"接着：xiaoer models judge {name}，通过了就 xiaoer models promote {name}；"
            f"不要它：xiaoer learn drop {outcome.name}",
            soft_wrap=True,
        )
    elif report["refused"]:
        console.print("[red]这批不能练。[/red]改了再来；要练没问题的那些：--anyway --why 原因")
    elif dry_run:
        console.print("只查了，什么都没写。")
    elif not report["sentences"]:
        console.print("没有新的可教。先在客服台的“审一审”里判")
    if outcome.asked_again:
        console.print(f"{outcome.asked_again} 个可疑的交回去再审了：有第二个人说一样的，就照教。")
