"""`xiaoer models …`: the trained models, which of them answers, and which did before."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer
from rich.markup import escape
from rich.table import Column, Table

from bot.cli.console import console
from bot.cli.models_judge import judge
from bot.cli.models_live import promote, promoting, rollback
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.models.facts import (
    ModelFacts,
    Verdict,
    name_of,
    read_facts,
    read_verdict,
    verdict_path,
)
from bot.models.promotions import Promotions
from bot.models.servers import Servers
from bot.models.shelf import model_called, models_in
from bot.settings import SHOP_TIMEZONE, settings

_NAME = typer.Argument(..., metavar="NAME", help="模型的名字，xiaoer models list 里的")
_TIME = "%m-%d %H:%M"
_MEGABYTE = 1_000_000

app = typer.Typer(no_args_is_help=True, help="训练好的模型：看、上线、退回、删。")
app.command("judge")(judge)
app.command("promote")(promote)
app.command("rollback")(rollback)


@app.command("list")
def list_models() -> None:
    """列出全部模型：哪个在用，哪个是退回时用的，各自怎么来的。"""
    config = settings()
    upgrade(config.database_url)
    models = models_in(config.models_dir)
    if not models:
        console.print("还没有模型，训练一个：xiaoer train")
        return
    states = _states()
    # The name is what the other commands take: never cut. All of it fits eighty columns.
    whole = (Column(title, no_wrap=True) for title in ("名字", "训练于", "例句", "种子"))
    table = Table(*whole, "批次", "评判", "状态", "大小", box=None, padding=(0, 1, 0, 0))
    for model in models:
        facts, verdict = read_facts(model), read_verdict(model)
        table.add_row(
            escape(name_of(model)),
            _trained(model, facts),
            str(facts.examples) if facts else "—",
            str(facts.seed) if facts else "—",
            escape(facts.batch) if facts and facts.batch else "—",
            _judged(verdict),
            states.get(name_of(model), "—"),
            f"{model.stat().st_size / _MEGABYTE:.0f}M",
        )
    console.print(table)
    if not states:
        console.print("还没有模型上线过：启动时用最新的一个。上线：xiaoer models promote NAME")
    for line in _behind():
        console.print(line, soft_wrap=True)


@app.command("show")
def show(name: str = _NAME) -> None:
    """看一个模型：用什么训练的，评判说了什么，什么时候上过线。"""
    config = settings()
    upgrade(config.database_url)
    model = model_called(config.models_dir, name)
    facts, verdict = read_facts(model), read_verdict(model)
    rows = {
        "名字": name_of(model),
        "训练于": _trained(model, facts),
        "状态": _states().get(name_of(model), "没有上线"),
    }
    if facts:
        rows |= {
            "例句": str(facts.examples),
            "种子": str(facts.seed),
            "批次": facts.batch or "—",
            "接着哪个模型": facts.parent or "—",
            "用了": "，".join(facts.data),
            "指纹": facts.fingerprint[:12],
            "SHA-256": facts.sha256[:12],
            "把握线": "带着自己的" if facts.confidence else "用现有的 confidence.yml",
        }
    rows["评判"] = _judged(verdict)
    if verdict:
        rows |= {"和谁比": verdict.against, "说的是": "\n".join(verdict.reasons) or "—"}
        rows["报告"] = str(verdict_path(model).with_suffix(".html"))
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for label, value in rows.items():
        table.add_row(label, escape(value))
    console.print(table)
    with transaction(config.database_url) as session:
        history = [each for each in Promotions(session).listed() if each.model == name_of(model)]
    for each in history:
        console.print(escape(f"{each.at:{_TIME}} {each.by or '小二'} 上线：{each.why or '—'}"))


@app.command("delete")
def delete(name: str = _NAME) -> None:
    """删掉一个模型；在用的和退回时要用的删不掉。"""
    upgrade(settings().database_url)
    path = promoting().delete(name, now=datetime.now(SHOP_TIMEZONE))
    console.print(f"删掉了 {path}")


def _states() -> dict[str, str]:
    """What each model that is or was live is called in the list."""
    rights = promoting()
    with transaction(settings().database_url) as session:
        history = Promotions(session).listed()
    states = dict.fromkeys((each.model for each in history), "用过")
    before = rights.before()
    if before is not None:
        states[before.model] = "前一个"
    if history:
        states[history[0].model] = "在用"
    return states


def _behind() -> list[str]:
    """A line for each running server that answers with another model than the live one."""
    with transaction(settings().database_url) as session:
        live = Promotions(session).live()
        running = Servers(session).running(now=datetime.now(SHOP_TIMEZONE))
    return [
        f"[yellow]{escape(each.name)} 还在用 {escape(each.model)}[/yellow]：{escape(each.trouble)}"
        for each in running
        if live is not None and each.model != live.model
    ]


def _trained(model: Path, facts: ModelFacts | None) -> str:
    at = facts.trained_at if facts else datetime.fromtimestamp(model.stat().st_mtime, SHOP_TIMEZONE)
    return f"{at.astimezone(SHOP_TIMEZONE):{_TIME}}"


def _judged(verdict: Verdict | None) -> str:
    if verdict is None:
        return "没评过"
    return "通过" if verdict.passed else "没通过"
