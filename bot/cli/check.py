"""`xiaoer check`: every check a contributor needs before a commit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import typer
from rich.markup import escape
from ruamel.yaml.error import YAMLError

from bot.checks.confidence import confidence_faults
from bot.checks.examples import example_faults, rule_faults
from bot.checks.layout import layout_faults
from bot.checks.wording import wording_faults
from bot.cli.console import console
from bot.errors import EngineError, XiaoerError
from bot.settings import settings
from bot.shop.files.checking import check as check_shop
from bot.shop.files.reading import read_shop_files
from bot.shop.files.stored import Stored

ROOT = Path()
DOMAIN = Path("domain.yml")
TOOLS = {
    "style": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "types": ["mypy"],
}


def check() -> None:
    """检查代码、目录、话术、例句、门槛和店铺资料；有问题就列出来。"""
    if not DOMAIN.exists():
        raise EngineError("There is no domain.yml here.", hint="Run it in the project's folder.")
    failed = [name for name, faults in CHECKS.items() if not _passes(name, _found(faults))]
    failed += [name for name, command in TOOLS.items() if not _succeeds(name, command)]
    if failed:
        console.print(f"[red]{len(failed)} 项没过：{'、'.join(failed)}[/red]")
        raise typer.Exit(1)


def _found(faults: Callable[[], list[str]]) -> list[str]:
    """What a check finds; a file that cannot be read is a fault of its own, and no check's end."""
    try:
        return faults()
    except (YAMLError, XiaoerError) as error:
        return str(error).splitlines()


def _passes(name: str, faults: list[str]) -> bool:
    console.print(f"{'[red]✗' if faults else '[green]✓'}[/] {name}")
    for fault in faults:
        console.print(f"    {escape(fault)}")
    return not faults


def _succeeds(name: str, command: list[str]) -> bool:
    done = subprocess.run(  # noqa: S603 - the commands are those above
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    return _passes(name, [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines())


def _shop_faults() -> list[str]:
    checked = check_shop(read_shop_files(settings().shop_dir), Stored({}))
    return [str(problem) for problem in checked.problems]


CHECKS: dict[str, Callable[[], list[str]]] = {
    "layout": lambda: [str(fault) for fault in layout_faults(ROOT)],
    "wording": lambda: [str(fault) for fault in wording_faults(settings().wording_dir)],
    "examples": lambda: [str(fault) for fault in example_faults(Path("data/nlu"), DOMAIN)],
    "rules": lambda: [str(fault) for fault in rule_faults(Path("data/stories"), DOMAIN)],
    "confidence": lambda: [
        str(fault) for fault in confidence_faults(settings().confidence_file, DOMAIN)
    ],
    "shop files": _shop_faults,
}
