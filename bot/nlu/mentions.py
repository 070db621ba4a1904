"""What a message names of the catalogue: a span, what it may mean, and whether it is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

REFUSED = "refused"
FAMILY = "family"
# Words that may mean more products than this tell none; of a name that does, the first count.
MAX_CANDIDATES = 4


@dataclass(frozen=True)
class Mention:
    """One entity's span in the text; `values` are what it may mean, `role` as Rasa has it."""

    name: str
    values: tuple[str, ...]
    start: int
    end: int
    role: str | None = None

    def entities(self) -> list[dict[str, Any]]:
        """Rasa's entities: one for each thing it may mean."""
        role = {} if self.role is None else {"role": self.role}
        return [
            {
                "entity": self.name,
                "value": value,
                "start": self.start,
                "end": self.end,
                "extractor": "CatalogueMatcher",
                **role,
            }
            for value in self.values[:MAX_CANDIDATES]
        ]


def longest(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions in reading order; of those that overlap the longest stays, then the first."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: one.start - one.end):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda one: one.start)
