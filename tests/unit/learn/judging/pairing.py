"""Messages read by both models, written in one line each."""

from __future__ import annotations

from bot.evaluate.scores import Judged
from bot.learn.judging.pairs import Pair
from tests.unit.evaluate.judging import judged

CONFUSED = "greet"


def pair(
    label: str,
    *,
    live: bool = True,
    candidate: bool = True,
    band: str = "answer",
    source: str = "chats",
    text: str = "在吗",
) -> Pair:
    """A message of `label` that each model reads rightly, or not, and is as sure as `band`."""

    def read(right: bool) -> Judged:
        return judged(label, f"{label if right else CONFUSED} .9", band=band, text=text)

    return Pair(source, read(live), read(candidate))


def pairs(
    label: str,
    *,
    both: int = 0,
    lost: int = 0,
    gained: int = 0,
    neither: int = 0,
    source: str = "chats",
) -> list[Pair]:
    """So many messages that both read rightly, only the live model, only the candidate, neither."""
    return [
        *(pair(label, source=source) for _ in range(both)),
        *(pair(label, candidate=False, source=source) for _ in range(lost)),
        *(pair(label, live=False, source=source) for _ in range(gained)),
    ]
