"""Which sizes a body fits by the body ranges of the size chart: pure arithmetic, no opinion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.shop.model.catalogue import BodyRange

Verdict = Literal[
    "one", "border", "split", "height_off", "too_small", "too_large", "between", "height_outside"
]


@dataclass(frozen=True)
class Fit:
    """The sizes that come into question, small to large, and how sure that is.

    one: the one size; border: both fit; split: height and weight speak for different sizes,
    first by weight, then by height; height_off: fits by weight, no size is cut for the height;
    too_small / too_large: the largest / the smallest is nearest, none fits; between: the weight
    falls in a gap of the chart; height_outside: no weight is given and no size is cut for that
    height.
    """

    verdict: Verdict
    sizes: tuple[str, ...]


def wanted(ranges: Sequence[BodyRange]) -> tuple[str, ...]:
    """Which facts of a body the chart asks for: height_cm, weight_kg."""
    height = any(r.height_min_cm is not None or r.height_max_cm is not None for r in ranges)
    weight = any(r.weight_min_kg is not None or r.weight_max_kg is not None for r in ranges)
    return ("height_cm",) * height + ("weight_kg",) * weight


def fit(ranges: Sequence[BodyRange], height_cm: float | None, weight_kg: float | None) -> Fit:
    """The fit of a body to sizes given from small to large; what is not known is left open."""
    by_weight = [r for r in ranges if _within(weight_kg, r.weight_min_kg, r.weight_max_kg)]
    by_height = [r for r in ranges if _within(height_cm, r.height_min_cm, r.height_max_cm)]
    both = [r.size for r in by_weight if r in by_height]
    if both:
        return Fit("one", tuple(both)) if len(both) == 1 else Fit("border", tuple(both[:2]))
    if by_weight and by_height:
        return Fit("split", (by_weight[0].size, _nearest_of(by_height, by_weight[0], ranges)))
    if by_weight and weight_kg is None:
        tall = height_cm is not None and height_cm > (ranges[-1].height_max_cm or 0)
        return Fit("height_outside", (ranges[-1 if tall else 0].size,))
    if by_weight:
        return Fit("height_off", (by_weight[0].size,))
    return _none_fits(ranges, weight_kg or 0.0)


def _none_fits(ranges: Sequence[BodyRange], weight_kg: float) -> Fit:
    below = [r for r in ranges if r.weight_max_kg is not None and r.weight_max_kg < weight_kg]
    above = [r for r in ranges if r.weight_min_kg is not None and r.weight_min_kg > weight_kg]
    if below and above:
        return Fit("between", (below[-1].size, above[0].size))
    return Fit("too_small", (ranges[-1].size,)) if below else Fit("too_large", (ranges[0].size,))


def _nearest_of(candidates: Sequence[BodyRange], to: BodyRange, ranges: Sequence[BodyRange]) -> str:
    place = ranges.index(to)
    return min(candidates, key=lambda r: abs(ranges.index(r) - place)).size


def _within(value: float | None, low: float | None, high: float | None) -> bool:
    if value is None:
        return True
    return (low is None or value >= low) and (high is None or value <= high)
