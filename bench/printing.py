"""Tables of results on the terminal, or as Markdown for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from bot.load.report import markdown

console = Console(highlight=False)


def show(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, as_markdown: bool
) -> None:
    """Print one table."""
    if as_markdown:
        print(f"{title}\n\n{markdown(header, rows)}\n")
        return
    table = Table(*header, title=title)
    for row in rows:
        table.add_row(*row)
    console.print(table)
