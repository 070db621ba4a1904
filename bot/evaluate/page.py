"""The scores as one HTML page that needs nothing else: plots are drawn as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

# Of a plot's inside, in SVG units.
WIDTH, HEIGHT = 400, 260


def write_page(path: Path, evaluation: Mapping[str, Any], *, at: datetime) -> None:
    """Write the page of an evaluation (what `xiaoer evaluate --json` prints) to `path`."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = percent
    environment.filters["x"] = lambda share: round(share * WIDTH, 1)
    environment.filters["y"] = lambda share: round((1 - share) * HEIGHT, 1)
    environment.filters["line"] = line
    text = environment.get_template("page.html").render(
        evaluation, at=at, width=WIDTH, height=HEIGHT
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def percent(share: float | None) -> str:
    """85.4%, or a dash for nothing."""
    return "–" if share is None else f"{share:.1%}"


def line(points: Sequence[Mapping[str, float]], across: str, up: str, top: float) -> str:
    """The points of an SVG polyline; `top` is the share at the plot's upper edge."""
    return " ".join(
        f"{point[across] * WIDTH:.1f},{(1 - min(point[up] / top, 1)) * HEIGHT:.1f}"
        for point in points
    )
