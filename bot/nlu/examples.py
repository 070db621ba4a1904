"""Examples as they stand in data/nlu.

A line holds what a buyer says (`- 领了呀`), or what was said before in front of it
(`- （领券了吗）领了呀`). Of a message that asks several things at once the intent names each of
them, in Rasa's own notation (`ask_courier+ask_delivery_time`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

BEFORE = re.compile(r"（([^（）]+)）(.+)", re.DOTALL)
SEVERAL = "+"
LINE = re.compile(r"^- (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """A message to learn from: its masked text, what was said before it, all that it wants."""

    said: str
    before: str
    intents: tuple[str, ...]


def split_before(example: str) -> tuple[str, str]:
    """What the shop said before, empty if nothing, and what the buyer says."""
    found = BEFORE.fullmatch(example)
    return (found[1], found[2]) if found else ("", example)


def written_examples(nlu: Path) -> Iterator[tuple[Path, str, str]]:
    """Each example under `nlu` as it is written: its file, text and intent."""
    for path in sorted(nlu.glob("*/*.yml")):
        for block in YAML(typ="safe").load(path)["nlu"]:
            for example in LINE.findall(block["examples"]):
                yield path, example, block["intent"]


def example_count(files: Iterable[Path]) -> int:
    """How many examples these files hold; files of rules and stories hold none."""
    contents = (YAML(typ="safe").load(path) for path in files)
    return sum(
        len(LINE.findall(block["examples"]))
        for content in contents
        for block in content.get("nlu", ())
        if isinstance(block.get("examples"), str)
    )
