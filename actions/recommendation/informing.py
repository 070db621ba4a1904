"""What a bare statement (a city, a size, a product's name) is an answer to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.product.lookup import chosen_of_shown
from actions.turn import Ask, Turn
from bot.shop.model.catalogue import Product
from bot.text.normalise import normalise

_BODY = frozenset({"height_cm", "weight_kg"})
_ANY_WORDS = ("need", "note")
_OPTIONS = frozenset({"colour", "size"})
FEW_WORDS = 12
_CUT = re.compile("(?:喜欢|想|要|穿).{0,3}(?:宽松|修身|紧身|合身|贴身)")
_STILL_HAGGLING = frozenset({"recommendation", "objection", "confirmation"})
_THAT_ONE = re.compile("^(?:就|要|那就|我要)|的?[那这][款条件个双套][吧呢啊]?$")
_BARE_OFFER = re.compile(
    "(?:那|就|要不|最多|我出|给你|给您|凑个?)*(\\d{2,5})(?:[元块]钱?)?"
    "(?:呢|吧|行吗|行不行?|可以吗|怎么样|卖吗|卖不卖|好不好|成吗|[?,.!~ ])*"
)


def brings(turn: Turn, fact: str) -> bool:
    """Whether the turn holds what `fact` asks for; what a buyer needs may be said in any words."""
    if fact in ("product", "which_product"):
        return names_product(turn)
    if fact in ("body", "height_cm", "weight_kg"):
        return bool(turn.learnt & _BODY) or turn.absurd_body
    if fact in ("region", "quantity", "colour", "size"):
        return fact in turn.learnt or bool({"colour": turn.colours, "size": turn.sizes}.get(fact))
    if fact in ("sku", "option"):
        return bool(turn.colours or turn.sizes)
    if fact == "offered_price":
        return turn.offered_price is not None
    return fact in _ANY_WORDS


def answers(turn: Turn, asked: Ask) -> bool:
    """Whether the turn answers our question; of an order, colour and size come in any order."""
    if brings(turn, asked.fact):
        return True
    choosing = asked.intent == "order" and asked.fact in _OPTIONS
    return choosing and any(brings(turn, fact) for fact in _OPTIONS)


def is_haggling(turn: Turn) -> bool:
    """Whether the price is haggled over, and the chat not closed since."""
    return turn.memory.haggle_rounds > 0 and turn.memory.stage in _STILL_HAGGLING


def with_bare_offer(turn: Turn) -> Turn:
    """While the price is haggled over, a bare figure (那210呢) is an offer."""
    if turn.offered_price is not None or not is_haggling(turn) or turn.learnt:
        return turn
    found = _BARE_OFFER.fullmatch(normalise(turn.text).strip())
    return turn if found is None else replace(turn, offered_price=Decimal(found[1]))


def names_product(turn: Turn) -> bool:
    """Whether a product is named, by name, id, link or its place among those shown."""
    return bool(turn.products) or turn.unknown_item is not None or bool(chosen_of_shown(turn))


def says_something(turn: Turn) -> bool:
    """Whether words of refusing or leaving bring another choice (算了只要M), or are a figure."""
    chosen = turn.learnt & (_OPTIONS | _BODY) or turn.not_colours
    return bool(chosen) or with_bare_offer(turn).offered_price is not None


def is_statement(turn: Turn, categories: Sequence[str]) -> bool:
    """Whether a few words that were not understood as a question plainly name something."""
    plain = normalise(turn.text)
    if len(plain) > FEW_WORDS:
        return False
    named = any(normalise(category) in plain for category in categories)
    return named or meant_by(with_bare_offer(turn)) is not None


def prefers_cut(turn: Turn) -> bool:
    """Whether a liking for loose or close (喜欢宽松的) is about the size just spoken of."""
    memory = turn.memory
    body = memory.weight_kg is not None or memory.height_cm is not None
    return memory.product is not None and body and bool(_CUT.search(normalise(turn.text)))


def picked_of(turn: Turn, shown: Sequence[Product]) -> Product | None:
    """The one product among those shown that the words fit (亚麻的那款)."""
    plain = normalise(turn.text).strip()
    if turn.products or not _THAT_ONE.search(plain):
        return None
    word = _THAT_ONE.sub("", plain)
    fitting = [product for product in shown if len(word) > 1 and word in normalise(product.title)]
    return fitting[0] if len(fitting) == 1 else None


def seen_with(turn: Turn, product_id: str) -> tuple[str, ...]:
    """What was shown, with a product the buyer brought: after the one before it (这两个)."""
    shown = turn.memory.recommended
    if product_id in shown:
        return shown
    return tuple(dict.fromkeys((*filter(None, (turn.previous_product,)), product_id, *shown)))


def meant_by(turn: Turn) -> str | None:
    """The question that what the turn brings usually belongs to; None when nothing is told."""
    options = bool(turn.colours or turn.sizes or (turn.not_colours and turn.memory.product))
    if turn.unknown_item is not None or turn.ambiguous:
        return "ask_product"
    if turn.offered_price is not None and is_haggling(turn):
        return "bargain"
    if options and not turn.products and _is_ordering(turn):
        return "order"
    if "quantity" in turn.learnt and (options or turn.memory.product):
        return "order"
    if turn.learnt & _BODY or turn.absurd_body:
        return "ask_size"
    if "region" in turn.learnt:
        return "ask_delivery_time"
    if turn.offered_price is not None:
        return "bargain"
    if options:
        return "ask_stock"
    return "ask_product" if names_product(turn) else None


def _is_ordering(turn: Turn) -> bool:
    """Whether an order is in the making: read back already, or its colour was asked for."""
    memory = turn.memory
    asked = "colour" in memory.asked_before and memory.stage != "farewell"
    return memory.stage == "confirmation" or asked
