"""A share with its interval, and times with their median: how every figure here is told."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

# Two-sided 95 %.
_Z = 1.959964
FEW = 30


@dataclass(frozen=True)
class Share:
    """`count` of `of`; the interval is Wilson's at 95 % (E. B. Wilson, JASA 22, 1927)."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies; None of nothing."""
        if not self.of:
            return None
        share, spread = self.count / self.of, _Z * _Z / self.of
        middle = (share + spread / 2) / (1 + spread)
        half = _Z * sqrt(share * (1 - share) / self.of + spread / self.of / 4) / (1 + spread)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def is_small(self) -> bool:
        """Whether there are too few to go by."""
        return self.of < FEW


NONE = Share(0, 0)


@dataclass(frozen=True)
class Times:
    """Seconds of so many waits; None where there were none."""

    count: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None


def times_of(seconds: Sequence[float]) -> Times:
    """The waits in few figures."""
    if not seconds:
        return Times()
    ordered = array("d", sorted(seconds))
    return Times(
        count=len(ordered),
        mean=sum(ordered) / len(ordered),
        median=quantile(ordered, 0.5),
        p90=quantile(ordered, 0.9),
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of the ordered values lies, between two in proportion."""
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
