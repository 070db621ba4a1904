"""Ordering, and what comes after it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.farewell.rules import PARTED
from actions.handoff.person import person_now
from actions.order import after, before, terms
from actions.order.buying import buy, taken_up
from actions.order.gathering import pieces_of, purchase_of
from actions.order.notes import note_terms
from actions.order.purchase import Piece
from actions.order.questions import asks_for_note, asks_whether_noted, kinds_in, note_in
from actions.shipping.action import parcel_of
from actions.shipping.questions import asks_until_sent
from actions.turn import CHOSEN, Outcome, Turn
from bot.shop.model.trade import Order
from bot.shop.repositories.trade import UNDER_WAY
from bot.shop.shop import Shop
from bot.text.masking import mask_personal


class ActionOrder(ShopAction):
    """Takes an order up to the point where the buyer places it."""

    topic = "order"
    intents: ClassVar[tuple[str, ...]] = (
        "order", "report_order", "change_order", "order_note", "ask_invoice",
    )  # fmt: skip

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """One answer to the intent of the turn; what is called off is not kept as a draft."""
        outcome = self._answer(turn, shop)
        if outcome.closes and outcome.reason in before.CALLED_OFF:
            shop.orders.drop_draft(turn.buyer_id)
        return outcome

    def _answer(self, turn: Turn, shop: Shop) -> Outcome:
        if turn.intent == "order":
            return buy(turn, shop)
        if turn.intent == "report_order" and asks_until_sent(turn.text):
            return _of_dispatch(turn, shop)
        if turn.intent == "report_order":
            return _report(turn, shop)
        if turn.intent == "change_order":
            return _change(turn, shop)
        if turn.intent == "order_note":
            return _note(turn, shop)
        kinds = kinds_in(turn.text, turn.intent)
        return after.invoice(kinds, shop.terms.policy(), person_now(turn, shop))


def _of_dispatch(turn: Turn, shop: Shop) -> Outcome:
    """Nothing was bought yet: when it leaves, unless that is answered in the same reply."""
    if "ask_dispatch" in turn.also:
        return Outcome("order.told_with_dispatch", ())
    return answer_as("ask_dispatch", turn, shop)


def _report(turn: Turn, shop: Shop) -> Outcome:
    kinds = kinds_in(turn.text, turn.intent)
    order = shop.orders.latest(turn.buyer_id, statuses=["draft", "told", "created"])
    outcome = after.reported(
        kinds,
        parcel_of(turn, shop),
        price_to_change=_price_to_change(order, turn, shop),
        person=person_now(turn, shop),
        follow=after.FOLLOWED not in turn.memory.asked_before,
    )
    if order is not None:
        shop.orders.set_status(order.id, after.paid_of(kinds), at=turn.now)
    open_again = tuple(fact for fact in turn.memory.asked_before if fact != PARTED)
    if outcome.reason == "order.paid":
        open_again = tuple(dict.fromkeys((*open_again, after.FOLLOWED)))
    return replace(outcome, memory={**outcome.memory, "asked_before": open_again})


def _price_to_change(order: Order | None, turn: Turn, shop: Shop) -> bool:
    """Whether a price or free shipping was promised that the order page does not know of.

    What was placed are the order's lines, if the product in view is among them; else it was placed
    without reading it back, and is what the chat speaks of.
    """
    memory = turn.memory
    product = shop.catalogue.product(memory.product) if memory.product else None
    placed = pieces_of(order.lines, shop) if order is not None else ()
    if product is not None and product.id not in {piece.product.id for piece in placed}:
        sku = product.quoted(colour=memory.colour, size=memory.size)
        placed = (Piece(product, sku, memory.quantity or 1),)
    if not placed:
        return False
    purchase = purchase_of(placed, turn, shop)
    return purchase.promised_price or purchase.promised_shipping


def _pieces(turn: Turn, shop: Shop) -> tuple[Piece, ...]:
    """What the buyer has in the order, placed or in the making; else what is in view, if chosen."""
    memory = turn.memory
    order = shop.orders.latest(turn.buyer_id, statuses=["draft", "told", "created", "paid"])
    if order is not None and turn.now - order.created_at < UNDER_WAY:
        ordered = pieces_of(order.lines, shop)
        if memory.product is None or memory.product in {piece.product.id for piece in ordered}:
            return ordered
    product = shop.catalogue.product(memory.product) if memory.product else None
    skus = product.matching(colour=memory.colour, size=memory.size) if product else ()
    if product is None or len(skus) != 1:
        return ()
    return (Piece(product, skus[0], memory.quantity or 1),)


def _change(turn: Turn, shop: Shop) -> Outcome:
    """Before the yes it is still the order in the making that changes."""
    if terms.asks_terms(turn):
        kinds = kinds_in(turn.text, "terms")
        latest = shop.orders.latest(turn.buyer_id, statuses=["created", "paid", "shipped"])
        person = person_now(turn, shop)
        return terms.told(kinds, latest, parcel_of(turn, shop), shop.terms.policy(), person)
    order = shop.orders.latest(turn.buyer_id, statuses=["draft", "told", "created", "paid"])
    kinds = kinds_in(turn.text, turn.intent)
    if order is not None and order.status == "told" and not turn.memory.ordering:
        if "cancel" in kinds and "placed" not in kinds:
            shop.orders.set_status(order.id, "cancelled", at=turn.now)
            return after.changed(("unpaid", "cancel"), person_now(turn, shop))
        if turn.learnt & CHOSEN and not set(kinds) & {"placed", "address", "price", "hold"}:
            shop.orders.set_status(order.id, "draft", at=turn.now)
            return buy(taken_up(turn, pieces_of(order.lines, shop)), shop)
    placed = order is not None and order.status in ("created", "paid")
    instead = None if placed else before.change(kinds, turn)
    if isinstance(instead, Outcome):
        return instead
    if instead is not None:
        return answer_as(instead, turn, shop)
    return after.changed(kinds, person_now(turn, shop))


def _note(turn: Turn, shop: Shop) -> Outcome:
    if "seen" in kinds_in(turn.text, turn.intent):
        return after.note_seen()
    surest = turn.ranking[0][0] if turn.ranking else ""
    if turn.also and surest != turn.intent and not asks_for_note(turn.text):
        return Outcome("order.nothing_to_note", ())
    note = note_in(turn.text)
    if not note:
        return after.note_missing()
    if asks_whether_noted(note):
        return after.note_possible()
    masked = mask_personal(note)
    outcome = after.noted(masked, personal=masked != note)
    if turn.courier is not None:
        courier = answer_as("ask_courier", replace(turn, also=()), shop)
        if courier.reason == "shipping.courier_not_offered":
            return courier
        outcome = replace(outcome, says=(*outcome.says, *courier.says))
    shop.commitments.make(
        turn.buyer_id,
        kind="note",
        terms=note_terms(masked, who=turn.buyer_id, pieces=_pieces(turn, shop), now=turn.now),
        reason=outcome.reason,
        at=turn.now,
        product_id=turn.memory.product or "",
    )
    return outcome
