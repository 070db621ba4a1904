"""What a buyer doubts of the goods or the shop, by the words in doubts.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.text.normalise import normalise

DOUBTS = Path(__file__).with_name("doubts.yml")


@dataclass(frozen=True)
class Doubt:
    """One kind of doubt: the facts that answer it, and the attributes that bear on it."""

    kind: str
    facts: tuple[str, ...]
    attributes: tuple[str, ...] = ()


def doubt_in(text: str) -> Doubt | None:
    """The doubt that `text` utters; None where it asks without one (质量怎么样)."""
    plain = normalise(text)
    found = [word for word in _by_word() if word in plain]
    return _by_word()[max(found, key=len)] if found else None


@lru_cache(maxsize=1)
def _by_word() -> dict[str, Doubt]:
    content = YAML(typ="safe").load(DOUBTS)
    return {
        normalise(word): Doubt(kind, tuple(entry["facts"]), tuple(entry.get("attributes", ())))
        for kind, entry in content.items()
        for word in entry["words"]
    }
