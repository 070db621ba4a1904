"""What a bare statement (a city, a size, a product's name) is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation.needs import categories_in
from actions.recommendation.refusing import REFUSED, asks_for_others
from actions.recommendation.wish import Wish, wish_in
from actions.turn import Turn
from bot.text.numbers import parse_number

_BODY = frozenset({"height_cm", "weight_kg", "girths", "wearer"})
_OPTIONS = frozenset({"colour", "size"})
NEEDS = frozenset({"needs", "not_needs", "budget"})
# What a message may tell of the goods that are looked for.
TOLD = NEEDS | REFUSED
# 换一批 sounds like a parcel to be changed.
SOUNDS_WRONG = frozenset({"after_sales", "complain", "change_order"})
FEW_WORDS = 12
SENTENCE = 24
_THIS_ONE = re.compile("[这它]")
_ASKS = re.compile(r"[吗么?]|(.)不\1|什么|啥|怎|多少|几")
_CUT = re.compile("(?:喜欢|想|要|穿).{0,3}(?:宽松|松一?点|修身|紧身|紧一?点|合身|贴身)")
_STILL_HAGGLING = frozenset({"recommendation", "objection", "confirmation"})
_NUMERAL = r"\d{2,5}(?:\.\d{1,2})?|[一二两三四五六七八九零]*[十百千][一二两三四五六七八九零十百千]*"
_BARE_OFFER = re.compile(
    "(?:那|我?就[要给]|就|要不|最多|我?只?出|给你|给您|按|算|凑个?)*"
    rf"({_NUMERAL})(?:[元块]钱?)?"
    "(?:呢|吧|嘛|啊|行吗|行不行?|可以吗|可不可以|怎么样|卖吗|卖不卖?|好不好|好吗|成吗|成不成?"
    "|成交|拿下|包邮|我?就?[买要]了?)*"
)
_FOR_WHOM = re.compile(
    "有(?:没有)?.{0,2}(?:男|女|儿童|小孩|孩子|童|老人|中老年)(?:士|生|孩)?(?:[款装式]的?|的|穿的|吃的|用的)"
    "(?:衣服)?(?:[吗么没不]|$|[?!~ ])"
)
_BOTH_WANTED = re.compile("(?:都|全|一起)(?:要|买|拿|拍|来|下单)(?![不多吗么])")
_CLAUSE_ENDS = re.compile(r"[\s,!?;~、。]+|\.(?!\d)")


def is_haggling(turn: Turn) -> bool:
    """Whether the price is haggled over, and the chat not closed since."""
    return turn.memory.haggle_rounds > 0 and turn.memory.stage in _STILL_HAGGLING


def with_bare_offer(turn: Turn) -> Turn:
    """While the price is haggled over, a bare figure (那210呢, 八十块吧) is an offer."""
    if turn.offered_price is not None or turn.learnt:
        return turn
    if turn.intent != "bargain" and not is_haggling(turn):
        return turn
    clauses = map(_BARE_OFFER.fullmatch, _CLAUSE_ENDS.split(turn.plain))
    figures = [clause[1] for clause in clauses if clause]
    offered = parse_number(figures[0]) if len(figures) == 1 else None
    return turn if offered is None else replace(turn, offered_price=offered)


def says_something(turn: Turn) -> bool:
    """Whether words of refusing or leaving bring another choice (算了只要M), or are a figure."""
    chosen = turn.learnt & (_OPTIONS | _BODY) or turn.not_colours
    return bool(chosen) or with_bare_offer(turn).offered_price is not None


def is_statement(turn: Turn, categories: Sequence[str]) -> bool:
    """Whether a few words that were not understood as a question plainly name something."""
    plain = turn.plain
    if turn.memory.product and _THIS_ONE.search(plain) and _ASKS.search(plain):
        return False  # 这裤子显胖吗 looks for no trousers
    if turn.learnt & NEEDS and len(plain) <= SENTENCE:
        return True
    if len(plain) > FEW_WORDS:
        return False
    if categories_in(turn.text, categories) or meant_by(with_bare_offer(turn)) is not None:
        return True
    return turn.memory.product is None and wish_in(turn.text, categories=categories).clear


def tells_little(wish: Wish) -> bool:
    """Whether the wish says at most one thing to choose by: a kind, a need or a budget."""
    budget = wish.at_most is not None or wish.at_least is not None
    pressing = (wish.cheapest, wish.finest, wish.best_sold, wish.colours, wish.refused)
    told = (*wish.needs, *((wish.categories,) if wish.categories else ()))
    return not any(pressing) and len(told) + budget <= 1


def asks_for_whom(turn: Turn) -> bool:
    """Whether goods for somebody are asked for, none being spoken of: 有男款没, 有儿童的吗."""
    nothing = turn.memory.product is None and not turn.products
    return nothing and _FOR_WHOM.search(turn.plain) is not None


def changes_wish(turn: Turn) -> bool:
    """Whether something else to choose by is said of the goods being shown (不太贵的, 换一个)."""
    memory = turn.memory
    if turn.learnt & REFUSED or (asks_for_others(turn.text) and memory.listed):
        return not memory.ordering
    if turn.intent in SOUNDS_WRONG:
        return False
    if memory.ordering or memory.stage != "recommendation" or turn.products:
        return False
    wish = wish_in(turn.text, categories=())
    if wish.pair and memory.product is not None:
        return True
    said = turn.learnt & NEEDS or wish.cheapest or wish.finest or wish.like
    return bool(said) and len(turn.plain) <= FEW_WORDS


def prefers_cut(turn: Turn) -> bool:
    """Whether a liking for loose or close (喜欢宽松的) is about the size just spoken of."""
    memory = turn.memory
    body = memory.weight_kg is not None or memory.height_cm is not None
    return memory.product is not None and body and bool(_CUT.search(turn.plain))


def is_about_size(turn: Turn) -> bool:
    """Whether a body is told, or a liking for loose or close right after sizes were spoken of."""
    before = turn.memory.answered
    body = turn.memory.product is not None and turn.learnt >= {"height_cm", "weight_kg"}
    if body and not wish_in(turn.text, categories=()).clear:
        return True  # 我自己也来一条,我162 102斤
    return before is not None and "ask_size" in before.intents and prefers_cut(turn)


def takes_several(turn: Turn) -> bool:
    """Whether all of several goods spoken of are wanted: 都要了, 那两件都要."""
    kinds = {span.value.kind for span in turn.references}
    both = "both" in kinds and _BOTH_WANTED.search(turn.plain) is not None
    return ("all" in kinds or both) and len(turn.products) > 1


def meant_by(turn: Turn) -> str | None:
    """The question that what the turn brings usually belongs to; None when nothing is told."""
    options = bool(
        turn.colours
        or turn.sizes
        or turn.colour_families
        or (turn.not_colours and turn.memory.product)
    )
    if turn.learnt & REFUSED:
        return None
    if turn.unknown_item is not None or turn.ambiguous or turn.unresolved:
        return "ask_product"
    if turn.offered_price is not None and is_haggling(turn):
        return "bargain"
    if options and not turn.products and turn.memory.ordering:
        return "order"
    if takes_several(turn):
        return "order"
    counted = "quantity" in turn.learnt and "budget" not in turn.learnt
    if counted and (options or turn.memory.product):
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
