"""The examples that a model was taught, found again by its facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.models.facts import ModelFacts, fingerprint_of
from bot.nlu.examples import written_examples

_TEACHES = re.compile(r"^nlu:", re.MULTILINE)
Written = tuple[str, str]


def taught(facts: ModelFacts | None) -> tuple[Written, ...] | None:
    """Text and intent of every example as it is written; None where that cannot be known.

    It cannot where the model has no facts, or its folders are gone or were changed since.
    """
    if facts is None or not facts.data or not all(Path(part).exists() for part in facts.data):
        return None
    if fingerprint_of(facts.data) != facts.fingerprint:
        return None
    return examples_in([Path(part) for part in facts.data])


def examples_in(folders: Sequence[Path]) -> tuple[Written, ...]:
    """Text and intent of every example in those of the folders that hold any."""
    return tuple(
        (text, intent)
        for folder in folders
        if folder.is_dir() and _holds_examples(folder)
        for _, text, intent in written_examples(folder)
    )


def only_one_knows(live: Sequence[Written], candidate: Sequence[Written]) -> tuple[str, ...]:
    """Texts that only one of the models was taught, or each under another intent."""
    difference = Counter(live)
    difference.subtract(Counter(candidate))
    return tuple(text for (text, _), count in difference.items() if count)


def _holds_examples(folder: Path) -> bool:
    first = next(iter(sorted(folder.glob("*/*.yml"))), None)
    return first is not None and bool(_TEACHES.search(first.read_text(encoding="utf-8")))
