"""What a buyer cares about (关注点), from what they asked and how they said it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.buyers.chat import Chat
from bot.buyers.signs import Signs, read_signs, signs_of
from bot.text.masking import mask_personal

ENOUGH = 1.0
WORDS_SHOWN = 2


@dataclass(frozen=True)
class Mark:
    """One thing the buyer cares about, with words of theirs that show it, the latest last."""

    name: str
    label: str
    times: int
    words: tuple[str, ...]


def marks_of(chats: Iterable[Chat]) -> tuple[Mark, ...]:
    """What the buyer came back to in these chats, the strongest first."""
    found: list[tuple[float, Mark]] = []
    said = [each for chat in chats for each in chat.said]
    for name, signs in _signs().items():
        telling = [
            (value, each) for each in said if (value := max(signs.told(each), signs.asked(each)))
        ]
        weight = sum(value for value, _ in telling)
        if weight >= ENOUGH:
            words = tuple(dict.fromkeys(mask_personal(each.text) for _, each in telling))
            found.append((weight, Mark(name, signs.label, len(telling), words[-WORDS_SHOWN:])))
    found.sort(key=lambda pair: -pair[0])
    return tuple(mark for _, mark in found)


@lru_cache(maxsize=1)
def _signs() -> dict[str, Signs]:
    return signs_of(read_signs("marks.yml"))
