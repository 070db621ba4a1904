"""The detailed view of one turn: each reply with its rule and facts, and what the ledger holds."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from bot.channels.client import TurnReport
from bot.cli.console import console
from bot.shop.model.trade import Commitment
from bot.text.spoken import moment


def explain_in_full(report: TurnReport, ledger: Sequence[Commitment]) -> None:
    """Print why each message was said, what the chat remembers, and every promise on record."""
    console.print("\n[bold]为什么这么回[/bold]")
    for message in report.messages:
        trace = message.get("trace") or {}
        console.print(
            f"[cyan]{escape(trace.get('reason') or '—')}[/cyan]  {escape(message['text'])}"
        )
        for name, value in (trace.get("facts") or {}).items():
            console.print(f"    [dim]{escape(name)}[/dim] = {escape(str(value))}")
    remembered = report.as_json()["slots"]
    console.print("\n[bold]聊天记住的[/bold]")
    console.print(_table([(name, str(value)) for name, value in remembered.items()]))
    console.print("\n[bold]账本[/bold]")
    console.print(_table([(promise.reason, _line(promise)) for promise in ledger]))


def _line(promise: Commitment) -> str:
    terms = "，".join(f"{name}={value}" for name, value in promise.terms.items())
    until = moment(promise.valid_until) if promise.valid_until else "一直有效"
    return f"{promise.kind} {promise.product_id} {terms}；到 {until}，{promise.made_by} 答应"


def _table(rows: Sequence[tuple[str, str]]) -> Table | str:
    if not rows:
        return "—"
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(escape(label), escape(value))
    return table
