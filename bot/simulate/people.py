"""Who comes: a population of buyers, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML

from bot.shop.model.catalogue import Product
from bot.simulate.goods import Goods

HERE = Path(__file__).parent
# Hours between two chats of one person: within a promise's day, about its end, and after it.
APART_HOURS = (1, 5, 20, 23, 25, 30, 72, 200)
WITHIN_DAYS = 40


@dataclass(frozen=True)
class Persona:
    """A kind of buyer; see personas.yml."""

    name: str
    share: int
    turns: tuple[int, int]
    answers: float
    yes: float
    opens: tuple[str, ...]
    acts: Mapping[str, float]
    back_opens: tuple[str, ...]
    back_acts: Mapping[str, float]
    chats: tuple[int, int]
    channels: int
    taps: float


@dataclass(frozen=True)
class Visit:
    """One chat: under which id, when it starts, how many messages at the most."""

    buyer_id: str
    at: datetime
    turns: int
    back: bool


@dataclass(frozen=True)
class Buyer:
    """One simulated person; `visits` are in the order of time."""

    name: str
    persona: Persona
    product: Product
    other: Product
    seed: str
    visits: tuple[Visit, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The person's ids, the one used first in front."""
        return tuple(dict.fromkeys(visit.buyer_id for visit in self.visits))


def population(*, chats: int, seed: int, goods: Goods, starts_at: datetime) -> list[Buyer]:
    """Buyers whose visits come to `chats`, chosen by `seed` alone."""
    buyers: list[Buyer] = []
    left = chats
    while left > 0:
        buyer = _buyer(len(buyers), seed, goods, starts_at, most=left)
        buyers.append(buyer)
        left -= len(buyer.visits)
    return buyers


@lru_cache(maxsize=1)
def personas() -> tuple[Persona, ...]:
    """Every kind of buyer in personas.yml."""
    content: Mapping[str, Any] = YAML(typ="safe").load(HERE / "personas.yml")
    return tuple(
        Persona(
            name=name,
            share=told["share"],
            turns=(told["turns"][0], told["turns"][1]),
            answers=told["answers"],
            yes=told["yes"],
            opens=tuple(told["opens"]),
            acts=told["acts"],
            back_opens=tuple(told.get("back_opens", told["opens"])),
            back_acts=told.get("back_acts", told["acts"]),
            chats=(told.get("chats", (1, 1))[0], told.get("chats", (1, 1))[1]),
            channels=told.get("channels", 1),
            taps=told.get("taps", 0.4),
        )
        for name, told in content.items()
    )


def _buyer(number: int, seed: int, goods: Goods, starts_at: datetime, *, most: int) -> Buyer:
    random = Random(f"{seed}:{number}")  # noqa: S311 - chance, not secrecy
    kinds = personas()
    persona = random.choices(kinds, [kind.share for kind in kinds])[0]
    sellable = [product for product in goods.products if product.in_stock]
    product, other = random.sample(sellable, 2)
    name = f"s{seed}-{number:04d}-{persona.name}"
    at = starts_at + timedelta(minutes=random.randrange(WITHIN_DAYS * 24 * 60))
    visits = []
    for place in range(min(most, random.randint(*persona.chats))):
        channel = place % persona.channels
        buyer_id = name if not channel else f"{name}-b"
        visits.append(Visit(buyer_id, at, random.randint(*persona.turns), back=place > 0))
        at += timedelta(hours=random.choice(APART_HOURS), minutes=random.randrange(60))
    return Buyer(name, persona, product, other, f"{seed}:{number}:talk", tuple(visits))
