"""The last question asked again: with a value put right (不对,是L码), or another (那广州呢)."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.turn import Question, Turn
from bot.text.dates import find_dates
from bot.text.normalise import normalise

# What a message is read as that states something rather than asks.
STATES = frozenset(
    {"inform", "affirm", "deny", "nlu_fallback", "out_of_scope", "change_order", "order_note"}
)
# A slip of the pen sounds like a complaint or a wrong parcel.
SOUNDS_ANGRY = frozenset({"complain", "after_sales"})
CHOICE = frozenset({"product", "colour", "size", "quantity"})
BODY = frozenset({"height_cm", "weight_kg"})
# What an answer depends on: another one of these makes it another answer.
DEPENDS_ON = {
    "ask_product": frozenset({"product"}),
    "ask_quality": frozenset({"product"}),
    "ask_price": CHOICE,
    "ask_size": BODY | {"product", "size", "colour"},
    "ask_stock": CHOICE,
    "ask_promotion": frozenset({"product", "quantity"}),
    "ask_gift": frozenset({"product", "quantity"}),
    "bargain": CHOICE,
    "ask_wholesale": frozenset({"product", "quantity"}),
    "ask_dispatch": frozenset({"product", "colour", "size"}),
    "ask_delivery_time": frozenset({"region", "product"}),
    "ask_courier": frozenset({"region", "courier"}),
    "ask_shipping_fee": frozenset({"region", "quantity", "product", "courier"}),
    "ask_return": frozenset({"product"}),
    "order": CHOICE | {"region"},
}
_SLIP = re.compile(
    "(?:刚才?|刚刚|前面)?[打写说看输]错了?|口误|手滑|我(?:是说|说的是|的意思是|问的是|指的是)"
)
_PUT_RIGHT = re.compile(
    f"{_SLIP.pattern}|不对|不是|[弄搞记]错|(?<![发寄买拍付])错了|应该是|更正|改成|换成"
)
# What was placed already is changed by a person.
_PLACED = re.compile("拍|下单|订单|付[了过款完]")
_ANOTHER = re.compile(r"^(?:那|那么|还有|要是|如果|换)?.{1,12}(?:呢|的话)[呀啊嘛]?[?!~. ]*$")


def asked_again(turn: Turn) -> Question | None:
    """The question to answer anew; None where the message puts nothing right or asks its own."""
    answered = turn.memory.answered
    if answered is None or turn.also:
        return None
    plain = turn.plain
    slip = _SLIP.search(plain) is not None
    may_be = STATES | (SOUNDS_ANGRY if slip else frozenset())
    again = _PUT_RIGHT.search(plain) or (turn.bare and _ANOTHER.search(plain))
    if not again or _PLACED.search(plain) or not (turn.bare or turn.intent in may_be):
        return None
    told = _told(turn)
    read_back = any(ask.fact == "confirm_order" for ask in turn.memory.open_questions)
    if read_back and turn.learnt & {"colour", "size", "quantity"}:
        return Question(("order",), turn.text)
    depending = tuple(
        intent
        for intent in answered.intents
        if told & DEPENDS_ON[intent] and (intent != "order" or turn.memory.ordering)
    )
    return Question(depending, answered.text) if depending else None


def in_words_of(turn: Turn, text: str) -> Turn:
    """The turn in other words: those of the question it is about, with the days they name."""
    days = [("date", span.value.isoformat()) for span in find_dates(text, now=turn.now)]
    others = [(name, value) for name, value in turn.entities if name != "date"]
    return replace(turn, text=text.strip(), words=text.strip(), entities=(*others, *days))


def without_slip(text: str) -> str:
    """The text without the words that admit a slip: 身高打错了是165 tells a height."""
    return _SLIP.sub("", normalise(text))


def _told(turn: Turn) -> frozenset[str]:
    pointed = any(span.value.kind == "near" for span in turn.references)
    return (
        turn.learnt
        | (frozenset({"product"}) if pointed else frozenset())
        | (frozenset({"courier"}) if turn.courier else frozenset())
    )
