"""What in a chat speaks for something: intents, reason codes and words, each with a weight.

The files beside this (lost.yml, marks.yml) hold them by name:
`{label, intents: {name: weight}, reasons: {code: weight}, words: {pattern: weight}}`.
A reason code that ends with a dot stands for all of a topic's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from bot.buyers.chat import Said
from bot.text.normalise import normalise


@dataclass(frozen=True)
class Signs:
    """What speaks for one thing; `label` is what it is called in the shop.

    `words`: the patterns with their weights, the heaviest first.
    """

    label: str
    intents: Mapping[str, float]
    reasons: Mapping[str, float]
    words: tuple[tuple[re.Pattern[str], float], ...]

    def asked(self, said: Said) -> float:
        """How much the message's intents and our answers to it speak for this."""
        by_intent = sum(self.intents.get(intent, 0.0) for intent in said.intents)
        return by_intent + sum(self._of_reason(reason) for reason in said.reasons)

    def told(self, said: Said) -> float:
        """How much the buyer's own words do: the strongest of them counts."""
        return self.weight_of(normalise(said.text))

    def weight_of(self, plain: str) -> float:
        """The same of words in their plain form."""
        for pattern, weight in self.words:
            if pattern.search(plain):
                return weight
        return 0.0

    def _of_reason(self, reason: str) -> float:
        topic = reason.partition(".")[0] + "."
        return self.reasons.get(reason, self.reasons.get(topic, 0.0))


@lru_cache(maxsize=4)
def read_signs(name: str) -> Mapping[str, Any]:
    """A file of this room as it is: see above."""
    content: Mapping[str, Any] = YAML(typ="safe").load(
        files("bot.buyers").joinpath(name).read_text(encoding="utf-8")
    )
    return content


def signs_of(section: Mapping[str, Mapping[str, Any]]) -> dict[str, Signs]:
    """The signs of a file's section, by name."""
    return {
        name: Signs(
            label=told["label"],
            intents=told.get("intents") or {},
            reasons=told.get("reasons") or {},
            words=tuple(
                (re.compile(pattern), weight)
                for pattern, weight in sorted(
                    (told.get("words") or {}).items(), key=lambda pair: -pair[1]
                )
            ),
        )
        for name, told in section.items()
    }
