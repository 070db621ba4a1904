"""What a closing sentence may be made of: each technique's facts, None where they are not true."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True)
class Reply:
    """The reply so far: its reason codes, messages and facts; `before` is all that was read before.

    `place` counts the buyer's messages of this chat, this one being the last.
    `asks`: a question of ours is open; `offers`: it has answers to tap; `fetches`: a person.
    """

    reasons: tuple[str, ...]
    messages: int
    said: frozenset[str] = frozenset()
    before: str = ""
    place: int = 1
    asks: bool = False
    offers: bool = False
    fetches: bool = False

    def says(self, fact: str) -> bool:
        """Whether the buyer reads it already, or did in this chat."""
        return fact in self.said or fact in self.before


@dataclass(frozen=True)
class Mood:
    """How the buyer sounds.

    `troubled` is angry, worried or asks after health; `refuses` says no or backs out.
    """

    troubled: bool = False
    refuses: bool = False


@dataclass(frozen=True)
class Done:
    """What this chat was closed with and the noes to it; `rests`: just closed, or just said no."""

    used: tuple[str, ...] = ()
    noes: int = 0
    rests: bool = False


@dataclass(frozen=True)
class Together:
    """Goods that go with those chosen (连带); `saved` is what one order takes off more, in yuan."""

    product_id: str
    name: str
    reason: str
    total: Decimal
    saved: Decimal = Decimal(0)
    gift: str = ""
    ships_free: bool = False


@dataclass(frozen=True)
class Left:
    """How many are left of the very SKU in mind."""

    item: str
    stock: int


@dataclass(frozen=True)
class Ending:
    """An offer that the goods in mind use, and when it ends."""

    title: str
    until: str


@dataclass(frozen=True)
class Choice:
    """Two that are open and in stock (二选一): colours, sizes or products."""

    kind: Literal["colour", "size", "product"]
    product: str
    first: str
    second: str
    product_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Popular:
    """Sales above the shop's median, and the rating where it is above its median too."""

    product: str
    sales: int
    rating: float | None


@dataclass(frozen=True)
class Difference:
    """An attribute in which two products that were looked at differ."""

    first: str
    second: str
    attribute: str
    one: str
    other: str


@dataclass(frozen=True)
class Praise:
    """What the buyer said that deserves a kind word; `whom` in their own words, if anybody."""

    kind: str
    whom: str = ""


@dataclass(frozen=True)
class PerUse:
    """What one use costs (摊薄): the price by the count the data gives; `exact` to the cent."""

    price: Decimal
    count: Decimal
    unit: str
    each: Decimal
    exact: bool


@dataclass(frozen=True)
class Free:
    """A gift that comes with the goods in mind; `promised`: by the ledger, else by a live offer."""

    gift: str
    promised: bool


@dataclass(frozen=True)
class Facts:
    """All that is true now, by technique; `stage` and `seen` (products) are the chat's.

    `allowed` and `most` are the owner's: the techniques that may be used, and how many a chat.
    `cutoff` is the time until which what is paid for leaves today, where that is still to come.
    """

    stage: str
    reply: Reply
    allowed: frozenset[str]
    most: int
    seen: tuple[str, ...] = ()
    tie_in: Together | None = None
    left: Left | None = None
    ending: Ending | None = None
    cutoff: str | None = None
    choice: Choice | None = None
    popularity: Popular | None = None
    comparison: Difference | None = None
    praise: Praise | None = None
    per_use: PerUse | None = None
    gift: Free | None = None
