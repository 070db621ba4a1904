"""What a bare statement (a city, a size, a product's name) is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.recommendation.needs import categories_in, wish_in
from actions.turn import Turn
from bot.text.normalise import normalise

_BODY = frozenset({"height_cm", "weight_kg"})
_OPTIONS = frozenset({"colour", "size"})
NEEDS = frozenset({"needs", "not_needs", "budget"})
FEW_WORDS = 12
SENTENCE = 24
_CUT = re.compile("(?:喜欢|想|要|穿).{0,3}(?:宽松|修身|紧身|合身|贴身)")
_STILL_HAGGLING = frozenset({"recommendation", "objection", "confirmation"})
_BARE_OFFER = re.compile(
    "(?:那|就|要不|最多|我出|给你|给您|凑个?)*(\\d{2,5})(?:[元块]钱?)?"
    "(?:呢|吧|行吗|行不行?|可以吗|怎么样|卖吗|卖不卖|好不好|成吗|[?,.!~ ])*"
)


def is_haggling(turn: Turn) -> bool:
    """Whether the price is haggled over, and the chat not closed since."""
    return turn.memory.haggle_rounds > 0 and turn.memory.stage in _STILL_HAGGLING


def with_bare_offer(turn: Turn) -> Turn:
    """While the price is haggled over, a bare figure (那210呢) is an offer."""
    if turn.offered_price is not None or not is_haggling(turn) or turn.learnt:
        return turn
    found = _BARE_OFFER.fullmatch(normalise(turn.text).strip())
    return turn if found is None else replace(turn, offered_price=Decimal(found[1]))


def says_something(turn: Turn) -> bool:
    """Whether words of refusing or leaving bring another choice (算了只要M), or are a figure."""
    chosen = turn.learnt & (_OPTIONS | _BODY) or turn.not_colours
    return bool(chosen) or with_bare_offer(turn).offered_price is not None


def is_statement(turn: Turn, categories: Sequence[str]) -> bool:
    """Whether a few words that were not understood as a question plainly name something."""
    plain = normalise(turn.text)
    if turn.learnt & NEEDS and len(plain) <= SENTENCE:
        return True
    if len(plain) > FEW_WORDS:
        return False
    if categories_in(turn.text, categories) or meant_by(with_bare_offer(turn)) is not None:
        return True
    return turn.memory.product is None and wish_in(turn.text, categories=categories).clear


def prefers_cut(turn: Turn) -> bool:
    """Whether a liking for loose or close (喜欢宽松的) is about the size just spoken of."""
    memory = turn.memory
    body = memory.weight_kg is not None or memory.height_cm is not None
    return memory.product is not None and body and bool(_CUT.search(normalise(turn.text)))


def meant_by(turn: Turn) -> str | None:
    """The question that what the turn brings usually belongs to; None when nothing is told."""
    options = bool(
        turn.colours
        or turn.sizes
        or turn.colour_families
        or (turn.not_colours and turn.memory.product)
    )
    if turn.unknown_item is not None or turn.ambiguous or turn.unresolved:
        return "ask_product"
    if turn.offered_price is not None and is_haggling(turn):
        return "bargain"
    if options and not turn.products and turn.memory.ordering:
        return "order"
    if any(span.value.kind == "all" for span in turn.references) and len(turn.products) > 1:
        return "order"
    if "quantity" in turn.learnt and (options or turn.memory.product):
        return "order"
    if turn.learnt & _BODY or turn.absurd_body:
        return "ask_size"
    if "region" in turn.learnt:
        return "ask_delivery_time"
    if turn.courier is not None or turn.not_courier is not None:
        return "ask_courier"
    if turn.offered_price is not None:
        return "bargain"
    if options:
        return "ask_stock"
    return "ask_product" if turn.products else None
