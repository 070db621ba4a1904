"""What the buyers of a load run say: chats drawn from a file of weighted scripts.

The file (bench/mix.yml) holds `products`, the ids a chat may have in view, and `chats`. A chat has
a `weight`, `turns` and, where it only makes sense with some products, its own `products`. A turn is
`say:` or `ask:` with a list of wordings of which one is drawn; `ask:` marks a question whose
answer needs a figure of the shop's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, conlist, root_validator

from bot.errors import ConfigurationError


@dataclass(frozen=True)
class Line:
    """One turn of a script: wordings that mean the same, and whether they ask for a figure."""

    wordings: tuple[str, ...]
    asks_figure: bool


@dataclass(frozen=True)
class Chat:
    """A script of turns, and the product ids that may be in view with it."""

    name: str
    weight: float
    products: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Script:
    """What one buyer is going to say, with one product in view."""

    product: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Mix:
    """Scripts to draw from."""

    chats: tuple[Chat, ...]

    def draw(self, random: Random) -> Script:
        """A chat by weight, a product in view and one wording of each turn."""
        (chat,) = random.choices(self.chats, [chat.weight for chat in self.chats])
        return Script(
            product=random.choice(chat.products),
            texts=tuple(random.choice(line.wordings) for line in chat.lines),
        )

    @property
    def figure_share(self) -> float:
        """The share of turns that ask for a figure of the shop's, 0 to 1."""
        turns = sum(chat.weight * len(chat.lines) for chat in self.chats)
        asking = sum(chat.weight * line.asks_figure for chat in self.chats for line in chat.lines)
        return asking / turns


class _Turn(BaseModel, extra=Extra.forbid):
    say: conlist(str, min_items=1) | None  # type: ignore[valid-type]
    ask: conlist(str, min_items=1) | None  # type: ignore[valid-type]

    @root_validator
    @classmethod
    def _either(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values.get("say") is None) == (values.get("ask") is None):
            raise ValueError("a turn has either `say` or `ask`")
        return values

    def line(self) -> Line:
        return Line(tuple(self.ask or self.say or ()), asks_figure=self.ask is not None)


class _Chat(BaseModel, extra=Extra.forbid):
    name: str
    weight: float = Field(1, gt=0)
    products: list[str] = []
    turns: list[_Turn] = Field(..., min_items=1)


class _File(BaseModel, extra=Extra.forbid):
    products: list[str] = Field(..., min_items=1)
    chats: list[_Chat] = Field(..., min_items=1)


def read_mix(path: Path) -> Mix:
    """The mix in the file at `path`; raises ConfigurationError saying what is wrong with it."""
    try:
        file = _File.parse_obj(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(
            f"The mix of messages {path} cannot be used: {error}",
            hint="bench/mix.yml shows the form.",
        ) from error
    return Mix(
        tuple(
            Chat(
                name=chat.name,
                weight=chat.weight,
                products=tuple(chat.products or file.products),
                lines=tuple(turn.line() for turn in chat.turns),
            )
            for chat in file.chats
        )
    )
