"""A person plainly asked for: no question of ours, order or other reading stands in the way."""

from __future__ import annotations

from dataclasses import replace

from actions.turn import Turn
from bot.chats.calling import calls, wants_person
from bot.chats.model import NEEDS_PERSON

# What a call may be read as.
CALLING = frozenset({"greet", "nlu_fallback", "out_of_scope"})


def plainly_asked_for(turn: Turn) -> Turn | None:
    """The turn as nothing but the wish for a person, where its words say so; else None.

    Who calls in the middle of a chat (人呢) wishes the same, and is first told that we are here.
    Anger and trouble keep their own words: they fetch a person as well.
    """
    if turn.kind != "text" or turn.intent in NEEDS_PERSON - {"request_human"}:
        return None
    said = turn.said or turn.text
    called = (
        turn.memory.stage is not None and turn.intent in CALLING and calls(said) and "人" in said
    )
    if not called and not wants_person(said):
        return None
    return replace(turn, intent="request_human", also=(), band="answer")
