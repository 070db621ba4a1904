"""What a paired difference says beyond chance: exact tests on few messages, bootstrap intervals.

Both models read the same messages, so that only those count that one reads rightly and the other
does not: had the models the same skill, each would fall on either side with one half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 1000
# Drawn at once: of 18,000 messages a draw is 144 kB.
_BLOCK = 100
COVERED = 0.95


@dataclass(frozen=True)
class Flips:
    """Messages on which the models differ: what the candidate lost and what it gained."""

    lost: int
    gained: int

    @property
    def net(self) -> int:
        """How many more it has than the live model; below zero where it lost."""
        return self.gained - self.lost

    @property
    def differ(self) -> int:
        """All of them."""
        return self.lost + self.gained


@dataclass(frozen=True)
class Interval:
    """A difference, candidate less live, with what it lies between with 95 % certainty."""

    difference: float
    low: float
    high: float


def mcnemar(flips: Flips) -> float:
    """How likely at least so uneven a split is by chance, to either side (McNemar, exact).

    Psychometrika 1947, in the exact form over the binomial distribution.
    """
    from scipy.stats import binomtest

    return float(binomtest(flips.lost, flips.differ).pvalue) if flips.differ else 1.0


def worse_by_chance(flips: Flips) -> float:
    """How likely at least so many losses are by chance among the messages that differ."""
    from scipy.stats import binom

    return float(binom.sf(flips.lost - 1, flips.differ, 0.5)) if flips.differ else 1.0


def at_least(found: int, messages: int, usual: float) -> float:
    """How likely so many of the messages, or more, are by chance where `usual` is the share."""
    from scipy.stats import binom

    return float(binom.sf(found - 1, messages, usual))


def among_all(flips: Mapping[str, Flips]) -> dict[str, float]:
    """`worse_by_chance` of each part, as the worst of all parts.

    How likely some part would look at least that bad by chance. The parts share no message, so
    that this is exact: a part with too few differences to look that bad takes nothing from the
    others (Tarone, Biometrics 1990), which Bonferroni's and Holm's bounds would.
    """
    alone = {name: worse_by_chance(part) for name, part in flips.items()}
    found = {}
    for name, p in alone.items():
        none_so_bad = 1.0
        for part in flips.values():
            none_so_bad *= 1 - _reaches(p, part.differ)
        found[name] = 1 - none_so_bad
    return found


def _reaches(p: float, differ: int) -> float:
    """How likely `worse_by_chance` of a part with that many differences is at most `p`."""
    from scipy.stats import binom

    tails = binom.sf(np.arange(differ + 1) - 1, differ, 0.5)
    reached = tails[tails <= p * (1 + 1e-9)]
    return float(reached.max()) if reached.size else 0.0


def bootstrap(
    statistic: Callable[[np.ndarray], np.ndarray], groups: Sequence[str], *, seed: int
) -> Interval:
    """The interval of a statistic over messages that are drawn again and again.

    statistic: takes weights (draws, messages), gives one value a draw. groups: messages of one
    chat are drawn together, for they are alike; an empty name stands for itself.
    """
    names = [name or f"\0{place}" for place, name in enumerate(groups)]
    _, members = np.unique(names, return_inverse=True)
    count = int(members.max()) + 1
    chance = np.random.default_rng(seed)
    even = np.full(count, 1 / count)
    blocks = []
    for _ in range(0, RESAMPLES, _BLOCK):
        drawn = chance.multinomial(count, even, size=_BLOCK).astype(np.float64)
        blocks.append(statistic(drawn[:, members]))
    values = np.concatenate(blocks)
    values = values[~np.isnan(values)]
    found = float(statistic(np.ones((1, len(names))))[0])
    if not values.size or np.isnan(found):
        return Interval(0.0, 0.0, 0.0)
    tail = (1 - COVERED) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return Interval(found, float(low), float(high))
