"""Cheaper, an offer of a price, others are cheaper, bulk: what is promised is written first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from actions.base import ShopAction, answer_as
from actions.haggling.deal import Deal, dearer_colours, floor_of, quoted_sku, standing_of
from actions.haggling.replies import Round, outcome_of
from actions.haggling.rules import Decision, Haggle, decide
from actions.haggling.wholesale import Bulk, is_wholesale, wholesale
from actions.haggling.words import (
    names_budget,
    needs_person,
    offered_total,
    others_are_cheaper,
    wants_cheaper_goods,
)
from actions.product.lookup import product_in_view, put_in_view
from actions.quoting import quoted
from actions.recommendation.informing import with_bare_offer
from actions.turn import Outcome, Say, Turn
from bot.pricing.basket import REDUCING
from bot.pricing.hand_price import Basket, Line, Missing, applies
from bot.shop.model.catalogue import Product
from bot.shop.model.promotions import Promotion, PromotionKind
from bot.shop.shop import Shop
from bot.text.spoken import moment

PROMISED_FOR = timedelta(hours=24)
NEARLY = Decimal("0.3")


class ActionHaggling(ShopAction):
    """Haggling (议价) and bulk."""

    topic = "haggling"
    intents = ("bargain", "ask_wholesale")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """One round; a promise is in the ledger before the outcome is returned."""
        turn = with_bare_offer(turn)
        looks_around = turn.memory.product is None and wants_cheaper_goods(turn.text)
        if looks_around or names_budget(turn.text):
            return answer_as("ask_recommendation", turn, shop)
        bulk = _bulk(turn, shop)
        if turn.intent == "ask_wholesale" or is_wholesale(bulk):
            return wholesale(bulk)
        product = product_in_view(turn, shop)
        if isinstance(product, Outcome):
            return product
        if product is None:
            return Outcome("haggling.no_product", (Say("utter_haggling_no_product"),))
        haggle = _haggle(product, turn, shop)
        decision = decide(haggle)
        _write(decision, product, turn, shop)
        outcome = outcome_of(decision, haggle, _round(haggle, turn, shop))
        return replace(outcome, memory={**put_in_view(turn, product), **outcome.memory})


def _bulk(turn: Turn, shop: Shop) -> Bulk:
    known = turn.memory.product
    product = shop.catalogue.product(known) if known else None
    return Bulk(
        quantity=turn.memory.quantity if "quantity" in turn.learnt else None,
        wholesale_quantity=shop.terms.policy().wholesale_quantity,
        product_name=product.name if product else None,
        tiers=shop.promotions.tiers(product.id) if product else (),
        needs_person=needs_person(turn.text),
        may_ask_quantity=turn.may_ask("quantity"),
    )


def _haggle(product: Product, turn: Turn, shop: Shop) -> Haggle:
    memory, policy = turn.memory, shop.terms.policy()
    quantity = memory.quantity or 1
    sku = quoted_sku(product, memory.colour, memory.size)
    deal = Deal(
        product=product,
        quantity=quantity,
        hand=quoted((Line.of(product, sku, quantity),), turn, shop),
        floor_total=floor_of(
            product, sku, quantity, exact=bool(memory.colour) and bool(memory.size)
        ),
    )
    rate = shop.shipping.rate(memory.region) if memory.region else None
    return Haggle(
        deal=deal,
        standing=standing_of(shop.commitments.standing(turn.buyer_id, now=turn.now), deal),
        store_type=policy.store_type,
        steps=shop.terms.concessions(),
        gift_budget=policy.gift_budget,
        ships_free_to=rate is None or (rate.delivers and not rate.remote),
        rounds=memory.haggle_rounds,
        offered=None
        if turn.offered_price is None
        else offered_total(turn.text, turn.offered_price, quantity=quantity, unit_price=sku.price),
        manager_offered="manager" in memory.asked_before,
        new_quantity="quantity" in turn.learnt,
    )


def _round(haggle: Haggle, turn: Turn, shop: Shop) -> Round:
    live = {promotion.id: promotion for promotion in shop.promotions.live(turn.now)}
    used = [live[step.promotion_id] for step in haggle.deal.hand.steps if step.promotion_id]
    claimed = [p for p in used if p.kind is PromotionKind.COUPON and p.claim]
    return Round(
        policy=shop.terms.policy(),
        others_cheaper=others_are_cheaper(turn.text),
        region_known=turn.memory.region is not None,
        until=moment(turn.now + PROMISED_FOR),
        claims=tuple(promotion.claim for promotion in claimed),
        nearly=_nearly(haggle.deal, tuple(live.values()), turn),
        tiers=shop.promotions.tiers(haggle.deal.product.id),
        dearer=None if turn.memory.colour else dearer_colours(haggle.deal),
    )


def _nearly(deal: Deal, live: tuple[Promotion, ...], turn: Turn) -> tuple[str, Decimal] | None:
    """The offer of money off that is least far away, if it is near."""
    price = deal.hand.list_total / deal.quantity
    product = deal.product
    goods = Basket((Line(product.id, product.category, price, deal.quantity),))
    missing = [
        (found.amount, promotion.title)
        for promotion in live
        if promotion.kind in REDUCING
        and isinstance(found := applies(promotion, goods, turn.now), Missing)
        and 0 < found.amount <= deal.hand.list_total * NEARLY
    ]
    return (min(missing)[1], min(missing)[0]) if missing else None


def _write(decision: Decision, product: Product, turn: Turn, shop: Shop) -> None:
    if decision.promise is None:
        return
    shop.commitments.make(
        turn.buyer_id,
        kind=decision.promise.kind,
        terms=decision.promise.terms,
        reason=f"haggling.{decision.what}",
        at=turn.now,
        product_id=product.id,
        valid_until=turn.now + PROMISED_FOR,
    )
