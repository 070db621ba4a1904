"""What a chat knows after a turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.again import DEPENDS_ON
from actions.turn import Ask, Memory, Outcome, Question, Turn
from actions.waiting import left_open

MOST_SEEN = 6
UNSURE = frozenset({"nlu_fallback", "out_of_scope"})


def remembered(turn: Turn, told: Sequence[tuple[str, Outcome]], taken: Ask | None) -> Memory:
    """The memory after the answers `told`, by intent; `taken` is the question of ours answered."""
    memory = replace(turn.memory, stage=turn.memory.stage or "greeting")
    intents = [intent for intent, _ in told]
    if not set(intents) <= UNSURE:
        memory = replace(memory, unsure_count=0)
    ask = None
    for _, outcome in told:
        memory = replace(memory, **outcome.memory)
        if outcome.stage:
            memory = replace(memory, stage=outcome.stage)
        if outcome.ask:
            options = outcome.says[-1].offers if outcome.says else ()
            words = taken.text if taken and taken.intent == outcome.ask.intent else turn.words
            ask = ask or replace(outcome.ask, text=words, options=options)
    questions = tuple(intent for intent in (*intents, *turn.also) if intent in DEPENDS_ON)
    if questions:
        memory = replace(memory, answered=Question(questions, turn.words))
    if ask is not None:
        asked_before = dict.fromkeys((*memory.asked_before, ask.fact))
        memory = replace(memory, asked_before=tuple(asked_before))
    spoken_of = (memory.product, *turn.products, *memory.seen, memory.page_product)
    seen = dict.fromkeys(each for each in spoken_of if each)
    memory = replace(memory, seen=tuple(seen)[:MOST_SEEN])
    if any(outcome.closes or outcome.hand_over for _, outcome in told):
        return replace(memory, asked=ask, parked=None)
    return left_open(turn, memory, taken=taken, intents=intents, ask=ask)
