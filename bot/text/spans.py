"""What a finder found: a value and where the buyer wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Span(Generic[T]):
    """A value with the half-open character range it was read from.

    ``text`` is exactly ``message[start:end]`` of the message that was searched.
    """

    value: T
    start: int
    end: int
    text: str


def without_overlaps(spans: Iterable[Span[T]]) -> list[Span[T]]:
    """The spans in reading order; where two overlap the one given first stays."""
    kept: list[Span[T]] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
