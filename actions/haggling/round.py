"""What may be told in one round of a haggle beside the decision itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.haggling.deal import Deal
from actions.turn import Say
from bot.pricing.next_tiers import NextTier
from bot.shop.model.policy import Policy
from bot.shop.model.promotions import PriceTier
from bot.text.spoken import yuan

TIER_NAMES = ("one_tier", "two_tiers", "three_tiers")


@dataclass(frozen=True)
class Postage:
    """What is missing for free postage: yuan or pieces; nothing where no offer gives it."""

    amount: Decimal | None = None
    pieces: int | None = None


@dataclass(frozen=True)
class Round:
    """What else may be told in this round.

    `claims` say how to get the coupons used; `near` is what a little more would earn; `until` is
    when a promise of now ends; `dearer` are colours that cost more, with the yuan a piece;
    `new_buyers` the offer for a first order and how to get it.
    `asks_manager` and `with_postage` are what the words ask for beside the price; `rounds` and
    `haggled` are those of the whole chat. `briefly`: other questions are answered beside it, so
    that the price comes first.
    """

    policy: Policy
    others_cheaper: bool
    region_known: bool
    until: str
    rounds: int = 0
    haggled: tuple[str, ...] = ()
    asks_manager: bool = False
    with_postage: bool = False
    postage: Postage = Postage()
    claims: tuple[str, ...] = ()
    briefly: bool = False
    near: NextTier | None = None
    dearer: tuple[tuple[str, ...], Decimal] | None = None
    new_buyers: tuple[str, str] | None = None

    def further(self, deal: Deal) -> Say | None:
        """What a larger basket would earn: more pieces only where each then costs less."""
        near = self.near
        if near is None:
            return None
        if not near.quantity:
            missing = yuan(near.amount)
            return Say("utter_haggling_nearly", {"title": near.title, "missing": missing})
        pieces = deal.quantity + near.quantity
        together = deal.hand.total + near.spend - near.more_off
        if together * deal.quantity >= deal.hand.total * pieces:
            return None
        facts = {"pieces": str(pieces), "together": yuan(together)}
        return Say("utter_haggling_more_pieces", facts)


def tiers_say(tiers: Sequence[PriceTier]) -> Say:
    """Prices by quantity; one to three of them."""
    facts: dict[str, str] = {}
    for place, tier in zip("abc", tiers, strict=False):
        facts[f"from_{place}"] = str(tier.min_quantity)
        facts[f"price_{place}"] = yuan(tier.unit_price)
    return Say(f"utter_haggling_{TIER_NAMES[len(tiers) - 1]}", facts)
