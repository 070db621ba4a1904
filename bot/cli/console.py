"""The terminal: one console for everything a command says."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from bot.errors import XiaoerError

console = Console(highlight=False)
problems = Console(stderr=True, highlight=False)


def complain(error: XiaoerError) -> None:
    """Say what is wrong and what to do about it, on standard error."""
    problems.print(f"[red]{escape(error.message)}[/red]")
    if error.hint:
        problems.print(escape(error.hint))
