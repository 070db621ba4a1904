"""`xiaoer simulate`: thousands of haggling and ordering buyers, and what must never happen."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from bot.cli.console import console
from bot.cli.model_at_hand import model_for_a_moment
from bot.database.migrate import upgrade
from bot.settings import settings
from bot.simulate.findings import KINDS, Finding
from bot.simulate.report import as_json, top_reasons, transcript
from bot.simulate.simulation import Plan, Result, simulate

SHOWN_OF_A_KIND = 3

_MaybeText = Optional[str]  # noqa: UP045 - typer 0.7 cannot read `str | None`
_MaybeInt = Optional[int]  # noqa: UP045
_MaybePath = Optional[Path]  # noqa: UP045
_CHATS = typer.Option(2000, min=1, help="聊多少场")
_SEED = typer.Option(1, help="同样的种子，来同样的买家")
_SHOP = typer.Option(
    None, metavar="PATH", help="店铺资料：文件夹或 .xlsx；不填就是 XIAOER_SHOP_DIR"
)
_STORE_TYPE = typer.Option(None, help="marketplace 或 mall；不填就照店铺政策")
_CONCESSIONS = typer.Option(None, min=0, help="只留前几步让步；0 是一步也不让")
_ONLY = typer.Option("", metavar="BUYER", help="只跑这一个买家，名字在结果里")
_JSON = typer.Option(False, "--json", help="结果打成 JSON")


def simulate_buyers(
    chats: int = _CHATS,
    seed: int = _SEED,
    shop: _MaybePath = _SHOP,
    store_type: _MaybeText = _STORE_TYPE,
    concessions: _MaybeInt = _CONCESSIONS,
    only: str = _ONLY,
    as_data: bool = _JSON,
) -> None:
    """让成批的模拟买家来砍价下单，再查账：有一处不对就算失败。"""
    if store_type not in (None, "marketplace", "mall"):
        raise typer.BadParameter("marketplace 或 mall", param_hint="--store-type")
    config = settings()
    upgrade(config.database_url)
    config = config.copy(update={"model": model_for_a_moment(config)})
    plan = Plan(
        shop=shop or config.shop_dir,
        chats=chats,
        seed=seed,
        store_type=store_type,
        concessions=concessions,
        only=only.removeprefix("cli:").removesuffix("-b"),
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        Progress(console=console, transient=True, disable=as_data) as progress,
    ):
        task = progress.add_task("聊天", total=chats)
        result = simulate(plan, config, Path(folder), on_chat=lambda: progress.advance(task))
    if as_data:
        print(
            json.dumps(as_json(result.audit, result.pace, buyers=result.buyers), ensure_ascii=False)
        )
    else:
        _show(result)
    raise typer.Exit(code=1 if result.audit.findings else 0)


def _show(result: Result) -> None:
    pace, audit = result.pace, result.audit
    for finding in _some(audit.findings):
        console.print(f"[red]{KINDS[finding.kind]}[/red] {escape(finding.talk.buyer_id)}：", end="")
        console.print(escape(finding.what))
        console.print(escape("\n".join(transcript(finding))), highlight=False, soft_wrap=True)
    console.print(_table("不该有的", {KINDS[kind]: n for kind, n in audit.counts.items()}))
    console.print(_table("结果", audit.outcomes))
    console.print(_table("承诺", audit.promises))
    console.print(_table("回答最多的规则", dict(top_reasons(audit))))
    console.print(
        f"{result.buyers} 位买家，{pace.chats} 场，{pace.turns} 句，"
        f"{pace.seconds:.0f} 秒，每秒 {pace.per_second:.0f} 句"
    )


def _table(title: str, counts: Mapping[str, int]) -> Table:
    table = Table(title, "次数", title_justify="left")
    for name, count in counts.items():
        table.add_row(escape(name), str(count))
    return table


def _some(findings: tuple[Finding, ...]) -> list[Finding]:
    """The first few of each kind: all of them are in `--json`."""
    shown = []
    for kind in KINDS:
        shown += [finding for finding in findings if finding.kind == kind][:SHOWN_OF_A_KIND]
    return shown
