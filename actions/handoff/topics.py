"""What a message that was not understood may have been about (topics.yml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

TOPICS = Path(__file__).with_name("topics.yml")
OFFERED = 3
USUAL = ("ask_size", "ask_promotion", "ask_dispatch")


def likely_questions(ranking: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """Up to three questions to tap: the likeliest readings first, then what is usual."""
    questions = _questions()
    intents = [intent for intent, _ in ranking] + list(USUAL)
    found = dict.fromkeys(questions[intent] for intent in intents if intent in questions)
    return tuple(found)[:OFFERED]


@lru_cache(maxsize=1)
def _questions() -> Mapping[str, str]:
    content: Mapping[str, str] = YAML(typ="safe").load(TOPICS)
    return content
