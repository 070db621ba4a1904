"""The hand price (到手价) in words: what takes how much off, until when, and what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from actions.promotion.telling import FAR_AWAY
from actions.turn import Say
from bot.pricing.hand_price import HandPrice
from bot.pricing.next_tiers import NextTier
from bot.shop.model.catalogue import Product
from bot.text.spoken import listed, until, yuan

NEAR = Decimal("0.3")
NEAR_PIECES = 1
WORTH = Decimal("0.02")


def hand_say(
    goods: str,
    hand: HandPrice,
    *,
    pieces: int,
    now: datetime,
    priced: bool = False,
    told: bool = False,
) -> Say | None:
    """What `goods` cost after every offer; None where nothing more is to be said.

    `priced`: the list price, with a price by quantity in it, was said just before; `goods` are then
    named only where that was of others too. `told`: the offers were said, with their ends.
    """
    offers = [step for step in hand.steps if step.promotion_id or not priced]
    near = near_tier(hand)
    facts = {
        "product": goods,
        "list": yuan(hand.list_total),
        "price": yuan(hand.total),
        "saved": yuan(hand.saving),
        "offers": listed(step.title for step in offers),
        "quantity": str(pieces),
    }
    names: list[str] = []
    if offers:
        names.append(_hand_name(goods, pieces, priced=priced))
        claims = dict.fromkeys(step.claim for step in offers if step.claim)
        if not told and hand.ends_at is not None and hand.ends_at - now <= FAR_AWAY:
            names.append("utter_promotion_hand_until")
            facts["until"] = until(hand.ends_at)
        if not told and claims:
            names.append("utter_promotion_hand_claim")
            facts["claim"] = "；".join(claims)
    if near is not None:
        names.append(_near_name(near, hand))
        facts |= {
            "next": near.title,
            "missing": yuan(near.amount) if near.amount else str(near.quantity),
            "more": yuan(near.more_off),
            "regions": listed(near.promotion.excluded_regions) if near.promotion else "",
        }
    return Say(names[0], facts, more=tuple(names[1:])) if names else None


def together_say(goods: str, hand: HandPrice, *, pieces: int, now: datetime) -> Say | None:
    """What several goods cost together after every offer; None where nothing comes off.

    More pieces are not proposed: it would not be clear of which.
    """
    by_amount = tuple(tier for tier in hand.next_tiers if tier.amount)
    say = hand_say(goods, replace(hand, further=lambda: by_amount), pieces=pieces, now=now)
    if say is None or not hand.steps:
        return None
    return Say("utter_promotion_hand_together", say.facts, more=say.more)


def near_tier(hand: HandPrice) -> NextTier | None:
    """What is worth naming: money off or free shipping for little more; of several the most off."""
    near = [tier for tier in hand.next_tiers if _is_near(tier, hand)]
    return max(near, key=lambda tier: tier.more_off, default=None)


def with_colours(product: Product, price: Decimal) -> str:
    """The product, with the colours that cost this much where others cost something else."""
    colours = dict.fromkeys(s.colour for s in product.skus if s.colour and s.price == price)
    if not colours or len(colours) == len(product.colours):
        return product.name
    return f"{product.name}（{listed(colours)}）"


def ends_says(ends: Sequence[tuple[str, datetime]], now: datetime) -> list[Say]:
    """When each of these offers ends, the first first; those far away in one breath."""
    soon = [(title, end) for title, end in ends if end - now <= FAR_AWAY]
    far = [title for title, end in ends if end - now > FAR_AWAY]
    says = []
    if soon:
        told = "，".join(f"「{title}」{until(end)}" for title, end in soon)
        says.append(Say("utter_promotion_ends", {"ends": told}))
    if far:
        says.append(Say("utter_promotion_ends_long", {"titles": listed(far)}))
    return says


def _hand_name(goods: str, pieces: int, *, priced: bool) -> str:
    several = "_for_several" if pieces > 1 else ""
    if not priced:
        return f"utter_promotion_hand{several}"
    return f"utter_promotion_hand_then{'_of' if goods else ''}{several}"


def _is_near(tier: NextTier, hand: HandPrice) -> bool:
    worth = tier.more_off >= hand.total * WORTH
    if tier.amount:
        return (worth or tier.free_shipping) and tier.amount <= hand.list_total * NEAR
    return worth and tier.promotion is None and 0 < tier.quantity <= NEAR_PIECES


def _near_name(tier: NextTier, hand: HandPrice) -> str:
    """Which wording; free shipping that not every region has says so where none is known."""
    if tier.quantity:
        return "utter_promotion_near_pieces"
    if tier.more_off:
        return "utter_promotion_near"
    not_all = tier.promotion is not None and tier.promotion.excluded_regions and hand.fee is None
    return f"utter_promotion_near_shipping{'_but' if not_all else ''}"
