"""The report as HTML: the body of a page of the desk, or a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.report.definitions import KNOWN, PLATFORMS, Definitions
from bot.report.model import Headline, Report
from bot.report.plots import HEIGHT, WIDTH, plots_of, strip
from bot.report.shares import Share
from bot.report.sheets import HEADLINE, tables_of
from bot.report.tables import Amount, Cell, percent, seconds_text, share_text, text_of

_TEMPLATES = Path(__file__).parent / "templates"
# The address of a table as a file, by its name.
Address = Callable[[str], str]


@dataclass(frozen=True)
class Tile:
    """One figure of the headline, and how it changed."""

    label: str
    value: str
    more: str
    changes: tuple[tuple[str, str], ...]


def body_html(report: Report, definitions: Definitions, *, csv: Address | None = None) -> Markup:
    """The report without a page around it; with `csv`, its tables can be saved."""
    return Markup(_rendered("body.html", report, definitions, csv))  # noqa: S704 - escaped there


def page_html(report: Report, definitions: Definitions) -> str:
    """A page of its own, its look within it."""
    return _rendered("alone.html", report, definitions, None)


def look() -> str:
    """The style sheet of the body."""
    return (_TEMPLATES / "report.css").read_text("utf-8")


def heading(report: Report) -> str:
    """日报, 周报, 月报 or the figures of so many days."""
    days = report.days
    kinds = {1: "日报", 7: "周报"}
    if days.first.day == 1 and days.count >= 28 and days.moved(days.count).first.day == 1:
        return "客服月报"
    return f"客服{kinds[days.count]}" if days.count in kinds else f"客服报表，{days.count} 天"


def tiles_of(report: Report) -> tuple[Tile, ...]:
    """The headline's figures with their changes."""
    return tuple(_tile(report, label, of) for label, of in HEADLINE)


def _tile(report: Report, label: str, of: Callable[[Headline], Cell]) -> Tile:
    cell = of(report.headline)
    value, more = text_of(cell, "count"), ""
    if isinstance(cell, Share):
        value = percent(cell.value)
        more = f"{cell.count:,}/{cell.of:,}" if cell.of else ""
    changes = tuple((other.label, _change(of(other.headline), cell)) for other in report.compared)
    return Tile(label, value, more, changes)


def _change(before: Cell, now: Cell) -> str:
    """How much more or less; points of a share, a difference of seconds, percent of all else."""
    if isinstance(now, Share) and isinstance(before, Share):
        if now.value is None or before.value is None:
            return "–"
        return _signed(f"{(now.value - before.value) * 100:+.1f}", " 个点")
    kind = now.kind if isinstance(now, Amount) else "count"
    first, second = (cell.value if isinstance(cell, Amount) else cell for cell in (before, now))
    if not isinstance(first, int | float) and kind == "seconds":
        return "–"
    if first is None or second is None:
        return "–"
    earlier, later = float(first), float(second)  # type: ignore[arg-type]
    if kind == "seconds":
        sign = "+" if later >= earlier else "-"
        return _signed(f"{sign}{seconds_text(abs(later - earlier))}")
    return _signed(f"{(later - earlier) / earlier * 100:+.0f}", "%") if earlier else "–"


def _signed(change: str, unit: str = "") -> str:
    """The change; of one too small to show, that there is none."""
    return f"{change}{unit}" if any(digit in change for digit in "123456789") else "持平"


def _rendered(template: str, report: Report, definitions: Definitions, csv: Address | None) -> str:
    values: dict[str, Any] = {
        "report": report,
        "heading": heading(report),
        "tiles": tiles_of(report),
        "tables": {table.name: table for table in tables_of(report, definitions)},
        "plots": {"conversion": None, **plots_of(report)},
        "definitions": definitions,
        "platforms": PLATFORMS,
        "known": KNOWN,
        "csv": csv,
        "width": WIDTH,
        "height": HEIGHT,
        "alone_css": Markup((_TEMPLATES / "alone.css").read_text("utf-8")),  # noqa: S704 - ours
        "report_css": Markup(look()),  # noqa: S704 - ours
    }
    return _environment().get_template(template).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["share"] = share_text
    environment.filters["seconds"] = seconds_text
    environment.filters["yuan"] = lambda amount: text_of(amount, "yuan")
    environment.filters["strip"] = strip
    return environment
