"""Yes and no, to a question of ours or to nothing in particular."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from actions.answer import rules
from actions.base import ShopAction, answer_as
from actions.turn import Ask, Outcome, Turn
from bot.shop.shop import Shop


class ActionAnswer(ShopAction):
    """Takes the question that waits further."""

    topic = "answer"
    intents: ClassVar[tuple[str, ...]] = ("affirm", "deny")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Go on with the question that waits, else with the chat."""
        asked = turn.memory.asked
        if turn.intent == "affirm":
            return _yes(turn, asked, shop)
        return _no(turn, asked, shop)


def _yes(turn: Turn, asked: Ask | None, shop: Shop) -> Outcome:
    if asked is None and rules.is_order_open(turn.memory.stage):
        open_order = replace(turn.memory, asked=rules.CONFIRM)
        return answer_as(rules.CONFIRM.intent, replace(turn, memory=open_order), shop)
    if asked is None:
        return rules.yes(turn.memory.stage, product_known=turn.memory.product is not None)
    if asked.fact == "manager":
        return rules.manager()
    return answer_as(asked.intent, turn, shop)


def _no(turn: Turn, asked: Ask | None, shop: Shop) -> Outcome:
    if turn.not_colours or turn.learnt & rules.CHOICE:
        return answer_as("inform", turn, shop)
    if turn.courier is not None:
        return answer_as("ask_courier", turn, shop)
    if asked is None or asked.fact == "manager":
        return rules.no()
    if asked.fact == "confirm_order":
        return rules.not_wanted() if rules.backs_out(turn.text) else rules.what_to_change()
    if asked.fact in rules.SHOW_POPULAR:
        return answer_as("ask_recommendation", turn, shop)
    if asked.intent in ("request_human", "order", "order_note"):
        return rules.no()
    return answer_as(asked.intent, turn, shop)
