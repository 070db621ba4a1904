"""How a haggle (议价) goes: value and live offers first, then the owner's steps, then a person.

An offer is taken when it reaches what the present step allows; the floor decides alone what is
too low. What is promised is in `Decision.promise`, to be written before it is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from actions.haggling.deal import Deal, Offer, Standing, next_offer, price_terms
from bot.shop.model.policy import Concession, StoreType
from bot.shop.model.trade import CommitmentKind

What = Literal[
    "matched",
    "already_there",
    "above_list",
    "absurd",
    "too_low",
    "value",
    "kept",
    "accepted",
    "price_step",
    "gift_step",
    "shipping_step",
    "firm",
    "ask_manager",
]
FOR_EVERY_STORE = frozenset({"gift", "shipping"})


@dataclass(frozen=True)
class Haggle:
    """One round: the goods, what was promised, what the owner allows, what the buyer offers.

    `offered` is in yuan for all pieces. `rounds` are the rounds before this one in the chat;
    `manager_offered` says that asking the manager was already proposed; `new_quantity` that the
    buyer now speaks of another number of pieces, which is another price.
    """

    deal: Deal
    standing: Standing
    store_type: StoreType
    steps: tuple[Concession, ...]
    gift_budget: Decimal
    ships_free_to: bool = True
    rounds: int = 0
    offered: Decimal | None = None
    manager_offered: bool = False
    new_quantity: bool = False


@dataclass(frozen=True)
class Promise:
    """What goes into the ledger."""

    kind: CommitmentKind
    terms: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """What was decided; `total` is what the goods cost this buyer now, in yuan."""

    what: What
    total: Decimal
    promise: Promise | None = None


def decide(haggle: Haggle) -> Decision:
    """One round of haggling."""
    now = price_now(haggle.deal, haggle.standing)
    offered = haggle.offered
    if offered is not None and offered >= now:
        if offered > haggle.deal.hand.list_total:
            return Decision("above_list", now)
        return Decision("matched" if offered == now else "already_there", now)
    if offered is not None and haggle.deal.is_absurd(offered):
        return Decision("absurd", now)
    if haggle.manager_offered and not haggle.new_quantity:
        return Decision("ask_manager", now)
    if haggle.rounds == 0:
        return Decision("kept" if haggle.standing.anything else "value", now)
    steps = steps_for(haggle.store_type, haggle.steps)
    floor = haggle.deal.floor_total
    too_low = offered is not None and floor is not None and offered < floor
    if too_low and haggle.rounds <= len(steps):
        return Decision("too_low", now)
    step = next_offer(
        haggle.deal,
        haggle.standing,
        steps,
        gift_budget=haggle.gift_budget,
        ships_free_to=haggle.ships_free_to,
    )
    return Decision("firm", now) if step is None else _conceded(haggle, step, now)


def price_now(deal: Deal, standing: Standing) -> Decimal:
    """What the buyer pays now: the hand price, or what was promised below it."""
    hand = deal.hand.total
    return hand if standing.total is None else min(hand, standing.total)


def steps_for(store_type: StoreType, steps: Sequence[Concession]) -> tuple[Concession, ...]:
    """A mall's price stands (一口价): only a gift or the postage may be conceded."""
    if store_type == "marketplace":
        return tuple(steps)
    return tuple(step for step in steps if step.kind in FOR_EVERY_STORE)


def _conceded(haggle: Haggle, step: Offer, now: Decimal) -> Decision:
    number = step.concession.step
    if step.total is None:
        terms: dict[str, Any] = {"step": number}
        if step.concession.kind == "shipping":
            return Decision("shipping_step", now, Promise("shipping", terms))
        terms["gift"] = step.concession.gift_name
        return Decision("gift_step", now, Promise("gift", terms))
    accepted = haggle.offered is not None and haggle.offered >= step.total
    total = haggle.offered if accepted and haggle.offered is not None else step.total
    promise = Promise("price", price_terms(total, haggle.deal, number))
    return Decision("accepted" if accepted else "price_step", total, promise)
