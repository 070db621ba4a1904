"""Cheaper, an offer of a price, others are cheaper, bulk: what is promised is written first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.base import ShopAction, answer_as
from actions.haggling.gathering import PROMISED_FOR, haggle_of, wanted_in
from actions.haggling.manager_request import to_manager
from actions.haggling.promised import claim_in, recalled
from actions.haggling.replies import outcome_of
from actions.haggling.rules import Decision, decide
from actions.haggling.telling import recall
from actions.haggling.wholesale import Bulk, is_bulk, is_for_person, wholesale
from actions.haggling.words import (
    buys_in_a_group,
    buys_many,
    claimed_price,
    claims_promise,
    names_budget,
    needs_person,
    offers_budget,
    wants_cheaper_goods,
)
from actions.handoff.person import person_now
from actions.product.lookup import product_in_view, put_in_view
from actions.reading import with_products
from actions.recommendation.informing import with_bare_offer
from actions.shipping.deadline import deadline_of
from actions.turn import Ask, Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.model.trade import Commitment
from bot.shop.shop import Shop
from bot.text.spoken import moment


class ActionHaggling(ShopAction):
    """Haggling (议价) and bulk."""

    topic = "haggling"
    intents = ("bargain", "ask_wholesale")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """One round; a promise is in the ledger before the outcome is returned."""
        turn = with_bare_offer(turn)
        known = turn.memory.product is not None
        if known and offers_budget(turn.text):
            turn = replace(turn, offered_price=claimed_price(turn.text))
        elif names_budget(turn.text) or (not known and wants_cheaper_goods(turn.text)):
            return answer_as("ask_recommendation", turn, shop)
        bulk = _bulk(turn, shop)
        if is_bulk(bulk):
            return wholesale(bulk, person_now(turn, shop) if is_for_person(bulk) else None)
        ledger = shop.commitments.history(turn.buyer_id)
        turn = _with_promised(turn, ledger)
        product = product_in_view(turn, shop)
        if isinstance(product, Outcome):
            return product
        if product is None:
            ask = None if turn.quiet else Ask("product", "bargain")
            return Outcome("haggling.no_product", (Say("utter_haggling_no_product"),), ask=ask)
        outcome = _round(product, ledger, turn, shop)
        return replace(outcome, memory={**put_in_view(turn, product), **outcome.memory})


def ask_manager(turn: Turn, shop: Shop) -> Outcome:
    """The manager is to decide on the price: a ticket with all that is known of the haggle."""
    product = shop.catalogue.product(turn.memory.product) if turn.memory.product else None
    person = person_now(turn, shop)
    if product is None:
        return to_manager(None, wanted=None, person=person)
    haggle, _ = haggle_of(product, shop.commitments.history(turn.buyer_id), turn, shop)
    wanted = haggle.offered or wanted_in(turn.memory, haggle.deal)
    return to_manager(haggle, wanted=wanted, person=person)


def _bulk(turn: Turn, shop: Shop) -> Bulk:
    known = turn.memory.product
    product = shop.catalogue.product(known) if known else None
    return Bulk(
        asked=turn.intent == "ask_wholesale",
        quantity=turn.memory.quantity if "quantity" in turn.learnt else None,
        wholesale_quantity=shop.terms.policy().wholesale_quantity,
        product_name=product.name if product else None,
        tiers=shop.promotions.tiers(product.id) if product else (),
        needs_person=needs_person(turn.text),
        may_ask_quantity=turn.may_ask("quantity"),
        in_a_group=buys_in_a_group(turn.text),
        many=buys_many(turn.text),
        offered=turn.offered_price is not None,
        deadline=deadline_of(turn),
    )


def _with_promised(turn: Turn, ledger: Sequence[Commitment]) -> Turn:
    """The turn about the one product that was promised something, where it names none itself."""
    promised = {promise.product_id for promise in ledger if promise.kind in ("price", "gift")} - {
        ""
    }
    known = turn.memory.product or turn.products or turn.unknown_item
    if known or len(promised) != 1 or not claims_promise(turn.text):
        return turn
    return with_products(turn, tuple(promised))


def _round(product: Product, ledger: Sequence[Commitment], turn: Turn, shop: Shop) -> Outcome:
    haggle, told = haggle_of(product, ledger, turn, shop)
    if claims_promise(turn.text):
        known = [p for p in ledger if not p.product_id or shop.catalogue.product(p.product_id)]
        found = recalled(
            known, haggle.deal, haggle.standing, claim=claim_in(turn.text), now=turn.now
        )
        about = shop.catalogue.product(found.product_id)
        return recall(found, haggle, told, about=about.name if about else "")
    if told.asks_manager and haggle.told:
        wanted = haggle.offered or wanted_in(turn.memory, haggle.deal)
        return to_manager(haggle, wanted=wanted, person=person_now(turn, shop))
    decision = decide(haggle)
    ends_at = _ends_at(decision, product, ledger, now=turn.now)
    _write(decision, product, turn, shop, ends_at=ends_at)
    return outcome_of(decision, haggle, replace(told, until=moment(ends_at)))


def _ends_at(
    decision: Decision, product: Product, ledger: Sequence[Commitment], *, now: datetime
) -> datetime:
    """When what is promised now ends: what comes on top of a price ends with that price."""
    prices = [
        promise.valid_until
        for promise in ledger
        if promise.product_id == product.id and promise.kind == "price" and promise.stands(now)
    ]
    on_top = decision.promise is not None and decision.promise.kind != "price" and prices
    return (prices[-1] if on_top else None) or now + PROMISED_FOR


def _write(
    decision: Decision, product: Product, turn: Turn, shop: Shop, *, ends_at: datetime
) -> None:
    if decision.promise is None:
        return
    shop.commitments.make(
        turn.buyer_id,
        kind=decision.promise.kind,
        terms=decision.promise.terms,
        reason=f"haggling.{decision.what}",
        at=turn.now,
        product_id=product.id,
        valid_until=ends_at,
    )
