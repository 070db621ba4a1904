"""What a topic is told of the buyer's turn: the message understood, and what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Ask:
    """A question of ours that waits for its answer.

    `fact` is what is missing (region, body, product, colour, size, quantity, confirm …);
    `intent` is the question of the buyer's that the answer lets us go on with.
    """

    fact: str
    intent: str


@dataclass(frozen=True)
class Memory:
    """What the chat knows so far; None is not known. One slot of domain.yml each."""

    stage: str | None = None
    product: str | None = None
    page_product: str | None = None
    colour: str | None = None
    size: str | None = None
    quantity: int | None = None
    region: str | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    asked: Ask | None = None
    asked_before: tuple[str, ...] = ()
    unsure_count: int = 0
    recommended: tuple[str, ...] = ()
    haggle_rounds: int = 0


@dataclass(frozen=True)
class Turn:
    """One message of a buyer, understood.

    `products` are the ids named in it, `previous_product` the one in view before; `ambiguous`
    says that one name may mean any of them. `not_colours` were refused (不要黑色). `also` are
    further questions found in the same message. `text` is the cleaned message, `kind` what the
    channel saw in it (text, empty, emoji, too_long, markup, foreign). `unknown_item` is an item id
    or link that is not in the catalogue. `learnt` names the memory that this message filled.
    """

    conversation_id: str
    buyer_id: str
    text: str
    kind: str
    intent: str
    confidence: float
    now: datetime
    memory: Memory
    also: tuple[str, ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[tuple[str, Any], ...] = ()
    products: tuple[str, ...] = ()
    previous_product: str | None = None
    ambiguous: bool = False
    unknown_item: str | None = None
    colours: tuple[str, ...] = ()
    not_colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    offered_price: Decimal | None = None
    courier: str | None = None
    date: date | None = None
    absurd_body: bool = False
    learnt: frozenset[str] = frozenset()

    def may_ask(self, fact: str) -> bool:
        """Whether the buyer was not yet asked for `fact`: a missing fact is asked for once."""
        return fact not in self.memory.asked_before

    def as_intent(self, intent: str) -> Turn:
        """The same turn read as `intent`: how a bare answer meets the question it belongs to."""
        return replace(self, intent=intent, also=())


@dataclass(frozen=True)
class Say:
    """One message to the buyer: the wording `name`, with the wordings `more` in one breath.

    `facts` are texts from the database of this turn; `card` is the id of a product to show;
    `offers` are tappable answers that come from the database (sizes, colours).
    """

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    card: str | None = None
    offers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a topic decided; `reason` is the code of the rule that decided.

    `memory` are slots to change; `ask` is the question the last message puts to the buyer;
    `hand_over` is the reason code of a ticket, where a person is needed.
    """

    reason: str
    says: tuple[Say, ...]
    memory: Mapping[str, Any] = field(default_factory=dict)
    ask: Ask | None = None
    stage: str | None = None
    hand_over: str | None = None
