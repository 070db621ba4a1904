"""The order in which techniques are tried, and after which answers (guide.yml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from actions.turn import Say

_FILE = Path(__file__).with_name("guide.yml")


@dataclass(frozen=True)
class Guide:
    """`order` by stage, codes of `good_news`; `not_after`: codes, or topics with a dot.

    `asking` are wordings with a question in them."""

    order: Mapping[str, tuple[str, ...]]
    good_news: frozenset[str]
    not_after: Mapping[str, frozenset[str]]
    asking: frozenset[str]

    def asks(self, says: Iterable[Say]) -> bool:
        """Whether a message ends in a question of ours, even one that waits for no answer."""
        return any({say.name, *say.more} & self.asking for say in says)

    def follows(self, technique: str, reason: str) -> bool:
        """Whether the technique may follow the answer with this reason code."""
        topic = reason.partition(".")[0] + "."
        unfit = self.not_after.get(technique, frozenset())
        return reason in self.good_news and not unfit & {reason, topic}


@lru_cache(maxsize=1)
def guide() -> Guide:
    """The guide as the file has it."""
    told = YAML(typ="safe").load(_FILE)
    return Guide(
        order={stage: tuple(names) for stage, names in told["order"].items()},
        good_news=frozenset(
            f"{topic}.{code}" for topic, codes in told["good_news"].items() for code in codes
        ),
        not_after={name: frozenset(codes) for name, codes in told["not_after"].items()},
        asking=frozenset(
            f"utter_{topic}_{name}" for topic, names in told["asking"].items() for name in names
        ),
    )
