"""The order read back before it is placed: item, price line by line, parcel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.haggling.deal import Standing
from actions.order.choosing import item_name
from actions.shipping.days import dispatch_part
from actions.shipping.fees import fee_part, fee_rule_part
from actions.shipping.parcel import Parcel, Part
from actions.turn import Ask, Outcome, Say
from bot.pricing.hand_price import HandPrice
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, PromotionKind
from bot.text.spoken import listed, yuan

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Purchase:
    """A complete order in the making; `standing` is what the buyer was promised for it."""

    product: Product
    sku: Sku
    quantity: int
    hand: HandPrice
    standing: Standing
    parcel: Parcel
    promotions: tuple[Promotion, ...] = ()

    @property
    def total(self) -> Decimal:
        """What is to pay for the goods in yuan: the promise where it is lower."""
        promised = self.standing.total
        return self.hand.total if promised is None else min(promised, self.hand.total)

    @property
    def unit_price(self) -> Decimal:
        """What the order keeps for a piece, in yuan: the total's even share.

        Where the total does not part into whole fen it is the list price: the pieces then add up
        to the list price read back, instead of to a total that nobody was told.
        """
        share = (self.total / self.quantity).quantize(CENT)
        return share if share * self.quantity == self.total else self.sku.price

    @property
    def promised_price(self) -> bool:
        """Whether a person has to change the price in the order first."""
        return self.total < self.hand.total

    @property
    def promised_shipping(self) -> bool:
        """Whether a person has to take the fee out of the order first."""
        return self.standing.shipping and not self.hand.free_shipping


def confirmation(purchase: Purchase) -> Outcome:
    """Read the order back and wait for a yes."""
    parcel = purchase.parcel
    if parcel.region is not None and (parcel.rate is None or not parcel.rate.delivers):
        say = Say("utter_shipping_not_delivered", {"place": parcel.place})
        return Outcome("order.not_delivered", (say,))
    goods = [_item(purchase), *_price(purchase), *_gifts(purchase)]
    sending = [*_fee(purchase), dispatch_part(parcel, None)]
    return Outcome(
        "order.confirm",
        (_bubble(goods), _bubble([*sending, Part("utter_order_confirm", {}, "order.confirm")])),
        ask=Ask("confirm_order", "order"),
        stage="confirmation",
    )


def placing(purchase: Purchase) -> Outcome:
    """The buyer said yes: how to place the order; a promised price is changed by a person."""
    facts = {
        "item": item_name(purchase.product, purchase.sku),
        "quantity": str(purchase.quantity),
        "total": yuan(purchase.total),
        "gift": purchase.standing.gift,
    }
    gift = ("utter_order_place_gift",) if purchase.standing.gift else ()
    if purchase.promised_price or purchase.promised_shipping:
        name = "price" if purchase.promised_price else "shipping"
        say = Say(f"utter_order_place_change_{name}", facts, more=gift, card=purchase.product.id)
        return Outcome(
            "order.change_price", (say,), stage="farewell", hand_over="order.change_price"
        )
    say = Say("utter_order_place", facts, more=gift, card=purchase.product.id)
    return Outcome("order.place", (say,), stage="farewell", closes=True)


def _item(purchase: Purchase) -> Part:
    facts = {
        "item": item_name(purchase.product, purchase.sku),
        "quantity": str(purchase.quantity),
    }
    return Part("utter_order_item", facts, "order.confirm")


def _price(purchase: Purchase) -> list[Part]:
    hand = purchase.hand
    facts = {"list_price": yuan(hand.list_total), "total": yuan(purchase.total)}
    if purchase.promised_price:
        return [Part("utter_order_price_promised", facts, "order.confirm")]
    if not hand.steps:
        return [Part("utter_order_price_plain", facts, "order.confirm")]
    facts["steps"] = listed(f"{step.title}（-{yuan(step.reduction)}元）" for step in hand.steps)
    used = {step.promotion_id for step in hand.steps}
    claims = [
        promotion.claim
        for promotion in purchase.promotions
        if promotion.id in used and promotion.kind is PromotionKind.COUPON and promotion.claim
    ]
    parts = [Part("utter_order_price_off", facts, "order.confirm")]
    if claims:
        parts.append(Part("utter_order_claim", {"claim": "；".join(claims)}, "order.confirm"))
    return parts


def _gifts(purchase: Purchase) -> list[Part]:
    gifts = [f"{gift.name}×{gift.quantity}" for gift in purchase.hand.gifts]
    gifts += [purchase.standing.gift] if purchase.standing.gift else []
    return [Part("utter_order_gifts", {"gifts": listed(gifts)}, "order.confirm")] if gifts else []


def _fee(purchase: Purchase) -> list[Part]:
    parcel = purchase.parcel
    if purchase.promised_shipping:
        return [Part("utter_order_free_shipping", {}, "order.confirm")]
    if parcel.rate is not None:
        return [fee_part(parcel, parcel.rate)]
    if purchase.hand.free_shipping:
        return [Part("utter_order_ships_free_mostly", {}, "order.confirm")]
    rule = fee_rule_part(parcel)
    return [rule] if rule else []


def _bubble(parts: Sequence[Part]) -> Say:
    facts = {name: fact for part in parts for name, fact in part.facts.items()}
    return Say(parts[0].name, facts, more=tuple(part.name for part in parts[1:]))
