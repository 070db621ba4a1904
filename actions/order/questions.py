"""Side questions around an order, by the words in questions.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.text.normalise import normalise

QUESTIONS = Path(__file__).with_name("questions.yml")
SHORTEST_NOTE = 2
_COULD_YOU = re.compile("(?<=..)[,， ]*(?:可不可以|可以|行|好|能)(?:吗|么|不|嘛)[?？]?$")
_WHETHER = re.compile("(?:吗|么|嘛)[?]?$")
# 给我妈写张卡片: the card is for her, and 给我 is no word of asking.
_FOR_SOMEBODY = re.compile("给我(?:的|家)?[妈爸爷奶姐哥弟妹老男女闺对朋同孩儿婆公领]")


def kinds_in(text: str, intent: str) -> tuple[str, ...]:
    """Every group of `intent` whose words are in `text`, the most important first."""
    plain = normalise(text)
    groups = _content().get(intent, {})
    return tuple(kind for kind, words in groups.items() if any(word in plain for word in words))


def methods_in(text: str) -> tuple[str, ...]:
    """The ways to pay that are named."""
    plain = normalise(text)
    return tuple(method for method in _content()["methods"] if normalise(method) in plain)


def asks_for_note(text: str) -> bool:
    """Whether a note is asked for by name: beside other questions nothing else is one."""
    plain = normalise(text)
    return any(word in plain for word in _content()["note_named"])


def note_in(text: str) -> str:
    """What is to be noted, without words such as 麻烦备注一下 before it; empty if that was all."""
    asked_for = text[max(0, text.rfind("备注")) :]
    rest = _without_leads(asked_for)
    rest = rest if len(rest) >= SHORTEST_NOTE else _without_leads(text)
    rest = _COULD_YOU.sub("", rest)
    return rest if len(rest) >= SHORTEST_NOTE else ""


def asks_whether_noted(note: str) -> bool:
    """Whether it is only asked if such a thing is done (写贺卡吗)."""
    return _WHETHER.search(normalise(note)) is not None


def _without_leads(text: str) -> str:
    rest = text.strip()
    leads = sorted(_content()["note_lead"], key=len, reverse=True)
    while lead := next((lead for lead in leads if rest.startswith(lead)), None):
        if _FOR_SOMEBODY.match(rest):
            break
        rest = rest[len(lead) :]
    return rest


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    content: Mapping[str, Any] = YAML(typ="safe").load(QUESTIONS)
    return content
