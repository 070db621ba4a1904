"""Side questions around an order, by the words in questions.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.text.normalise import normalise

QUESTIONS = Path(__file__).with_name("questions.yml")
SHORTEST_NOTE = 2


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
    return rest if len(rest) >= SHORTEST_NOTE else ""


def _without_leads(text: str) -> str:
    rest = text.strip()
    leads = sorted(_content()["note_lead"], key=len, reverse=True)
    while lead := next((lead for lead in leads if rest.startswith(lead)), None):
        rest = rest[len(lead) :]
    return rest


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    content: Mapping[str, Any] = YAML(typ="safe").load(QUESTIONS)
    return content
