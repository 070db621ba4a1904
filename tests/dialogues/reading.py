"""Dialogues as YAML: what a buyer says, and what must be true of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Turn:
    """One message and its expectations; an empty one is not checked."""

    buyer: str
    intents: tuple[str, ...]
    reasons: tuple[str, ...]
    slots: dict[str, Any]
    says: tuple[str, ...]
    never: tuple[str, ...]
    facts: dict[str, str]
    hand_over: bool


@dataclass(frozen=True)
class Dialogue:
    """One chat of a topic."""

    topic: str
    name: str
    product: str
    at: str | None
    turns: tuple[Turn, ...]

    def __str__(self) -> str:
        return f"{self.topic}: {self.name}"


def dialogues() -> list[Dialogue]:
    """Every chat of every topic's file."""
    found = []
    for path in sorted(HERE.glob("*.yml")):
        content = YAML(typ="safe").load(path)
        found += [_dialogue(content["topic"], chat) for chat in content["chats"]]
    return found


def _dialogue(topic: str, chat: dict[str, Any]) -> Dialogue:
    return Dialogue(
        topic=topic,
        name=chat["name"],
        product=chat.get("product", ""),
        at=chat.get("at"),
        turns=tuple(_turn(turn) for turn in chat["turns"]),
    )


def _turn(turn: dict[str, Any]) -> Turn:
    unknown = set(turn) - {
        "buyer", "intent", "reason", "slots", "says", "never", "facts", "hand_over",
    }  # fmt: skip
    if unknown:
        raise ValueError(f"{turn['buyer']}: unknown expectation {sorted(unknown)}")
    return Turn(
        buyer=turn["buyer"],
        intents=_several(turn.get("intent")),
        reasons=_several(turn.get("reason")),
        slots=dict(turn.get("slots", {})),
        says=_several(turn.get("says")),
        never=_several(turn.get("never")),
        facts={name: str(value) for name, value in turn.get("facts", {}).items()},
        hand_over=bool(turn.get("hand_over", False)),
    )


def _several(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)
