"""`xiaoer report`: what happened in the shop's chats, day by day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Optional

import typer
from rich.markup import escape
from rich.table import Table as Printed

from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.desk.limits import read_limits
from bot.desk.reporting import report_of
from bot.report.data import as_data
from bot.report.definitions import read_definitions
from bot.report.model import Report
from bot.report.page import heading, page_html
from bot.report.period import Days, days_of, span_of
from bot.report.sheets import tables_of
from bot.report.tables import Table, csv_of
from bot.settings import SHOP_TIMEZONE, settings

app = typer.Typer(no_args_is_help=True, help="报表：询单、转化、响应、异议、流失、承诺、排班。")
# Not printed: the days of a long report, and what the file of definitions says at length.
_AT_LENGTH = ("definitions", "waits")

_MaybeDay = Optional[datetime]  # noqa: UP045 - typer 0.7 cannot read `datetime | None`
_MaybePath = Optional[Path]  # noqa: UP045
_FORMATS = ["%Y-%m-%d"]
_DAY = typer.Option(None, "--day", formats=_FORMATS, help="哪一天，不填是昨天")
_FROM = typer.Option(None, "--from", formats=_FORMATS, help="从哪天起")
_TO = typer.Option(None, "--to", formats=_FORMATS, help="到哪天为止，含这一天；不填是昨天")
_SPAN = typer.Option("day", "--span", help="day、week 或 month：--day 所在的那天、那周、那月")
_CSV = typer.Option(None, "--csv", metavar="DIR", help="每张表存成一个 CSV")
_HTML = typer.Option(None, "--html", metavar="FILE", help="存成一个网页，打开就能看、能打印")
_JSON = typer.Option(False, "--json", help="输出 JSON")


@app.callback()
def reports() -> None:
    """报表：询单、转化、响应、异议、流失、承诺、排班。"""


@app.command("daily")
def daily(
    day: _MaybeDay = _DAY,
    first: _MaybeDay = _FROM,
    last: _MaybeDay = _TO,
    span: str = _SPAN,
    csv: _MaybePath = _CSV,
    html: _MaybePath = _HTML,
    as_json: bool = _JSON,
) -> None:
    """一天（或一段日子）的客服报表，每个数旁边写着怎么算的。"""
    now = datetime.now(SHOP_TIMEZONE)
    days = _days(day, first, last, span, now.date() - timedelta(days=1))
    config = settings()
    definitions = read_definitions(config.platforms_dir)
    upgrade(config.database_url)
    with transaction(config.database_url) as session:
        made = report_of(session, days, now, read_limits(config.platforms_dir))
    tables = tables_of(made, definitions)
    if csv is not None:
        _save(tables, csv)
    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page_html(made, definitions), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(as_data(made, definitions), ensure_ascii=False, indent=2))
        return
    if csv is None and html is None:
        _print(made, tables)
        return
    for path in (csv, html):
        if path is not None:
            console.print(f"存好了：{path}")


def _days(day: _MaybeDay, first: _MaybeDay, last: _MaybeDay, span: str, yesterday: date) -> Days:
    if span not in ("day", "week", "month"):
        raise typer.BadParameter("day、week 或 month", param_hint="--span")
    if day is not None and (first is not None or last is not None):
        raise typer.BadParameter("--day 和 --from、--to 只用一种", param_hint="--day")
    if first is None and last is not None:
        raise typer.BadParameter("还要 --from", param_hint="--to")
    if first is not None:
        return days_of(first.date(), last.date() if last else max(first.date(), yesterday))
    return span_of(day.date() if day else yesterday, span)


def _save(tables: tuple[Table, ...], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        # A spreadsheet takes a file without this mark for another encoding.
        (folder / f"{table.name}.csv").write_text(csv_of(table), encoding="utf-8-sig", newline="")


def _print(made: Report, tables: tuple[Table, ...]) -> None:
    days = made.days
    told = days.first.isoformat() + (f" 至 {days.last}" if days.count > 1 else "")
    console.print(f"[bold]{heading(made)}[/bold] {told}")
    if not made.settled:
        console.print("[yellow]最后一天的次日还没过完，转化和未付款还会变。[/yellow]")
    for table in tables:
        if table.name in _AT_LENGTH or not table.rows:
            continue
        printed = Printed(title=table.title, title_justify="left")
        for column in table.columns:
            printed.add_column(column.title, justify="left" if column.kind == "text" else "right")
        for row in table.texts():
            printed.add_row(*map(escape, row))
        console.print(printed)
    console.print("每个数怎么算、各平台怎么算：--html、--csv 和 data/platforms/figures.yml。")
