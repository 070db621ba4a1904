"""`xiaoer bench`: how fast the running engine answers, and what that costs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

import typer
from rich.progress import Progress, TaskID
from rich.table import Table

from bot.cli.console import console, problems
from bot.errors import ConfigurationError, EngineError
from bot.load.driver import Plan, RunResult, run_load
from bot.load.mix import Mix, read_mix
from bot.load.processes import common_parent, listener, read_usage
from bot.load.report import as_json, markdown, process_rows, run_rows, write_json
from bot.load.xiaoer_target import XiaoerTarget
from bot.settings import Settings, settings

app = typer.Typer(no_args_is_help=True, help="测速：引擎答得多快，要多少内存和 CPU。")

MIX = Path("bench/mix.yml")
RUN_HEADER = ("买家数", "p50 毫秒", "p95 毫秒", "p99 毫秒", "条/秒", "出错/没回", "CPU 毫秒/轮")
PROCESS_HEADER = ("买家数", "进程", "内存 MiB", "CPU 毫秒/轮")

_BUYERS = typer.Option("1,8,32", metavar="N,N,…", help="同时聊的买家数，一个数测一轮")
_SECONDS = typer.Option(20.0, min=1, help="每轮测多少秒")
_WARM_UP = typer.Option(5.0, min=0, help="每轮先热身多少秒，不计入结果")
_MIX = typer.Option(MIX, "--mix", metavar="FILE", help="买家说的话")
_JSON = typer.Option(None, "--json", metavar="FILE", help="结果另存成 JSON")
_MARKDOWN = typer.Option(False, "--markdown", help="打印成 Markdown 表格")


@app.callback()
def _bench() -> None:
    """测速：引擎答得多快，要多少内存和 CPU。"""


@app.command("chat")
def chat(
    buyers: str = _BUYERS,
    seconds: float = _SECONDS,
    warm_up: float = _WARM_UP,
    mix: Path = _MIX,
    json_file: Optional[Path] = _JSON,  # noqa: UP045 - typer 0.7 cannot read `Path | None`
    as_markdown: bool = _MARKDOWN,
) -> None:
    """让 N 个买家同时跟正在运行的引擎聊天（引擎要先开着）。

    每个买家聊完一段换一个新买家；聊天记录留在引擎所用的数据库里，别对着正式的库测。
    """
    plans = [Plan(n, seconds, warm_up_seconds=warm_up) for n in parse_counts(buyers)]
    config = settings()
    pids = engine_pids(config)
    results = _run(XiaoerTarget(config), read_mix(mix), plans, pids)
    if json_file is not None:
        write_json(json_file, [as_json(result) for result in results])
    _show(results, as_markdown=as_markdown)
    if any(result.errors or result.silences for result in results):
        raise typer.Exit(code=1)


def parse_counts(text: str) -> tuple[int, ...]:
    """Numbers of buyers such as "1,8,32"; raises ConfigurationError."""
    try:
        counts = tuple(int(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        counts = ()
    if not counts or min(counts) < 1:
        raise ConfigurationError(
            f"{text!r} is not a list of numbers of buyers.", hint="Write it like 1,8,32."
        )
    return counts


def engine_pids(config: Settings) -> dict[str, int]:
    """The running engine's processes by name; raises EngineError where no chat is served."""
    ports = {
        "gateway": config.chat_port,
        "rasa": config.rasa_port,
        "actions": config.action_port,
        "desk": config.desk_port,
    }
    found = {name: listener(port) for name, port in ports.items()}
    pids = {name: pid for name, pid in found.items() if pid is not None}
    if "gateway" not in pids:
        raise EngineError(
            f"No process of yours listens on port {config.chat_port}.",
            hint="Start the engine with `xiaoer serve` as the same user.",
        )
    parent = common_parent(pids.values()) if len(pids) == len(ports) else None
    return {**pids, "supervisor": parent} if parent is not None and parent > 1 else pids


def _run(
    target: XiaoerTarget, mix: Mix, plans: Sequence[Plan], pids: dict[str, int]
) -> list[RunResult]:
    results = []
    with Progress(console=problems, transient=True) as progress:
        for plan in plans:
            total = plan.warm_up_seconds + plan.seconds
            task = progress.add_task(f"{plan.buyers} 个买家", total=total)

            def on_tick(gone: float, task: TaskID = task) -> None:
                progress.update(task, completed=gone)

            results.append(
                asyncio.run(
                    run_load(target, mix, plan, read=lambda: read_usage(pids), on_tick=on_tick)
                )
            )
            progress.update(task, completed=total)
    return results


def _show(results: Sequence[RunResult], *, as_markdown: bool) -> None:
    tables = ((RUN_HEADER, run_rows(results)), (PROCESS_HEADER, process_rows(results)))
    for header, rows in tables:
        if as_markdown:
            typer.echo(markdown(header, rows) + "\n")
            continue
        table = Table(*header)
        for row in rows:
            table.add_row(*row)
        console.print(table)
