"""What is asked about a return, by the words in questions.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.text.normalise import normalise

QUESTIONS = Path(__file__).with_name("questions.yml")


def asked_in(text: str) -> frozenset[str]:
    """The aspects named in `text`, the longest words first; none where only returning is asked."""
    by_word = {word: aspect for aspect, words in _aspects().items() for word in words}
    found, rest = set(), normalise(text)
    for word in sorted(by_word, key=len, reverse=True):
        if word in rest:
            rest = rest.replace(word, "\n")
            found.add(by_word[word])
    return frozenset(found)


def breaks(state: str, condition: str) -> bool:
    """Whether what is `state` (opened, worn, cut) no longer keeps the shop's `condition`."""
    return any(word in condition for word in _content()["breaks"].get(state, ()))


def _aspects() -> Mapping[str, Sequence[str]]:
    return _content()["aspects"]


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Mapping[str, Sequence[str]]]:
    content: Mapping[str, Mapping[str, Sequence[str]]] = YAML(typ="safe").load(QUESTIONS)
    return content
