"""What a buyer does not want to see again: a kind of goods, or products that were shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.recommendation.needs import categories_in, refused_categories_in
from actions.turn import Turn
from bot.shop.shop import Shop
from bot.text.normalise import normalise

KEPT = 30
REFUSED = frozenset({"refused", "not_categories"})
# What a dislike may be read as.
MAY_REFUSE = frozenset(
    {"ask_recommendation", "ask_stock", "ask_product", "inform", "deny", "affirm", "hesitate",
     "nlu_fallback", "out_of_scope", "bargain"}
)  # fmt: skip
_IT = (
    "(?:(?:这|那|刚才|前面|第.)(?:几|两)?[个款件条种样双盒包些]?(?:的|裙子|裤子|衣服)?"
    "|它|都|全|款式|样子|样式)"
)
_DISLIKE = (
    "(?:都|也|我|真|还是|有点|感觉|觉得|不是|看着|实在|是)*"
    "(?:不(?:太|是很|怎么|咋|大)?(?:喜欢|好看|合适|满意|中意|感兴趣|对胃口|想要|爱|行|考虑)"
    "|没(?:有)?(?:看上|看中|喜欢的|满意的|合适的)|看不上|一般般?|太?(?:老气|土气?|丑|俗|花哨|素)了?)"
)
_ANOTHER = "(?:再)?换(?:一|几)?[个款批件条种]|换换"
_MORE = "有别的吗|还有别的吗|还有吗|有没有别的|看看|别的|其他的"
_REFUSES = re.compile(
    f"(?:{_IT}*{_DISLIKE}|不要{_IT}|{_IT}(?:就|我)?(?:不要|算)了?|{_ANOTHER})"
    f"(?:这[个款种样]的?|{_MORE}|了|的|吧|呢|啊|哦|呀|[,.!~ ])*"
)
_OTHERS = re.compile(f"(?:{_ANOTHER})(?:吧|呢|啊|呗|看看|[,.!~ ])*")
_FILLING = re.compile("^(?:嗯|呃|额|哦|哎|唉|啊|亲|那|我|好像|但是|可是|不过|[,.!~ ])+")


def asks_for_others(text: str) -> bool:
    """Whether it says no more than to be shown others (换一批), however it is read."""
    return _OTHERS.fullmatch(normalise(text)) is not None


def refusing(turn: Turn, shop: Shop) -> Turn:
    """The turn with what it refuses put down; what is asked for again is no longer refused."""
    may = MAY_REFUSE & {turn.intent, *turn.also} or asks_for_others(turn.text)
    if turn.memory.ordering or not may:
        return turn
    categories = shop.catalogue.categories()
    kinds = refused_categories_in(turn.words, categories)
    products = _products(turn) if not kinds else ()
    memory = turn.memory
    wanted = {*categories_in(turn.words, categories)} if memory.not_categories else set()
    not_kinds = dict.fromkeys((*memory.not_categories, *kinds))
    changes: dict[str, Any] = {
        "not_categories": tuple(each for each in not_kinds if each not in wanted),
        "refused": tuple(dict.fromkeys((*products, *memory.refused)))[:KEPT],
    }
    changes = {name: value for name, value in changes.items() if value != getattr(memory, name)}
    if not changes and not products:
        return turn
    learnt = turn.learnt | (REFUSED & changes.keys()) | ({"refused"} if products else set())
    if memory.product in products:
        changes |= {"product": None, "colour": None, "size": None}
    kept = tuple(each for each in memory.categories if each not in kinds)
    memory = replace(memory, **{**changes, "categories": kept})
    return replace(turn, memory=memory, learnt=learnt)


def _products(turn: Turn) -> tuple[str, ...]:
    """The products that are not liked: those named or pointed at, else those shown last."""
    if turn.not_products:
        return turn.not_products
    memory = turn.memory
    if turn.not_colours or turn.colours or turn.sizes or turn.unresolved:
        return ()
    if not _REFUSES.fullmatch(_FILLING.sub("", turn.plain).rstrip("? ")):
        return ()
    if turn.products:
        return turn.products
    near = any(span.value.kind == "near" for span in turn.references)
    if memory.product is not None and (near or not memory.listed):
        return (memory.product,)
    return memory.listed or ((memory.product,) if memory.product else ())
