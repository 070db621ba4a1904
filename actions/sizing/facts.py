"""What sizing decides on, and the texts of a chart's figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.shop.model.catalogue import BodyRange, Product, SizeChart
from bot.text.spoken import jin, listed, number

FIT_ATTRIBUTE = "版型"
DIMENSIONS = ("尺码说明", "尺寸", "帽围", "规格")


@dataclass(frozen=True)
class Body:
    """The buyer's body as far as known."""

    height_cm: float | None = None
    weight_kg: float | None = None

    def lacks(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Which of the wanted figures are not known."""
        return tuple(name for name in wanted if getattr(self, name) is None)


@dataclass(frozen=True)
class Sizing:
    """A size question: the product with its chart, the body, what was asked before.

    `sizes` are those named in this message; `colour` is the one in view, `refused` are
    colours not to offer. `may_ask_rest`: one half of the body was told just now, and the other
    was not asked for alone yet.

    `girths` are further figures of the body in cm. `wearer` is who it is for where it is not the
    buyer; `recalled`: the figures were told for another product; `earlier`: in an earlier chat;
    `own` are the buyer's where figures far from them were told now. `taste` is a liking known
    from before: loose or close.
    """

    product: Product
    chart: SizeChart | None
    body: Body
    text: str
    today: date
    sizes: tuple[str, ...] = ()
    size_in_view: str | None = None
    colour: str | None = None
    refused: tuple[str, ...] = ()
    absurd: bool = False
    may_ask: bool = True
    may_ask_again: bool = True
    may_ask_rest: bool = False
    may_ask_wearer: bool = False
    girths: tuple[tuple[str, float], ...] = ()
    told_girths: bool = False
    wearer: str | None = None
    recalled: bool = False
    earlier: bool = False
    own: Body | None = None
    taste: str | None = None

    @property
    def ranges(self) -> tuple[BodyRange, ...]:
        """Body ranges of the sizes that the product comes in."""
        bodies = self.chart.bodies if self.chart else ()
        return tuple(body for body in bodies if body.size in self.product.sizes)


def weights(body: BodyRange) -> str:
    """80-100, without the unit 斤; an open end is left out."""
    low = "" if body.weight_min_kg is None else jin(body.weight_min_kg)
    high = "" if body.weight_max_kg is None else jin(body.weight_max_kg)
    return "-".join(end for end in (low, high) if end)


def heights(ranges: Sequence[BodyRange]) -> str:
    """148-180, the heights in cm that any of the sizes is cut for."""
    low = [body.height_min_cm for body in ranges if body.height_min_cm is not None]
    high = [body.height_max_cm for body in ranges if body.height_max_cm is not None]
    return "-".join(
        number(end) for end in (*([min(low)] if low else []), *([max(high)] if high else []))
    )


def table(ranges: Sequence[BodyRange]) -> str:
    """Sizes with their weights in 斤: "S 80-100、M 98-116"."""
    return listed(f"{body.size} {weights(body)}" for body in ranges if weights(body))


def advice(note: str) -> str:
    """The clause of the owner's note that says which of two sizes to take, else the note."""
    clauses = re.split("[；;。]", note)
    return next((clause for clause in clauses if "选小" in clause or "选大" in clause), note)


def measures_of_size(chart: SizeChart, size: str, parts: Sequence[str] = ()) -> str:
    """Measurements of one size in cm, all or only `parts`: "衣长 64、胸围 100"."""
    return listed(
        f"{m.part} {number(m.cm)}"
        for m in chart.measures
        if m.size == size and (not parts or m.part in parts)
    )


def measures_of_part(chart: SizeChart, part: str, sizes: Sequence[str]) -> str:
    """One measurement of every size in cm: "S 64、M 65"."""
    return listed(
        f"{m.size} {number(m.cm)}" for m in chart.measures if m.part == part and m.size in sizes
    )


def dimensions(product: Product) -> str | None:
    """What a product without a chart says of its size."""
    values = (product.attribute(name) for name in DIMENSIONS)
    return next((value for value in values if value), None)
