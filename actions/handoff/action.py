"""Fetching a person, and messages that were not understood."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.haggling.words import wants_manager
from actions.handoff.about import about, asked_about, wants_person
from actions.handoff.person import person_now
from actions.handoff.rules import KINDS, REASONS, handed_over, kind_of, not_understood
from actions.handoff.topics import likely_questions
from actions.order.before import chooses_again
from actions.recommendation.informing import is_statement
from actions.turn import Outcome, Turn
from bot.shop.shop import Shop

FREE_WORDS = frozenset({"note"})


class ActionHandoff(ShopAction):
    """The way to a person."""

    topic = "handoff"
    intents: ClassVar[tuple[str, ...]] = (*REASONS, "out_of_scope", "nlu_fallback")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Hand over, go on with a question of ours that was answered, or ask what is meant."""
        person = person_now(turn, shop)
        told = _about_shop(turn, shop)
        if told is not None:
            return told
        if turn.intent in REASONS:
            return handed_over(turn.intent, person)
        asked = turn.memory.asked
        if asked is not None and _answers(turn, asked.fact):
            outcome = answer_as(asked.intent, turn, shop)
            return replace(outcome, memory={"unsure_count": 0, **outcome.memory})
        if asked is not None and asked.intent == "order" and chooses_again(turn.text):
            return answer_as("change_order", turn, shop)
        if turn.kind == "text" and is_statement(turn, shop.catalogue.categories()):
            return answer_as("inform", turn, shop)
        return not_understood(
            kind_of(turn.text, turn.kind),
            out_of_scope=turn.intent == "out_of_scope",
            unsure_before=turn.memory.unsure_count,
            asked=asked,
            questions=likely_questions(turn.ranking),
            person=person,
        )


def _about_shop(turn: Turn, shop: Shop) -> Outcome | None:
    """Who answers here and when; a person who is wanted, or anger, is never put off with it."""
    kind = None if turn.intent in ("complain", "after_sales") else asked_about(turn.text)
    if kind is None or (turn.intent == "request_human" and wants_person(turn.text)):
        return None
    return about(kind, shop.terms.policy(), shop.terms.hours())


def _answers(turn: Turn, fact: str) -> bool:
    """Whether the message brings the fact that was asked for; any words do for a note."""
    if fact in FREE_WORDS:
        return turn.kind not in KINDS
    if fact == "manager":
        return wants_manager(turn.text)
    if fact == "body":
        return bool(turn.learnt & {"height_cm", "weight_kg"})
    if fact in ("colour", "size", "quantity", "confirm_order"):
        return bool(turn.learnt & {"colour", "size", "quantity"})
    return fact in turn.learnt
