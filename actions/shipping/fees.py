"""What sending costs the buyer."""

from __future__ import annotations

from collections.abc import Sequence

from actions.shipping.parcel import Parcel, Part, fee_of, free_shipping_offers
from bot.pricing.basket import excludes
from bot.shop.model.shipping import RegionRate
from bot.text.spoken import listed, number, yuan


def fee_part(parcel: Parcel, rate: RegionRate) -> Part:
    """The fee to the region known, for the goods in view or else by the shop's rule."""
    region = parcel.region or ""
    facts = {"place": parcel.place, "fee": yuan(rate.fee)}
    if not rate.fee:
        return Part("utter_shipping_fee_none", facts, "shipping.fee_free")
    if parcel.goods is None:
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
    fee = fee_of(parcel.goods, rate, region, parcel.promotions, parcel.now)
    facts |= {"product": parcel.goods.product.name, "quantity": number(parcel.goods.quantity)}
    if not fee.amount:
        name = "utter_shipping_fee_free"
        return Part(
            f"{name}_for_several" if parcel.goods.quantity > 1 else name, facts, "shipping.fee_free"
        )
    if fee.missing_amount is not None:
        facts["missing"] = yuan(fee.missing_amount)
        return Part("utter_shipping_fee_missing_amount", facts, "shipping.fee_known")
    if fee.missing_quantity is not None:
        facts["missing"] = number(fee.missing_quantity)
        return Part("utter_shipping_fee_missing_quantity", facts, "shipping.fee_known")
    return Part("utter_shipping_fee", facts, "shipping.fee_known")


def several_fees_part(parcels: Sequence[Parcel]) -> Part:
    """The fee to each of several regions, of one parcel with the goods in view to each."""
    fees = []
    for parcel in parcels:
        if parcel.rate is None or not parcel.rate.delivers:
            continue
        fee = parcel.rate.fee
        if fee and parcel.goods is not None:
            told = fee_of(
                parcel.goods, parcel.rate, parcel.region or "", parcel.promotions, parcel.now
            )
            fee = told.amount
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
