"""What becomes of a question of ours that a message did not answer.

A buyer may ask something else at any time. The question then stays open, is put again once at
the end of the answer, and can be answered for some messages more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.order_parked import PARKED_ORDER, parked
from actions.taking_up import CHOICE, OPTIONS, PLAIN, brings
from actions.turn import Ask, Memory, Outcome, Say, Turn
from bot.shop.model.catalogue import Product

KEPT_FOR = 5
OF_ONE_PRODUCT = CHOICE | {"confirm_order", PARKED_ORDER}
OF_A_PRODUCT = frozenset({"product", "which_product"})
PUT_AGAIN = CHOICE | {
    "region", "body", "product", "need", "note", "confirm_order", PARKED_ORDER,
}  # fmt: skip
KEPT = PUT_AGAIN | {"which_product", "manager"}


def left_open(
    turn: Turn, memory: Memory, *, taken: Ask | None, intents: Sequence[str], ask: Ask | None
) -> Memory:
    """The memory with the question put now, `ask`, and what stays open beside it.

    `memory` is what the answers left behind, `taken` the question that was answered, `intents`
    are the questions of the buyer's that were answered.
    """
    kept = [
        parked(replace(each, since=each.since + 1), memory.product)
        for each in turn.memory.open_questions
        if each.fact in KEPT and each != taken and not _is_over(each, turn, memory, intents)
    ]
    if ask is None:
        first, second = (*kept, None, None)[:2]
        return replace(memory, asked=first, parked=second)
    others = [each for each in kept if (each.fact, each.intent) != (ask.fact, ask.intent)]
    ordering = [each for each in others if each.intent == "order"]
    return replace(memory, asked=ask, parked=next(iter([*ordering, *others]), None))


def put_again(
    memory: Memory, product: Product | None, outcomes: Sequence[Outcome], intents: Sequence[str]
) -> tuple[Memory, Say | None]:
    """The question that stays open, put again at the end of an answer: once, and none beside it.

    `product` is the one that question is about.
    """
    ask = memory.asked
    settled = any(outcome.ask or outcome.hand_over for outcome in outcomes)
    if ask is None or ask.reminded or settled or not _is_question(intents[-1]):
        return memory, None
    if ask.fact not in PUT_AGAIN or (ask.fact in OF_ONE_PRODUCT and product is None):
        return memory, None
    known = getattr(memory, ask.fact) if ask.fact in OPTIONS else None
    facts = {
        "product": _goods(memory, product),
        "colour": memory.colour or "",
        "size": memory.size or "",
        "quantity": str(memory.quantity or 1),
    }
    name = f"utter_answer_again_{ask.fact}{'_known' if known else ''}"
    offers = (known,) if known else ask.options
    again = replace(memory, asked=replace(ask, since=0, reminded=True))
    offered = any(set(say.offers) & set(ask.options) for say in outcomes[-1].says)
    return again, None if offered else Say(name, facts, offers=offers)


def _goods(memory: Memory, product: Product | None) -> str:
    """What the question is about: of an order of several lines it is all of them."""
    if memory.basket and memory.asked is not None and memory.asked.fact == "confirm_order":
        return "这几样"
    return product.name if product else ""


def _is_over(ask: Ask, turn: Turn, memory: Memory, intents: Sequence[str]) -> bool:
    if ask.since >= KEPT_FOR or ask.intent in intents:
        return True
    in_view = turn.memory.seen[0] if turn.memory.seen else memory.product
    if ask.fact in CHOICE and memory.product != in_view:
        return True
    if ask.fact in OF_A_PRODUCT and memory.product is not None:
        return True
    return ask.fact in PLAIN and brings(turn, ask.fact)


def _is_question(intent: str) -> bool:
    return intent.startswith("ask_") or intent in ("bargain", "compare_products")
