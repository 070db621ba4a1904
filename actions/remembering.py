"""What a chat knows after a turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.again import DEPENDS_ON
from actions.left_over import LEFT_OVER
from actions.turn import Ask, Item, Memory, Outcome, Question, Turn
from actions.waiting import KEPT_FOR, left_open

MOST_SEEN = 6
UNSURE = frozenset({"nlu_fallback", "out_of_scope"})


def remembered(turn: Turn, told: Sequence[tuple[str, Outcome]], taken: Ask | None) -> Memory:
    """The memory after the answers `told`, by intent; `taken` is the question of ours answered."""
    memory = replace(turn.memory, stage=turn.memory.stage or "greeting")
    intents = [intent for intent, _ in told]
    if not set(intents) <= UNSURE:
        memory = replace(memory, unsure_count=0)
    ask = beside = None
    for _, outcome in told:
        memory = replace(memory, **outcome.memory)
        if outcome.stage:
            memory = replace(memory, stage=outcome.stage)
        if outcome.ask:
            options = outcome.says[-1].offers if outcome.says else ()
            words = taken.text if taken and taken.intent == outcome.ask.intent else turn.words
            put = replace(outcome.ask, text=words, options=options)
            if put.fact == LEFT_OVER:
                beside = put
            else:
                ask = ask or put
    together = turn.products if len(turn.products) > 1 and not turn.ambiguous else ()
    memory = replace(memory, told_together=together)
    over = any(outcome.closes or outcome.hand_over for _, outcome in told)
    if over:
        memory = replace(memory, basket=(), courier=None)
    memory = replace(memory, answered=_answered(turn, intents, over=over))
    if ask is not None and ask.fact == "confirm_order" and memory.product is not None:
        item = Item(memory.product, memory.colour, memory.size, memory.quantity)
        ask = replace(ask, item=item)
    if ask is not None:
        asked_before = dict.fromkeys((*memory.asked_before, ask.fact))
        memory = replace(memory, asked_before=tuple(asked_before))
    spoken_of = (memory.product, *turn.products, *memory.seen, memory.page_product)
    seen = dict.fromkeys(each for each in spoken_of if each)
    memory = replace(memory, seen=tuple(seen)[:MOST_SEEN])
    if over:
        memory = replace(memory, asked=ask, parked=None)
    else:
        memory = left_open(turn, memory, taken=taken, intents=intents, ask=ask)
    return memory if beside is None else _with_beside(memory, beside)


def _answered(turn: Turn, intents: Sequence[str], *, over: bool) -> Question | None:
    """What a value put right asks anew: for some messages, and not once the matter is over."""
    if over or "report_order" in intents:
        return None
    questions = tuple(intent for intent in (*intents, *turn.also) if intent in DEPENDS_ON)
    if questions:
        return Question(questions, turn.words)
    before = turn.memory.answered
    if before is None or before.since >= KEPT_FOR:
        return None
    return replace(before, since=before.since + 1)


def _with_beside(memory: Memory, beside: Ask) -> Memory:
    """The memory with what a reply left over beside its question, unless an order waits there."""
    if memory.asked is None:
        return replace(memory, asked=beside)
    waits = memory.parked is not None and memory.parked.intent == "order"
    return memory if waits else replace(memory, parked=beside)
