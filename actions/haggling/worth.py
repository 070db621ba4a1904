"""What the goods are worth and cost: value, guarantee, the live offers, the postage."""

from __future__ import annotations

from actions.haggling.round import Postage, Round
from actions.haggling.rules import Decision, Haggle
from actions.product.rules import returnable
from actions.turn import Say
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import Policy
from bot.text.spoken import listed, yuan


def price_name(haggle: Haggle) -> str:
    """The wording of a price: of one piece, or of several together."""
    several = haggle.deal.quantity > 1
    return "utter_haggling_price_for_several" if several else "utter_haggling_price"


def figures(decision: Decision, haggle: Haggle) -> dict[str, str]:
    """The figures of the goods and of what is decided."""
    deal = haggle.deal
    facts = {
        "product": deal.product.name,
        "list": yuan(deal.hand.list_total),
        "price": yuan(decision.total),
        "quantity": str(deal.quantity),
    }
    if decision.offered is not None:
        facts["offered"] = yuan(decision.offered)
    return facts


def value_says(decision: Decision, haggle: Haggle, told: Round) -> tuple[Say, ...]:
    """What the goods are worth; then the price: in a mall its offers have a round of their own."""
    product, policy = haggle.deal.product, told.policy
    first = (strengths_says(product, policy) if told.others_cheaper else None) or _worth(haggle)
    if not haggle.price_stands:
        further = told.further(haggle.deal)
        offers = live_offers(decision, haggle, told)
        more_says = (offers, *([further] if further else []))
        return more_says if told.briefly else (first, *more_says)
    more = _guarantee(product, policy)
    facts = {**_promises(policy), **figures(decision, haggle)}
    names = ("utter_haggling_one_price_now", price_name(haggle))
    if told.briefly:
        return (Say("utter_haggling_one_price", facts, names),)
    if told.others_cheaper or not more:
        return (first, Say(names[0], facts, names[1:]))
    return (first, Say("utter_haggling_guarantee", facts, (*more, *names)))


def live_offers(decision: Decision, haggle: Haggle, told: Round) -> Say:
    """The price after the live offers, and how to get them."""
    hand = haggle.deal.hand
    facts = figures(decision, haggle) | {"price": yuan(hand.total)}
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
        more.append(price_name(haggle))
    if hand.gifts:
        facts["gift"] = listed(gift.name for gift in hand.gifts)
        more.append("utter_haggling_with_gift")
    if hand.free_shipping:
        known = told.region_known
        more.append(
            "utter_haggling_ships_free_too" if known else "utter_haggling_ships_free_mostly"
        )
    if told.dearer is not None:
        colours, extra = told.dearer
        facts |= {"dearer": listed(colours), "extra": yuan(extra)}
        more.append("utter_haggling_dearer")
    more += ["utter_haggling_claim"] if hand.steps and told.claims else []
    if decision.offered is not None:
        return Say("utter_haggling_short", facts, tuple(more))
    return Say(more[0], facts, tuple(more[1:]))


def _worth(haggle: Haggle) -> Say:
    product = haggle.deal.product
    facts = {"product": product.name, "sales": str(product.sales)}
    lead = "utter_haggling_one_price" if haggle.price_stands else "utter_haggling_value"
    if product.selling_point:
        facts["selling_point"] = product.selling_point
        unsold = lead == "utter_haggling_value" and not product.sales
        return Say("utter_haggling_selling_point", facts, () if unsold else (lead,))
    return Say(lead, facts)


def strengths_says(product: Product, policy: Policy) -> Say | None:
    """The shop's own strengths, where others are cheaper: no word of the others."""
    more = _guarantee(product, policy)
    return Say("utter_haggling_strengths", _promises(policy), more) if more else None


def _promises(policy: Policy) -> dict[str, str]:
    return {"quality": policy.quality_promise, "days": str(policy.return_days)}


def _guarantee(product: Product, policy: Policy) -> tuple[str, ...]:
    """What may be promised of this product: nothing of returns where it cannot be sent back."""
    if not returnable(product, policy):
        return ("utter_haggling_strength_quality_alone",) if policy.quality_promise else ()
    more = ["utter_haggling_strength_quality"] if policy.quality_promise else []
    more += ["utter_haggling_strength_returns"]
    more += ["utter_haggling_strength_insurance"] if policy.freight_insurance else []
    return tuple(more)


def postage_says(facts: dict[str, str], postage: Postage) -> Say:
    """What is missing for free postage, or that nothing gives it."""
    if postage.amount is not None:
        return Say("utter_haggling_postage_amount", {**facts, "missing": yuan(postage.amount)})
    if postage.pieces is not None:
        return Say("utter_haggling_postage_pieces", {**facts, "missing": str(postage.pieces)})
    return Say("utter_haggling_postage_stands", facts)
