"""Our figures beside the rival's, and whether each target is met."""

from __future__ import annotations

from dataclasses import dataclass

from bench.contender import Measured


@dataclass(frozen=True)
class Comparison:
    """One figure of both; `target` is the ratio of ours to theirs that was aimed at, if any."""

    what: str
    theirs: float
    ours: float
    target: float | None = None
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Ours for each one of theirs."""
        return self.ours / self.theirs if self.theirs else float("nan")

    @property
    def met(self) -> bool:
        """Whether the target is met; without one there is nothing to miss."""
        if self.target is None:
            return True
        return self.ratio >= self.target if self.more_is_better else self.ratio <= self.target

    def row(self) -> tuple[str, ...]:
        """The figures as words: what, theirs, ours, ratio, target, met."""
        if self.target is None:
            aim, met = "", ""
        else:
            aim = f"{'≥' if self.more_is_better else '≤'} {self.target:.2f}"
            met = "yes" if self.met else "NO"
        ratio = f"{self.ratio:.2f}" if self.theirs else ""
        return (self.what, f"{self.theirs:.1f}", f"{self.ours:.1f}", ratio, aim, met)


HEADER = ("", "stock Rasa", "Xiaoer", "ratio", "target", "met")
PROCESS_HEADER = ("", "process", "memory MiB", "CPU ms/turn")


def compare(theirs: Measured, ours: Measured) -> tuple[Comparison, ...]:
    """Everything that is compared."""
    them, us = theirs.run, ours.run
    return (
        Comparison("messages per second", them.per_second, us.per_second, 4.0, True),
        Comparison(
            "CPU ms per turn, all processes", them.cpu_ms_per_turn, us.cpu_ms_per_turn, 1 / 4
        ),
        Comparison("memory of the Rasa process, MiB", theirs.rasa_rss_mb, ours.rasa_rss_mb, 1 / 3),
        Comparison("start to first answer, s", theirs.start_seconds, ours.start_seconds, 1 / 3),
        Comparison("p50 ms", them.p50_ms, us.p50_ms),
        Comparison("p95 ms", them.p95_ms, us.p95_ms),
        Comparison("p99 ms", them.p99_ms, us.p99_ms),
        Comparison("turns measured", them.turns, us.turns),
        Comparison("turns that failed", them.errors, us.errors),
        Comparison("turns without a word", them.silences, us.silences),
    )


def process_rows(*measured: Measured) -> list[tuple[str, ...]]:
    """A row for each process of each contender."""
    return [
        (one.name, process.name, f"{process.rss_mb:.0f}", f"{process.cpu_ms_per_turn:.2f}")
        for one in measured
        for process in one.run.processes
    ]
