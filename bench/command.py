"""What the bench commands share: where things are, common options, progress, saved results."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.databases import Databases
from bench.printing import console
from bot.cli.console import complain
from bot.errors import XiaoerError
from bot.load.report import write_json
from bot.settings import SHOP_TIMEZONE

WORKSHOP = Path("var/bench")
OURS = WORKSHOP / "xiaoer"
RESULTS = Path("bench/results")
MIX = Path("bench/mix.yml")

DATABASE = typer.Option("sqlite", help="sqlite or postgresql")
SERVER = typer.Option(
    "postgresql://postgres@127.0.0.1:5432/postgres",
    envvar="BENCH_POSTGRESQL",
    help="a PostgreSQL server to make databases on",
)
MARKDOWN = typer.Option(False, "--markdown", help="print tables for docs/benchmarks.md")


def databases_of(kind: str, server_url: str) -> Databases:
    """Databases of the kind called so; raises typer.BadParameter."""
    if kind not in ("sqlite", "postgresql"):
        raise typer.BadParameter("sqlite or postgresql", param_hint="--database")
    return Databases(kind, WORKSHOP / "databases", server_url)  # type: ignore[arg-type]


def progress_bar() -> Progress:
    """What shows how far a bench is."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def save(name: str, value: object) -> None:
    """Keep a result as JSON in bench/results, which Git ignores."""
    at = datetime.now(SHOP_TIMEZONE)
    path = RESULTS / f"{name}-{at:%Y%m%d-%H%M%S}.json"
    write_json(path, {"at": at.isoformat(timespec="seconds"), "results": value})


def run(command: object) -> None:
    """Run a bench's `main` as a command; an error of ours is a line, not a traceback."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(command)  # type: ignore[type-var]
    try:
        app()
    except XiaoerError as error:
        complain(error)
        raise SystemExit(1) from error
