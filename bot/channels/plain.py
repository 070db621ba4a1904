"""A message of ours as plain words and choices, for platforms that have no cards of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Choice(NamedTuple):
    """A quick reply: what it shows, and what tapping it says."""

    title: str
    text: str


def plain_words(text: str, payload: Mapping[str, Any]) -> str:
    """The text, and under it the product that a card would show."""
    card = payload.get("card")
    if not isinstance(card, Mapping):
        return text
    shown = " ".join(str(part) for part in (card.get("title"), card.get("price")) if part)
    return "\n".join(line for line in (text, shown) if line)


def choices(payload: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The quick replies offered with a message."""
    offered = payload.get("quick_replies") or ()
    return tuple(Choice(offer["title"], offer.get("text") or offer["title"]) for offer in offered)
