"""What sending costs the buyer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.shipping.parcel import Parcel, Part, Postage, free_shipping_offers
from bot.pricing.basket import excludes
from bot.shop.model.shipping import RegionRate
from bot.text.spoken import listed, number, yuan


def fee_part(parcel: Parcel, rate: RegionRate) -> Part:
    """The fee to the region known, for the goods in view or else by the shop's rule."""
    region = parcel.region or ""
    facts = {"place": parcel.place, "fee": yuan(rate.fee)}
    if not rate.fee:
        return Part("utter_shipping_fee_none", facts, "shipping.fee_free")
    if parcel.goods is None or parcel.postage is None:
        offers = [
            offer
            for offer in free_shipping_offers(parcel.promotions, None)
            if not excludes(offer, region)
        ]
        if not offers:
            return Part("utter_shipping_fee", facts, "shipping.fee_known")
        easiest = min(offers, key=lambda offer: (offer.min_amount or 0, offer.min_quantity or 0))
        facts["offers"] = easiest.title
        return Part("utter_shipping_fee_with_rule", facts, "shipping.fee_known")
    facts |= {"product": parcel.goods.product.name, "quantity": number(parcel.postage.pieces)}
    if parcel.ships_free:
        return _free_part(parcel.postage, facts)
    return _with_what_is_missing(parcel.postage, facts)


def _free_part(postage: Postage, facts: dict[str, str]) -> Part:
    if postage.promised and not postage.hand.free_shipping:
        return Part("utter_shipping_fee_promised", facts, "shipping.fee_promised")
    name = "utter_shipping_fee_free"
    return Part(f"{name}_for_several" if postage.pieces > 1 else name, facts, "shipping.fee_free")


def _with_what_is_missing(postage: Postage, facts: dict[str, str]) -> Part:
    """The fee, and the least that would make it free."""
    free = [tier for tier in postage.hand.next_tiers if tier.free_shipping]
    amount = min((tier.amount for tier in free if tier.amount), default=None)
    pieces = min((tier.quantity for tier in free if tier.quantity), default=None)
    if amount is not None:
        name = "utter_shipping_fee_missing_amount"
        name += "_for_several" if postage.pieces > 1 else ""
        return Part(name, facts | {"missing": yuan(amount)}, "shipping.fee_known")
    if pieces is not None:
        facts = facts | {"missing": number(pieces)}
        return Part("utter_shipping_fee_missing_quantity", facts, "shipping.fee_known")
    return Part("utter_shipping_fee", facts, "shipping.fee_known")


def several_fees_part(parcels: Sequence[Parcel]) -> Part:
    """The fee to each of several regions, of one parcel with the goods in view to each."""
    fees = []
    for parcel in parcels:
        if parcel.rate is None or not parcel.rate.delivers:
            continue
        fee = Decimal(0) if parcel.ships_free else parcel.rate.fee
        fees.append(f"{parcel.place}{yuan(fee)}元" if fee else f"{parcel.place}包邮")
    return Part("utter_shipping_fees_several", {"fees": listed(fees)}, "shipping.fees_several")


def fee_rule_part(parcel: Parcel) -> Part | None:
    """The shop's rule of free shipping, where the region is not known; None without one."""
    offers = free_shipping_offers(parcel.promotions, parcel.goods)
    if not offers:
        return None
    never = set(offers[0].excluded_regions).intersection(
        *(offer.excluded_regions for offer in offers)
    )
    facts = {
        "offers": "，".join(offer.title for offer in offers),
        "excluded": listed(name for name in offers[0].excluded_regions if name in never),
    }
    name = "utter_shipping_fee_rule_but" if never else "utter_shipping_fee_rule"
    return Part(name, facts, "shipping.fee_rule")


def general_fee_part(parcel: Parcel) -> Part:
    """The range of fees over the regions that are not remote."""
    fees = [rate.fee for rate in parcel.usual_rates]
    if not fees:
        return Part("utter_shipping_fee_unknown", {}, "shipping.fee_unknown")
    low, high = min(fees), max(fees)
    facts = {"fees": yuan(low) if low == high else f"{yuan(low)}-{yuan(high)}"}
    return Part("utter_shipping_fee_general", facts, "shipping.fee_general")
