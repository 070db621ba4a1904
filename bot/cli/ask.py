"""`xiaoer ask`: one message, and everything that led to its answer."""

from __future__ import annotations

import asyncio
import secrets
from typing import Optional

import typer
from rich.markup import escape
from rich.table import Table

from bot.channels.client import TurnReport, buyer_line
from bot.cli.chat import moment, show
from bot.cli.console import console
from bot.cli.explaining import explain_in_full
from bot.cli.serve import CONCESSIONS, MaybeSteps, engine_at_hand
from bot.settings import Settings
from bot.shop.model.trade import Commitment
from bot.shop.shop import open_shop

_TEXT = typer.Argument(..., metavar="TEXT", help="买家的话")
_PRODUCT = typer.Option("", help="买家正在看的商品货号")
_AT = typer.Option(None, metavar="TIME", help="假装现在是这个时间")
_EXPLAIN = typer.Option(False, "--explain", help="细看：每条回复的规则、事实从哪来，账本记了什么")


def ask(
    text: str = _TEXT,
    product: str = _PRODUCT,
    at: Optional[str] = _AT,  # noqa: UP045 - typer 0.7 cannot read `str | None`
    explain: bool = _EXPLAIN,
    concessions: MaybeSteps = CONCESSIONS,
) -> None:
    """问一句，看意图、把握、实体、规则、事实和回复（引擎没开就临时开一个）。"""
    buyer = f"ask-{secrets.token_hex(4)}"
    with engine_at_hand(concessions) as config:
        report = asyncio.run(_ask(config, text, buyer, product, moment(at)))
        ledger = _ledger(config, buyer) if explain else ()
    _explain(report)
    show(report)
    if explain:
        explain_in_full(report, ledger)


async def _ask(config: Settings, text: str, buyer: str, product: str, at: str | None) -> TurnReport:
    async with buyer_line(config, buyer=buyer, product=product) as line:
        return await line.say(text, product=product, at=at)


def _ledger(config: Settings, buyer: str) -> tuple[Commitment, ...]:
    """What the buyer was promised; an operator's buyers are those of the channel `cli`."""
    with open_shop(config.database_url) as shop:
        return shop.commitments.history(f"cli:{buyer}")


def _explain(report: TurnReport) -> None:
    turn = report.as_json()
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    guesses = [f"{name} {confidence:.2f}" for name, confidence in turn["ranking"]]
    rows = {
        "意图": f"{turn['intent']}（{turn['confidence']}）",
        "其次": "，".join(guesses[1:]),
        "实体": "，".join(f"{name}={value}" for name, value in turn["entities"]),
        "动作": turn["action"],
        "规则": "，".join(turn["reasons"]),
        "事实": "，".join(f"{name}={value}" for name, value in turn["facts"].items()),
        "模型": turn["model"],
    }
    table.add_column()
    table.add_column(overflow="fold")
    for label, value in rows.items():
        table.add_row(f"[dim]{label}[/dim]", escape(str(value or "—")))
    console.print(table)
