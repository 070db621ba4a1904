"""How a haggle (议价) goes: value first, then what the owner allows step by step, then a person.

In a mall (一口价) the price stands: value and guarantee, the live offers and how to get them, a
gift or the postage, the offer to ask the manager. In a marketplace the live offers come with the
value, and the owner's steps after them, each smaller than the one before. An offer is taken when
it reaches what the present step allows; the floor decides alone what is too low. What is promised
is in `Decision.promise`, to be written before it is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from actions.haggling.deal import (
    Deal,
    Offer,
    Standing,
    next_offer,
    rounded_off,
)
from bot.pricing.promised import money_of, price_terms
from bot.shop.model.policy import Concession, StoreType
from bot.shop.model.trade import CommitmentKind

What = Literal[
    "matched", "already_there", "above_list", "absurd", "too_low", "already_round",
    "value", "offers", "kept", "gift_there", "ships_free", "postage",
    "accepted", "price_step", "gift_step", "shipping_step",
    "firm", "held", "once_more", "settled",
]  # fmt: skip
FOR_EVERY_STORE = frozenset({"gift", "shipping"})
BEGUN = frozenset({"value", "kept"})
CONCEDED = frozenset({"accepted", "price_step", "gift_step", "shipping_step"})
# Once nothing is left to concede: the manager is offered, the price held twice without a new
# fact, the manager offered once more; from then on it is kind and short.
HOLDING: tuple[What, ...] = ("firm", "held", "held", "once_more", "settled")
MOST_REFUSED = 2


@dataclass(frozen=True)
class Haggle:
    """One round: the goods, what was promised, what the owner allows, what the buyer wants.

    `offered` is in yuan for all pieces; `plea` is that of words.py. `told` is what was decided in
    the rounds before this one over the same product in the chat. `offers_to_tell` says that there
    are live offers which a mall tells in a round of their own; `new_quantity` that the buyer now
    speaks of another number of pieces, which is another price.
    """

    deal: Deal
    standing: Standing
    store_type: StoreType
    steps: tuple[Concession, ...]
    gift_budget: Decimal
    ships_free_to: bool = True
    told: tuple[str, ...] = ()
    offered: Decimal | None = None
    plea: str | None = None
    offers_to_tell: bool = False
    new_quantity: bool = False

    @property
    def price_stands(self) -> bool:
        """Whether nobody may change the price (一口价)."""
        return self.store_type == "mall"


@dataclass(frozen=True)
class Promise:
    """What goes into the ledger."""

    kind: CommitmentKind
    terms: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """What was decided; `total` is what the goods cost this buyer now, in yuan.

    `offered` is the price that was decided on: what the buyer offers, or the price rounded off.
    """

    what: What
    total: Decimal
    promise: Promise | None = None
    offered: Decimal | None = None


def decide(haggle: Haggle) -> Decision:
    """One round of haggling."""
    now = price_now(haggle.deal, haggle.standing)
    offered = haggle.offered
    if offered is None and haggle.plea == "round" and not haggle.price_stands:
        offered = rounded_off(now)
        if offered is None and "already_round" not in haggle.told:
            return Decision("already_round", now)
    if offered is not None and offered >= now:
        if offered > haggle.deal.hand.list_total:
            return Decision("above_list", now, offered=offered)
        what: What = "matched" if offered == now else "already_there"
        return Decision(what, now, offered=offered)
    if offered is not None and haggle.deal.is_absurd(offered):
        often = haggle.told.count("absurd") >= MOST_REFUSED
        return Decision(_holding(haggle) if often else "absurd", now, offered=offered)
    return _asked_for(haggle, now) or _next_round(haggle, now, offered)


def price_now(deal: Deal, standing: Standing) -> Decimal:
    """What the buyer pays now: the hand price, or what was promised below it."""
    hand = deal.hand.total
    return hand if standing.total is None else min(hand, standing.total)


def steps_for(store_type: StoreType, steps: Sequence[Concession]) -> tuple[Concession, ...]:
    """A mall's price stands (一口价): only a gift or the postage may be conceded."""
    if store_type == "marketplace":
        return tuple(steps)
    return tuple(step for step in steps if step.kind in FOR_EVERY_STORE)


def _asked_for(haggle: Haggle, now: Decimal) -> Decision | None:
    """What a plea for a gift or the postage gets by itself; None where the haggle just goes on."""
    there: dict[str, tuple[What, bool]] = {
        "gift": ("gift_there", bool(haggle.deal.hand.gifts)),
        "shipping": ("ships_free", haggle.deal.hand.free_shipping),
    }
    if haggle.offered is not None or haggle.plea not in there:
        return None
    what, has_it = there[haggle.plea]
    promised = haggle.standing.gift if haggle.plea == "gift" else haggle.standing.shipping
    if has_it or promised:
        what = what if has_it else "kept"
        return None if what in haggle.told else Decision(what, now)
    if not BEGUN.isdisjoint(haggle.told):
        step = _step(haggle, only=haggle.plea)
        if step is not None:
            return _conceded(haggle, step, now, None)
    if haggle.plea == "shipping" and "postage" not in haggle.told:
        return Decision("postage", now)
    return None


def _next_round(haggle: Haggle, now: Decimal, offered: Decimal | None) -> Decision:
    more_pieces = haggle.new_quantity and offered is None
    if BEGUN.isdisjoint(haggle.told):
        return Decision("kept" if haggle.standing.anything else "value", now, offered=offered)
    if more_pieces:
        return Decision("kept" if now < haggle.deal.hand.total else "offers", now)
    if haggle.price_stands and haggle.offers_to_tell and "offers" not in haggle.told:
        return Decision("offers", now, offered=offered)
    floor = haggle.deal.floor_total
    below = offered is not None and floor is not None and offered < floor
    refused = haggle.told.count("too_low") >= MOST_REFUSED or _times_held(haggle)
    if below and not haggle.price_stands and not refused:
        return Decision("too_low", now, offered=offered)
    step = _step(haggle)
    if step is None:
        return Decision(_holding(haggle), now, offered=offered)
    return _conceded(haggle, step, now, offered)


def _step(haggle: Haggle, *, only: str | None = None) -> Offer | None:
    return next_offer(
        haggle.deal,
        haggle.standing,
        steps_for(haggle.store_type, haggle.steps),
        gift_budget=haggle.gift_budget,
        ships_free_to=haggle.ships_free_to,
        only=only,
    )


def _holding(haggle: Haggle) -> What:
    """How it is said that nothing is left to concede: by how often it was said."""
    often = 0 if haggle.new_quantity else _times_held(haggle)
    return HOLDING[min(often, len(HOLDING) - 1)]


def _times_held(haggle: Haggle) -> int:
    """How often it was said since the last concession."""
    since: list[str] = []
    for what in haggle.told:
        since = [] if what in CONCEDED else [*since, what]
    return sum(what in HOLDING for what in since)


def _conceded(haggle: Haggle, step: Offer, now: Decimal, offered: Decimal | None) -> Decision:
    number = step.concession.step
    if step.total is None:
        terms = {**money_of(haggle.deal.hand, haggle.deal.quantity), "step": number}
        if step.concession.kind == "shipping":
            return Decision("shipping_step", now, Promise("shipping", terms), offered)
        terms["gift"] = step.concession.gift_name
        return Decision("gift_step", now, Promise("gift", terms), offered)
    accepted = offered is not None and offered >= step.total
    total = offered if accepted and offered is not None else step.total
    terms = price_terms(total, haggle.deal.hand, haggle.deal.quantity)
    promise = Promise("price", {**terms, "step": number})
    return Decision("accepted" if accepted else "price_step", total, promise, offered)
