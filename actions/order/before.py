"""Changes before anything was placed: what a buyer has in mind changes, no person is needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.bare_answers import asks_about_calling_off
from actions.order.questions import kinds_in
from actions.turn import CHOSEN, Ask, Outcome, Say, Turn
from bot.text.normalise import normalise

BODY = frozenset({"height_cm", "weight_kg"})
_CHANGE = re.compile("[换改]")
UNDER_WAY = frozenset({"recommendation", "objection", "confirmation"})
# Nothing of the order in the making is left after these.
CALLED_OFF = frozenset({"order.not_placed", "order.start_again"})


def change(kinds: Sequence[str], turn: Turn) -> Outcome | str | None:
    """The answer, or the intent it is an answer to, where no order is known to have been placed.

    None where the words or the chat leave it possible that one exists: that is for a person.
    """
    memory = turn.memory
    if "placed" in kinds:
        return None
    if turn.courier is not None and memory.ordering:
        told = "ask_courier" in turn.also
        return Outcome("order.courier_noted", ()) if told else "ask_courier"
    if turn.learnt & BODY:
        return "ask_size"
    if "region" in turn.learnt and memory.stage not in (None, "farewell"):
        return "ask_delivery_time"
    if "cancel" in kinds and memory.ordering:
        only_asked = asks_about_calling_off(turn.text)
        return replace(not_placed(), stage=None, closes=False) if only_asked else not_placed()
    if memory.stage not in UNDER_WAY:
        return None
    if "address" in kinds and memory.ordering:
        return Outcome("order.address_when_placing", (Say("utter_order_address_when_placing"),))
    if turn.learnt & CHOSEN and "address" not in kinds:
        return "order" if memory.ordering else "ask_stock"
    if "price" in kinds:
        return "bargain" if memory.product else None
    return _choose_again(kinds) if memory.ordering else None


def not_placed() -> Outcome:
    """Nothing was placed, so nothing is to cancel; a later yes does not place it."""
    says = (Say("utter_order_not_placed"),)
    return Outcome("order.not_placed", says, stage="objection", closes=True)


def chooses_again(text: str) -> bool:
    """Whether another colour or size is wanted (换个颜色), without saying which."""
    kinds = kinds_in(text, "change_order")
    return _CHANGE.search(normalise(text)) is not None and _choose_again(kinds) is not None


def _choose_again(kinds: Sequence[str]) -> Outcome | None:
    """换个颜色, without the colour: it is asked for anew."""
    fact = next((fact for fact in ("colour", "size") if f"other_{fact}" in kinds), None)
    if fact is None:
        return None
    return Outcome(
        f"order.other_{fact}", (Say(f"utter_order_other_{fact}"),), ask=Ask(fact, "order")
    )
