"""The facts of one round of a haggle: the goods, the ledger, the owner's steps, the live offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from actions.haggling.deal import CENT, Deal, dearer_colours, standing_of
from actions.haggling.round import Postage, Round
from actions.haggling.rules import Haggle
from actions.haggling.words import (
    asks_free_postage,
    asks_manager,
    offered_total,
    other_offers,
    others_are_cheaper,
    plea_in,
)
from actions.handoff.topics import every_question
from actions.promotion.hand import near_tier
from actions.quoting import quoted
from actions.turn import Memory, Turn
from bot.pricing.basket import Line, for_new_buyers
from bot.pricing.hand_price import HandPrice
from bot.pricing.promised import floor_of
from bot.settings import settings
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion
from bot.shop.model.trade import Commitment
from bot.shop.shop import Shop
from bot.text.spoken import moment

ASKED_BESIDE = {"gift": "ask_gift", "shipping": "ask_shipping_fee"}
PROMISED_FOR = timedelta(hours=24)


def deal_of(product: Product, turn: Turn, shop: Shop) -> tuple[Deal, Sku]:
    """The pieces in view at the price of now, and the SKU whose price is said."""
    memory = turn.memory
    quantity = memory.quantity or 1
    sku = product.quoted(colour=memory.colour, size=memory.size)
    exact = bool(memory.colour) and bool(memory.size)
    hand = quoted((Line.of(product, sku, quantity),), turn, shop)
    return Deal(product, quantity, hand, floor_of(product, sku, quantity, exact=exact)), sku


def haggle_of(
    product: Product, ledger: Sequence[Commitment], turn: Turn, shop: Shop
) -> tuple[Haggle, Round]:
    """One round over `product`; `ledger` is all that the buyer was ever promised."""
    memory, policy = turn.memory, shop.terms.policy()
    deal, sku = deal_of(product, turn, shop)
    standing = standing_of([promise for promise in ledger if promise.stands(turn.now)], deal)
    rate = shop.shipping.rate(memory.region) if memory.region else None
    told = told_of(memory.haggled, product.id)
    others = others_are_cheaper(turn.text)
    offered = offered_in(turn, quantity=deal.quantity, unit_price=sku.price)
    if others and offered is not None and offered < deal.hand.total and not turn.memory.haggled:
        offered = None  # what another asks is no offer of the buyer's yet
    plea = plea_in(turn.text)
    if ASKED_BESIDE.get(plea or "") in turn.also:
        plea = None  # a question of its own in the same message, and answered as one
    round_ = Round(
        policy=policy,
        others_cheaper=others,
        region_known=memory.region is not None,
        until=moment(turn.now + PROMISED_FOR),
        rounds=memory.haggle_rounds,
        haggled=memory.haggled,
        asks_manager=asks_manager(turn.text),
        with_postage=asks_free_postage(turn.text),
        postage=_postage(deal.hand),
        claims=tuple(step.claim for step in deal.hand.steps if step.claim),
        briefly=any(other in every_question() for other in turn.also),
        near=near_tier(deal.hand),
        dearer=None if memory.colour else dearer_colours(deal),
        new_buyers=_for_new_buyer(deal, shop.promotions.live(turn.now)),
    )
    haggle = Haggle(
        deal=deal,
        standing=standing,
        store_type=policy.store_type,
        steps=shop.terms.concessions()[: settings().concessions],
        gift_budget=policy.gift_budget,
        ships_free_to=rate is None or (rate.delivers and not rate.remote),
        told=told,
        offered=offered,
        plea=plea,
        offers_to_tell=bool(deal.hand.steps or deal.hand.gifts or round_.further(deal)),
        new_quantity="quantity" in turn.learnt,
    )
    return haggle, round_


def told_of(haggled: Sequence[str], product_id: str) -> tuple[str, ...]:
    """What was decided in the rounds over this product."""
    rounds = (said.partition(":") for said in haggled)
    return tuple(what for product, _, what in rounds if product == product_id)


def wanted_in(memory: Memory, deal: Deal) -> Decimal | None:
    """The price the buyer offered last in yuan, if it was for these pieces of this product."""
    same = bool(memory.haggled) and memory.haggled[-1].startswith(f"{deal.product.id}:")
    same = same and memory.wanted_pieces == deal.quantity
    return Decimal(memory.wanted_price) if memory.wanted_price and same else None


def offered_in(turn: Turn, *, quantity: int, unit_price: Decimal) -> Decimal | None:
    """The price offered in yuan for all pieces; of several the highest, which they would pay."""
    every = [Decimal(str(value)) for name, value in turn.entities if name == "offered_price"]
    every += other_offers(turn.text) if every else []
    offered = max(every, default=turn.offered_price)
    if offered is None:
        return None
    total = offered_total(turn.text, offered, quantity=quantity, unit_price=unit_price)
    return total.quantize(CENT)


def _postage(hand: HandPrice) -> Postage:
    """What is missing for the parcel to go free of postage."""
    for tier in hand.next_tiers:
        if tier.free_shipping:
            return Postage(amount=tier.amount or None, pieces=tier.quantity or None)
    return Postage()


def _for_new_buyer(deal: Deal, live: Sequence[Promotion]) -> tuple[str, str] | None:
    """Title of the offer for a first order that the price counts on, and how to get it."""
    used = {step.promotion_id for step in deal.hand.steps}
    offers = [p for p in live if p.id in used and for_new_buyers(p) and p.claim]
    return (offers[0].title, offers[0].claim) if offers else None
