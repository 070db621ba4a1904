"""What a message that was not understood may have been about (topics.yml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

TOPICS = Path(__file__).with_name("topics.yml")
OFFERED = 3
# Below this probability a reading is no guess worth offering.
PLAUSIBLE = 0.08


@dataclass(frozen=True)
class Guess:
    """A question that may have been meant: `text` is offered, `topic` what it is about."""

    intent: str
    text: str
    topic: str


def likely_questions(ranking: Sequence[tuple[str, float]]) -> tuple[Guess, ...]:
    """The plausible readings of a message as questions to tap, the likeliest first."""
    guesses = every_question()
    likely = [intent for intent, probability in ranking if probability >= PLAUSIBLE]
    return tuple(guesses[intent] for intent in likely if intent in guesses)[:OFFERED]


@lru_cache(maxsize=1)
def every_question() -> Mapping[str, Guess]:
    """All questions that can be offered, by intent."""
    content = YAML(typ="safe").load(TOPICS)
    return {
        intent: Guess(intent, text, topic["label"])
        for topic in content.values()
        for intent, text in topic["questions"].items()
    }
