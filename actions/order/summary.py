"""The order read back before it is placed: its lines, the price step by step, the parcel."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.order.purchase import Piece, Purchase
from actions.shipping.days import dispatch_part
from actions.shipping.fees import fee_rule_part
from actions.shipping.parcel import Part
from actions.turn import Ask, Outcome, Say
from bot.pricing.basket import Basket
from bot.pricing.hand_price import Missing, applies
from bot.shop.model.promotions import PromotionKind
from bot.shop.model.trade import Order
from bot.text.spoken import listed, yuan

MOST_CARDS = 3
CONFIRM = "order.confirm"


def confirmation(purchase: Purchase, *, before: Order | None = None) -> Outcome:
    """Read the order back and wait for a yes.

    `before` is the same order as it was read back a moment ago, where something of it changed
    since although the buyer changed nothing.
    """
    parcel = purchase.parcel
    if parcel.region is not None and (parcel.rate is None or not parcel.rate.delivers):
        say = Say("utter_shipping_not_delivered", {"place": parcel.place})
        return Outcome("order.not_delivered", (say,))
    changed = _changed_since(purchase, before) if before is not None else None
    lines, cost = [_items(purchase.pieces)], [*_price(purchase), *_gifts(purchase)]
    goods = [[*lines, *cost]] if len(purchase.pieces) == 1 else [lines, cost]
    extra = purchase.courier is not None and purchase.courier.extra_fee
    fee, courier = _fee(purchase), [_courier(purchase)]
    # What the courier adds is in the sum of the fee's wording: it is told first.
    sending = [*(courier + fee if extra else fee + courier), dispatch_part(parcel, None)]
    says = (*map(_bubble, goods), _bubble([*sending, Part("utter_order_confirm", {}, CONFIRM)]))
    return Outcome(
        CONFIRM if changed is None else "order.confirm_anew",
        says if changed is None else (changed, *says),
        ask=Ask("confirm_order", "order"),
        stage="confirmation",
    )


def placing(purchase: Purchase) -> Outcome:
    """The buyer said yes: how to place the order; a promised price is changed by a person."""
    pieces, gift = purchase.pieces, purchase.promised.gift
    facts = {
        "item": pieces[0].name,
        "items": listed(piece.counted for piece in pieces),
        "quantity": str(pieces[0].quantity),
        "total": yuan(purchase.total),
        "gift": gift,
    }
    more = ("utter_order_place_gift",) if gift else ()
    name = "utter_basket_place" if len(pieces) > 1 else "utter_order_place"
    card, others = pieces[0].product.id, _cards(pieces)
    if purchase.promised_price or purchase.promised_shipping:
        change = "price" if purchase.promised_price else "shipping"
        return Outcome(
            "order.change_price",
            (Say(f"{name}_change_{change}", facts, more=more, card=card), *others),
            stage="farewell",
            hand_over="order.change_price",
        )
    say = Say(name, facts, more=more, card=card)
    return Outcome("order.place", (say, *others), stage="farewell", closes=True)


def _cards(pieces: Sequence[Piece]) -> tuple[Say, ...]:
    """A card for each further product, so that all can be opened from the chat."""
    others = {piece.product.id: piece for piece in pieces if piece.product != pieces[0].product}
    return tuple(
        Say("utter_basket_card", {"product": piece.product.name}, card=product_id)
        for product_id, piece in list(others.items())[: MOST_CARDS - 1]
    )


def _changed_since(purchase: Purchase, before: Order) -> Say | None:
    if before.agreed_total is not None and before.agreed_total != purchase.total:
        facts = {"before": yuan(before.agreed_total), "total": yuan(purchase.total)}
        return Say("utter_order_price_changed", facts)
    if before.agreed_with != purchase.terms:
        return Say("utter_order_terms_changed", {"before": before.agreed_with})
    return None


def _items(pieces: Sequence[Piece]) -> Part:
    if len(pieces) == 1:
        facts = {"item": pieces[0].name, "quantity": str(pieces[0].quantity)}
        return Part("utter_order_item", facts, CONFIRM)
    lines = (f"{piece.counted}（单价{yuan(piece.sku.price)}元）" for piece in pieces)
    return Part("utter_basket_items", {"items": "；".join(lines)}, CONFIRM)


def _price(purchase: Purchase) -> list[Part]:
    hand = purchase.hand
    facts = {"list_price": yuan(hand.list_total), "total": yuan(purchase.total)}
    if purchase.promised_price:
        return [Part("utter_order_price_promised", facts, CONFIRM)]
    if not hand.steps:
        return [Part("utter_order_price_plain", facts, CONFIRM)]
    facts["steps"] = listed(f"{step.title}（-{yuan(step.reduction)}元）" for step in hand.steps)
    used = {step.promotion_id for step in hand.steps}
    claims = [
        promotion.claim
        for promotion in purchase.promotions
        if promotion.id in used and promotion.kind is PromotionKind.COUPON and promotion.claim
    ]
    parts = [Part("utter_order_price_off", facts, CONFIRM)]
    if claims:
        parts.append(Part("utter_order_claim", {"claim": "；".join(claims)}, CONFIRM))
    return parts


def _gifts(purchase: Purchase) -> list[Part]:
    if not purchase.gifts:
        return []
    return [Part("utter_order_gifts", {"gifts": listed(purchase.gifts)}, CONFIRM)]


def _fee(purchase: Purchase) -> list[Part]:
    parcel = purchase.parcel
    if purchase.promised_shipping:
        return [Part("utter_order_free_shipping", {}, CONFIRM)]
    if parcel.rate is None:
        if purchase.hand.free_shipping:
            return [Part("utter_order_ships_free_mostly", {}, CONFIRM)]
        rule = fee_rule_part(parcel)
        return [rule] if rule else []
    facts = {"place": _city(parcel.region), "fee": yuan(parcel.rate.fee)}
    if purchase.hand.free_shipping or not parcel.rate.fee:
        return [Part("utter_order_ships_free_to", facts, CONFIRM)]
    missing = _missing_for_free(purchase)
    facts |= {"due": yuan(purchase.total + (purchase.fee or Decimal(0)))}
    if missing is not None:
        facts["missing"] = yuan(missing)
        return [Part("utter_order_fee_missing", facts, CONFIRM)]
    return [Part("utter_order_fee", facts, CONFIRM)]


def _missing_for_free(purchase: Purchase) -> Decimal | None:
    """How many yuan more would make sending free; None where no sum does."""
    basket = Basket(tuple(piece.line for piece in purchase.pieces))
    parcel = purchase.parcel
    found = (
        applies(offer, basket, parcel.now, parcel.region)
        for offer in purchase.promotions
        if offer.kind is PromotionKind.FREE_SHIPPING
    )
    missing = [each.amount for each in found if isinstance(each, Missing) and each.amount]
    return min(missing, default=None)


def _courier(purchase: Purchase) -> Part:
    parcel, courier = purchase.parcel, purchase.courier
    facts = {"courier": purchase.courier_name, "place": _city(parcel.region)}
    if courier is not None and courier.extra_fee:
        facts["extra"] = yuan(courier.extra_fee)
        return Part("utter_order_courier_extra", facts, CONFIRM)
    where = "to" if parcel.region is not None else "by"
    return Part(f"utter_order_sent_{where}", facts, CONFIRM)


def _city(region: str | None) -> str:
    """浙江 杭州 西湖 → 杭州: nothing nearer to the buyer's door is told back."""
    return " ".join((region or "").split(" ")[1:2]) or (region or "")


def _bubble(parts: Sequence[Part]) -> Say:
    facts = {name: fact for part in parts for name, fact in part.facts.items()}
    return Say(parts[0].name, facts, more=tuple(part.name for part in parts[1:]))
