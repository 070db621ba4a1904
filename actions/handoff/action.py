"""Fetching a person, and messages that were not understood."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.handoff.about import PERSON, about, asked_about, promise_in_words, wants_person
from actions.handoff.by_words import UNSURE, meant_by_words
from actions.handoff.person import person_now
from actions.handoff.rules import (
    HERE,
    REASONS,
    Unclear,
    handed_over,
    here,
    kind_of,
    not_understood,
)
from actions.handoff.topics import likely_questions
from actions.handoff.trouble import OF_TROUBLE, orders_told, told_of
from actions.no_more_reminders import no_more_reminders
from actions.recommendation.informing import NEEDS, is_statement
from actions.turn import Outcome, Turn
from bot.chats.calling import calls
from bot.shop.repositories.placed import PlacedOrders
from bot.shop.shop import Shop

OF_GOODS_IN_VIEW = frozenset({"height_cm", "weight_kg", "girths", "colour", "size"})


class ActionHandoff(ShopAction):
    """The way to a person."""

    topic = "handoff"
    intents: ClassVar[tuple[str, ...]] = (*REASONS, "out_of_scope", "nlu_fallback")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Hand over, take a few words as the statement they are, or ask what is meant."""
        told = no_more_reminders(turn, shop) if turn.intent in UNSURE else None
        told = told or _about_shop(turn, shop)
        if told is not None:
            return told
        if _tells_needs(turn):
            return answer_as("ask_recommendation", turn, shop)
        meant = _meant(turn, shop)
        if meant is not None:
            return answer_as(meant, turn, shop)
        person = partial(person_now, turn, shop)
        if turn.intent == "request_human" and calls(turn.text) and HERE not in _said(turn):
            return here(_said(turn))
        if turn.intent in REASONS:
            return handed_over(turn.intent, person, told=_told(turn, shop))
        if turn.kind == "text" and is_statement(turn, shop.catalogue.categories()):
            return answer_as("inform", turn, shop)
        unclear = Unclear(
            kind=kind_of(turn.text, turn.kind),
            text=turn.text,
            band=turn.band,
            out_of_scope=turn.intent == "out_of_scope",
            before=turn.memory.unsure_count,
            guesses=likely_questions(turn.ranking),
        )
        return not_understood(unclear, person)


def _tells_needs(turn: Turn) -> bool:
    """Whether what was not understood says what is looked for (送婆婆的 喜庆点的).

    A body or a size beside goods in view is about those: 给我妈也买一条 她155 130斤.
    """
    if turn.memory.product and turn.learnt & OF_GOODS_IN_VIEW:
        return False
    unsure = turn.intent in UNSURE and turn.kind == "text"
    return unsure and bool(turn.learnt & NEEDS) and is_statement(turn, ())


def _told(turn: Turn, shop: Shop) -> dict[str, str]:
    """What is known of the buyer's trouble: what they say, and their own orders."""
    if REASONS[turn.intent] not in OF_TROUBLE:
        return {}
    buyer = shop.buyers.get(turn.buyer_id)
    placed = PlacedOrders(shop.session).of(*buyer.ids) if buyer else ()
    return {**told_of(turn.said or turn.text), **orders_told(placed)}


def _said(turn: Turn) -> tuple[str, ...]:
    return turn.memory.asked_before


def _about_shop(turn: Turn, shop: Shop) -> Outcome | None:
    """Who answers here and when; a person who is wanted, or anger, is never put off with it."""
    kind = None if turn.intent in ("complain", "after_sales") else asked_about(turn.text)
    taken = turn.memory.asked is not None and turn.memory.asked.fact == PERSON
    if kind is None or (turn.intent == "request_human" and (taken or wants_person(turn.text))):
        return None
    promised = _promised(turn, shop) if kind == "word" else ()
    return about(kind, shop.terms.policy(), shop.terms.hours(), promised=promised)


def _promised(turn: Turn, shop: Shop) -> tuple[str, ...]:
    """The promises to this buyer that hold, in words, each once."""
    standing = shop.commitments.standing(turn.buyer_id, now=turn.now)
    words = (
        promise_in_words(promise, shop.catalogue.product(promise.product_id))
        for promise in standing
    )
    return tuple(dict.fromkeys(word for word in words if word))


def _meant(turn: Turn, shop: Shop) -> str | None:
    """What was asked before buying; of who has an order under way it is about that order."""
    bought = shop.orders.paid_at(turn.buyer_id, now=turn.now) is not None
    if bought and turn.intent in REASONS:
        return None
    known = turn.memory.product
    return meant_by_words(turn, shop.catalogue.product(known) if known else None)
