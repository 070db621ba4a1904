"""`xiaoer shop`: the shop's own files in, out and checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Optional

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from bot.database.engine import transaction
from bot.database.migrate import current, upgrade
from bot.errors import XiaoerError
from bot.pricing.below_floor import below_floor
from bot.pricing.unreachable import unreachable
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.files.checking import check as check_reading
from bot.shop.files.exporting import export_folder, export_workbook
from bot.shop.files.importing import import_shop
from bot.shop.files.problems import Problem, ShopFilesFaulty
from bot.shop.files.reading import read_shop_files
from bot.shop.files.report import ImportReport, SheetChanges
from bot.shop.files.reviewing import Remark, Rows, review, rows_to_review
from bot.shop.files.spoken_texts import remarks_on_texts
from bot.shop.files.stored import Stored, read_stored
from bot.speech.taboos import TabooLists

app = typer.Typer(no_args_is_help=True, help="店铺资料：导入、导出、检查。")
LISTED = 8  # keys of one sheet named in full; all are counted

_MaybePath = Optional[Path]  # noqa: UP045 - typer 0.7 cannot read `Path | None`
_PATH = typer.Argument(..., metavar="PATH", help="文件夹（CSV 和 policy.yml）或 .xlsx 文件")
_OPTIONAL_PATH = typer.Argument(None, metavar="[PATH]", help="不填就是 XIAOER_SHOP_DIR")
_XLSX = typer.Option(None, "--xlsx", metavar="FILE", help="导出成一个 Excel 工作簿")
_FOLDER = typer.Option(None, "--folder", metavar="DIR", help="导出成一个文件夹")


@app.command("import")
def import_(path: Path = _PATH) -> None:
    """导入店铺资料：全部检查通过才写入，有一处不对就什么都不改。"""
    console = Console()
    url = settings().database_url
    try:
        upgrade(url)
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("读取文件", total=None)

            def on_step(what: str, done: int, of: int) -> None:
                progress.update(task, description=what, completed=done, total=of)

            report = import_shop(path, url=url, on_step=on_step)
    except XiaoerError as error:
        raise _failed(console, error) from error
    _print_report(console, report)


@app.command("export")
def export(xlsx: _MaybePath = _XLSX, folder: _MaybePath = _FOLDER) -> None:
    """导出店铺资料；数据库是空的就得到一份带说明的空表。"""
    console = Console()
    url = settings().database_url
    if (xlsx is None) == (folder is None):
        raise typer.BadParameter("请给出 --xlsx FILE 或 --folder DIR 其中一个")
    if xlsx is not None and xlsx.suffix.lower() != ".xlsx":
        raise typer.BadParameter("文件名要以 .xlsx 结尾", param_hint="--xlsx")
    try:
        upgrade(url)
        with console.status("正在导出……"):
            if xlsx is not None:
                export_workbook(xlsx, url=url)
            elif folder is not None:
                export_folder(folder, url=url)
    except XiaoerError as error:
        raise _failed(console, error) from error
    console.print(f"已导出到 {xlsx or folder}", highlight=False)


@app.command("check")
def check(path: _MaybePath = _OPTIONAL_PATH) -> None:
    """检查店铺资料，不导入；不给 PATH 时也看数据库里值得留意的地方。"""
    console = Console()
    now = datetime.now(SHOP_TIMEZONE)
    files = path or settings().shop_dir
    try:
        stored = _stored(settings().database_url)
        with console.status("正在检查……"):
            reading = read_shop_files(files)
            checked = check_reading(reading, stored)
        if checked.problems:
            raise ShopFilesFaulty(checked.problems)
    except XiaoerError as error:
        raise _failed(console, error) from error
    counts = "，".join(f"{s.sheet.title} {len(s.rows)}" for s in checked.sheets.values())
    console.print(f"[green]✓[/] {files} 没有问题：{counts}", highlight=False)
    _print_ignored(console, reading.ignored)
    in_files = _remarks(rows_to_review(stored, checked), now)
    in_use = path is None and stored.live("products")
    in_database = _remarks(rows_to_review(stored), now) if in_use else ()
    _print_remarks(console, in_files, in_database)


def _remarks(rows: Rows, now: datetime) -> tuple[Remark, ...]:
    """What is odd in the rows, and what in their texts is better not said to a buyer."""
    offers = (*unreachable(rows, now=now), *below_floor(rows, now=now))
    texts = remarks_on_texts(rows, TabooLists(settings().taboos_dir))
    return review(rows, now=now) + offers + texts


def _stored(url: str) -> Stored:
    """What is stored, without making a database where there is none."""
    if current(url) is None:
        return Stored()
    with transaction(url) as session:
        return read_stored(session)


def _failed(console: Console, error: XiaoerError) -> typer.Exit:
    """Say what is wrong; a fault list becomes a table with a line for each."""
    if isinstance(error, ShopFilesFaulty):
        console.print(_problem_table(error.problems))
        console.print(f"[red]有 {len(error.problems)} 处问题，什么都没有导入。[/]{error.hint}")
    else:
        console.print(f"[red]{error.message}[/]\n{error.hint}", highlight=False)
    return typer.Exit(code=1)


def _whole(table: Table) -> Table:
    """`table` with long cells broken into lines; nothing is cut off in a narrow terminal."""
    for column in table.columns:
        column.overflow = "fold"
    return table


def _problem_table(problems: Iterable[Problem]) -> Table:
    table = _whole(Table("表", "行", "列", "填的内容", "应该是", title="需要改的地方"))
    for problem in problems:
        table.add_row(
            escape(problem.sheet),
            str(problem.row or ""),
            escape(problem.column),
            escape(problem.value or "（空）"),
            escape(problem.expected),
        )
    return table


def _print_report(console: Console, report: ImportReport) -> None:
    table = Table("表", "新增", "修改", "下架/删除", "恢复", "不变", title="导入完成")
    for sheet in report.sheets:
        counts = (sheet.added, sheet.changed, sheet.retired, sheet.returned)
        table.add_row(sheet.title, *(str(len(rows) or "") for rows in counts), str(sheet.unchanged))
    console.print(table)
    if report.quiet:
        console.print("和数据库里的完全一样，什么都没有变。")
    for sheet in report.sheets:
        if sheet.unchanged or sheet.changed or sheet.retired or sheet.returned:
            _print_details(console, sheet)
    if report.left_alone:
        console.print(f"没有给出、保持原样：{'、'.join(report.left_alone)}", highlight=False)
    _print_ignored(console, report.ignored)


def _print_details(console: Console, sheet: SheetChanges) -> None:
    changed = [f"{row.key}（{'，'.join(map(_cell_change, row.cells))}）" for row in sheet.changed]
    for what, rows in (
        ("新增", sheet.added),
        ("修改", changed),
        ("下架/删除", sheet.retired),
        ("恢复", sheet.returned),
    ):
        if rows:
            more = f" ……共 {len(rows)} 行" if len(rows) > LISTED else ""
            named = "、".join(rows[:LISTED])
            console.print(f"{sheet.title} {what}：{escape(named)}{more}", highlight=False)


def _cell_change(cell: tuple[str, str, str]) -> str:
    header, before, after = cell
    return f"{header} {before or '空'}→{after or '空'}"


def _print_ignored(console: Console, ignored: Iterable[str]) -> None:
    names = "、".join(ignored)
    if names:
        console.print(f"[yellow]不是店铺资料、没有读：{escape(names)}[/]", highlight=False)


def _print_remarks(
    console: Console, in_files: tuple[Remark, ...], in_database: tuple[Remark, ...]
) -> None:
    if not in_files and not in_database:
        console.print("[green]✓[/] 没有需要留意的地方")
        return
    table = _whole(Table("在哪里", "表", "哪一条", "留意", title="值得留意（不影响导入）"))
    for remark in dict.fromkeys((*in_files, *in_database)):
        places = [
            n for n, found in (("文件", in_files), ("数据库", in_database)) if remark in found
        ]
        table.add_row("+".join(places), *map(escape, (remark.sheet, remark.about, remark.text)))
    console.print(table)
