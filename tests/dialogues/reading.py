"""Dialogues as YAML: what a buyer says, and what must be true of the answer.

The chats of this folder are with the demo shop of clothes, those of `mall/` with the same shop at
fixed prices, those of `tea/` with the shop of tea and nuts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent
CLOTHES = "clothes"
OTHER_SHOPS = ("mall", "tea")


@dataclass(frozen=True)
class Desk:
    """What a person at the desk does: takes the chat and says `says`, or gives it back."""

    says: str = ""
    gives_back: bool = False


@dataclass(frozen=True)
class Turn:
    """One message and its expectations; an empty one is not checked.

    `ticket` are facts that the chat's open ticket must hold.
    """

    buyer: str
    intents: tuple[str, ...]
    reasons: tuple[str, ...]
    slots: dict[str, Any]
    says: tuple[str, ...]
    never: tuple[str, ...]
    facts: dict[str, str]
    offers: tuple[str, ...]
    cards: tuple[str, ...]
    hand_over: bool
    ticket: dict[str, str]


@dataclass(frozen=True)
class Dialogue:
    """One chat of a topic; `shop` is whom it is with, and stands before the topic's name."""

    shop: str
    topic: str
    name: str
    product: str
    at: str | None
    turns: tuple[Turn | Desk, ...]

    def __str__(self) -> str:
        return f"{self.topic}: {self.name}"


def dialogues(*shops: str) -> list[Dialogue]:
    """Every chat of every topic's file, with these shops or with all.

    A file's own `never` holds for every message in it.
    """
    found = []
    for shop in shops or (CLOTHES, *OTHER_SHOPS):
        folder = HERE if shop == CLOTHES else HERE / shop
        for path in sorted(folder.glob("*.yml")):
            content = YAML(typ="safe").load(path)
            topic = content["topic"] if shop == CLOTHES else f"{shop}/{content['topic']}"
            never = _several(content.get("never"))
            found += [_dialogue(shop, topic, chat, never) for chat in content["chats"]]
    return found


def _dialogue(shop: str, topic: str, chat: dict[str, Any], never: tuple[str, ...]) -> Dialogue:
    return Dialogue(
        shop=shop,
        topic=topic,
        name=chat["name"],
        product=chat.get("product", ""),
        at=chat.get("at"),
        turns=tuple(_turn(turn, never) for turn in chat["turns"]),
    )


def _turn(turn: dict[str, Any], never: tuple[str, ...]) -> Turn | Desk:
    if "agent" in turn or "gives_back" in turn:
        return Desk(turn.get("agent", ""), bool(turn.get("gives_back", False)))
    unknown = set(turn) - {
        "buyer", "intent", "reason", "slots", "says", "never", "facts", "offers", "cards",
        "hand_over", "ticket",
    }  # fmt: skip
    if unknown:
        raise ValueError(f"{turn['buyer']}: unknown expectation {sorted(unknown)}")
    return Turn(
        buyer=turn["buyer"],
        intents=_several(turn.get("intent")),
        reasons=_several(turn.get("reason")),
        slots=dict(turn.get("slots", {})),
        says=_several(turn.get("says")),
        never=(*never, *_several(turn.get("never"))),
        facts={name: str(value) for name, value in turn.get("facts", {}).items()},
        offers=_several(turn.get("offers")),
        cards=_several(turn.get("cards")),
        hand_over=bool(turn.get("hand_over", False)),
        ticket={label: str(value) for label, value in turn.get("ticket", {}).items()},
    )


def _several(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)
