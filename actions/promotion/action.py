"""Offers, coupons and gifts; for the product in view where there is one."""

from __future__ import annotations

from dataclasses import replace

from actions.base import ShopAction
from actions.product.lookup import product_in_view, put_in_view
from actions.promotion.rules import Offers, ends, gifts, next_event, offers, stacking
from actions.promotion.words import (
    asks_coming,
    asks_coupons,
    asks_ends,
    asks_stacking,
    events_named,
)
from actions.quoting import is_new_buyer, quoted
from actions.turn import Outcome, Turn
from bot.pricing.hand_price import Basket, Line
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop


class ActionPromotion(ShopAction):
    """Offers (活动) and gifts (赠品)."""

    topic = "promotion"
    intents = ("ask_promotion", "ask_gift")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """What applies to the product in view, else what the shop has."""
        product: Product | Outcome | None = None
        if turn.products or turn.unknown_item or turn.memory.product:
            product = product_in_view(turn, shop)
        if isinstance(product, Outcome):
            return product
        asked = offers_for(product, turn, shop)
        outcome = _answered(asked, turn)
        memory = put_in_view(turn, product) if product else {}
        return Outcome(outcome.reason, outcome.says, memory=memory)


def _answered(asked: Offers, turn: Turn) -> Outcome:
    if turn.intent == "ask_gift":
        return gifts(asked)
    if asks_stacking(turn.text):
        return stacking(asked)
    if asks_ends(turn.text):
        return ends(asked)
    return offers(asked, coming=asks_coming(turn.text))


def offers_for(product: Product | None, turn: Turn, shop: Shop) -> Offers:
    """The offers of now, and what they make of the product in the number the buyer wants."""
    live = shop.promotions.live(turn.now)
    basket = None
    if product is not None:
        sku = product.quoted(colour=turn.memory.colour, size=turn.memory.size)
        basket = Basket((Line.of(product, sku, turn.memory.quantity or 1),))
    standing = shop.commitments.standing(turn.buyer_id, now=turn.now)
    gifts = [str(promise.terms.get("gift", "")) for promise in standing if promise.kind == "gift"]
    # Who was promised a price reads no other one here: it is told by the haggle.
    promised = any(p.kind == "price" and product and p.product_id == product.id for p in standing)
    asked = Offers(
        live=live,
        coming=shop.promotions.coming(turn.now),
        now=turn.now,
        region=turn.memory.region,
        product=product,
        basket=basket,
        hand=quoted(basket.lines, turn, shop) if basket and not promised else None,
        events=events_named(turn.text),
        coupons_only=asks_coupons(turn.text),
        promised_gift=gifts[-1] if gifts else "",
        new_buyer=is_new_buyer(turn, shop),
    )
    event = next_event(asked) if asks_coming(turn.text) else ()
    if not event or basket is None or promised:
        return asked
    at_start = replace(turn, now=event[0].starts_at)
    return replace(asked, then=quoted(basket.lines, at_start, shop))
