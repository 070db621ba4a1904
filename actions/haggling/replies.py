"""Decisions of a haggle as messages: which wordings, with which figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.haggling.rules import Decision, Haggle
from actions.turn import Ask, Outcome, Say
from bot.shop.model.policy import Policy
from bot.shop.model.promotions import PriceTier
from bot.text.spoken import listed, yuan

TIER_NAMES = ("one_tier", "two_tiers", "three_tiers")
NO_HAGGLE = frozenset({"matched", "already_there", "above_list"})
STANDING = frozenset({"kept", "firm", "too_low"})
PROMISES = frozenset({"accepted", "price_step", "gift_step", "shipping_step"})


@dataclass(frozen=True)
class Round:
    """What else may be told in this round.

    `claims` say how to get the coupons used; `nearly` is an offer that a little more would earn,
    with the yuan missing; `until` is when a promise of now ends; `dearer` are colours that cost
    more, with the yuan a piece.
    """

    policy: Policy
    others_cheaper: bool
    region_known: bool
    until: str
    claims: tuple[str, ...] = ()
    nearly: tuple[str, Decimal] | None = None
    tiers: tuple[PriceTier, ...] = ()
    dearer: tuple[tuple[str, ...], Decimal] | None = None


def outcome_of(decision: Decision, haggle: Haggle, told: Round) -> Outcome:
    """What the buyer is told of the decision."""
    return Outcome(
        reason=f"haggling.{decision.what}",
        says=_says(decision, haggle, told),
        memory={"haggle_rounds": haggle.rounds + 1},
        ask=Ask("manager", "bargain") if decision.what == "firm" else None,
        stage="confirmation" if decision.what == "accepted" else "objection",
        hand_over="haggling.ask_manager" if decision.what == "ask_manager" else None,
    )


def _says(decision: Decision, haggle: Haggle, told: Round) -> tuple[Say, ...]:
    if decision.what == "ask_manager":
        return (Say("utter_haggling_ask_manager"),)
    if decision.what == "value":
        first = _strengths(told.policy) if told.others_cheaper else _worth(haggle)
        return (first, _live_offers(haggle, told), *_further(haggle, told))
    facts = _figures(decision.total, haggle)
    facts |= {"until": told.until, "claim": "；".join(told.claims)}
    if decision.promise is not None and "gift" in decision.promise.terms:
        facts["gift"] = decision.promise.terms["gift"]
    if haggle.standing.gift:
        facts["gift"] = haggle.standing.gift
    strengths = (_strengths(told.policy),) if told.others_cheaper else ()
    return (*strengths, Say(_lead(decision, haggle), facts, _more(decision, haggle, told.claims)))


def _lead(decision: Decision, haggle: Haggle) -> str:
    what: str = decision.what
    if what == "price_step" and haggle.offered is not None:
        what = "counter"
    if what == "firm" and haggle.store_type == "mall":
        what = "firm_mall"
    if what == "kept" and haggle.standing.total is None:
        what = "kept_besides"
    return f"utter_haggling_{what}"


def _more(decision: Decision, haggle: Haggle, claims: Sequence[str]) -> tuple[str, ...]:
    more = [_price(haggle)]
    if decision.what in NO_HAGGLE and claims:
        more.append("utter_haggling_claim")
    if decision.what in STANDING:
        more += ["utter_haggling_kept_gift"] if haggle.standing.gift else []
        more += ["utter_haggling_kept_shipping"] if haggle.standing.shipping else []
    if decision.what in PROMISES:
        more.append("utter_haggling_until")
    if decision.what == "accepted":
        more.append("utter_haggling_how")
    if decision.what == "firm":
        more.append("utter_haggling_offer_manager")
    return tuple(more)


def _price(haggle: Haggle) -> str:
    several = haggle.deal.quantity > 1
    return "utter_haggling_price_for_several" if several else "utter_haggling_price"


def _figures(total: Decimal, haggle: Haggle) -> dict[str, str]:
    deal = haggle.deal
    facts = {
        "product": deal.product.name,
        "list": yuan(deal.hand.list_total),
        "price": yuan(total),
        "quantity": str(deal.quantity),
    }
    if haggle.offered is not None:
        facts["offered"] = yuan(haggle.offered)
    return facts


def _worth(haggle: Haggle) -> Say:
    product = haggle.deal.product
    facts = {"product": product.name, "sales": str(product.sales)}
    lead = "utter_haggling_one_price" if haggle.store_type == "mall" else "utter_haggling_value"
    if product.selling_point:
        facts["selling_point"] = product.selling_point
        unsold = lead == "utter_haggling_value" and not product.sales
        return Say("utter_haggling_selling_point", facts, () if unsold else (lead,))
    return Say(lead, facts)


def _strengths(policy: Policy) -> Say:
    facts = {"quality": policy.quality_promise, "days": str(policy.return_days)}
    more = ["utter_haggling_strength_quality"] if policy.quality_promise else []
    more += ["utter_haggling_strength_returns"] if policy.return_days else []
    more += ["utter_haggling_strength_insurance"] if policy.freight_insurance else []
    return Say("utter_haggling_strengths", facts, tuple(more))


def _live_offers(haggle: Haggle, told: Round) -> Say:
    hand = haggle.deal.hand
    facts = _figures(hand.total, haggle)
    more: list[str] = []
    if hand.steps:
        facts |= {
            "offers": listed(step.title for step in hand.steps),
            "saved": yuan(hand.list_total - hand.total),
            "claim": "；".join(told.claims),
        }
        more.append("utter_haggling_after_offers")
    else:
        more.append("utter_haggling_no_offers")
    if hand.steps or haggle.deal.quantity > 1:
        more.append(_price(haggle))
    if hand.gifts:
        facts["gift"] = listed(gift.name for gift in hand.gifts)
        more.append("utter_haggling_with_gift")
    if hand.free_shipping:
        known = told.region_known
        more.append("utter_haggling_ships_free" if known else "utter_haggling_ships_free_mostly")
    if told.dearer is not None:
        colours, extra = told.dearer
        facts |= {"dearer": listed(colours), "extra": yuan(extra)}
        more.append("utter_haggling_dearer")
    more += ["utter_haggling_claim"] if hand.steps and told.claims else []
    if haggle.offered is not None:
        return Say("utter_haggling_short", facts, tuple(more))
    return Say(more[0], facts, tuple(more[1:]))


def _further(haggle: Haggle, told: Round) -> tuple[Say, ...]:
    """What a larger basket would earn; one thing is enough."""
    if told.nearly is not None:
        title, missing = told.nearly
        return (Say("utter_haggling_nearly", {"title": title, "missing": yuan(missing)}),)
    larger = [tier for tier in told.tiers if tier.min_quantity > haggle.deal.quantity]
    return (tiers_say(larger[:1]),) if larger else ()


def tiers_say(tiers: Sequence[PriceTier]) -> Say:
    """Prices by quantity; one to three of them."""
    facts: dict[str, str] = {}
    for place, tier in zip("abc", tiers, strict=False):
        facts[f"from_{place}"] = str(tier.min_quantity)
        facts[f"price_{place}"] = yuan(tier.unit_price)
    return Say(f"utter_haggling_{TIER_NAMES[len(tiers) - 1]}", facts)
