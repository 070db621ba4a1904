"""`xiaoer check`: every check a contributor needs before a commit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import typer
from rich.markup import escape
from ruamel.yaml.error import YAMLError

from bot.checks.advisories import Advisories, advisories_of
from bot.checks.confidence import confidence_faults
from bot.checks.examples import example_faults, rule_faults
from bot.checks.layout import layout_faults
from bot.checks.said import said_faults
from bot.checks.taboos import taboo_faults
from bot.checks.wording import wording_faults, wording_remarks
from bot.cli.console import console
from bot.desk.canned import canned_faults
from bot.dialogue.wording import read_replies
from bot.errors import EngineError, XiaoerError
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.files.checking import Checked
from bot.shop.files.checking import check as check_shop
from bot.shop.files.reading import read_shop_files
from bot.shop.files.reviewing import rows_to_review
from bot.shop.files.spoken_texts import platform_of
from bot.shop.files.stored import Stored
from bot.speech.taboos import Taboos, read_taboos

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
    for remark in _found(_remarks):
        console.print(f"[yellow]留意[/] {escape(remark)}")
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


@lru_cache(maxsize=1)
def _shop() -> Checked:
    """The shop's own files, read and checked."""
    return check_shop(read_shop_files(settings().shop_dir), Stored({}))


def _shop_faults() -> list[str]:
    return [str(problem) for problem in _shop().problems]


def _taboos() -> Taboos:
    """What may not be said on the platform of the shop's own files."""
    platform = platform_of(rows_to_review(Stored({}), _shop()))
    return read_taboos(settings().taboos_dir, platform)


def _said_faults() -> list[str]:
    folder = settings().wording_dir
    replies = read_replies(sorted(folder.glob("*/replies.yml")))
    return [str(fault) for fault in said_faults(replies, ROOT, folder)]


@lru_cache(maxsize=1)
def _advisories() -> Advisories:
    """What is known against the locked dependencies."""
    today = datetime.now(SHOP_TIMEZONE).date()
    return advisories_of(Path("uv.lock"), kept=Path("var/advisories.json"), today=today)


def _remarks() -> list[str]:
    wording = [str(remark) for remark in wording_remarks(settings().wording_dir, _taboos())]
    return [*wording, *_advisories().remarks]


CHECKS: dict[str, Callable[[], list[str]]] = {
    "layout": lambda: [str(fault) for fault in layout_faults(ROOT)],
    "taboos": lambda: [str(fault) for fault in taboo_faults(settings().taboos_dir)],
    "wording": lambda: [str(fault) for fault in wording_faults(settings().wording_dir, _taboos())],
    "canned wording": lambda: canned_faults(settings().wording_dir, _taboos()),
    "what is said": _said_faults,
    "examples": lambda: [str(fault) for fault in example_faults(Path("data/nlu"), DOMAIN)],
    "rules": lambda: [str(fault) for fault in rule_faults(Path("data/stories"), DOMAIN)],
    "confidence": lambda: [
        str(fault) for fault in confidence_faults(settings().confidence_file, DOMAIN)
    ],
    "shop files": _shop_faults,
    "advisories": lambda: list(_advisories().faults),
}
