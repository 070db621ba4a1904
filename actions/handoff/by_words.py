"""What a message asks before buying, by the topics' own words, where the model is not sure of it.

Only readings that the model holds plausible are looked at: words decide between them. A fear of
what may go wrong (万一坏了, 别骗我) sounds like anger or a fault of a past order, and is neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from actions.greeting.courtesies import says_known, wish_in
from actions.handoff.topics import PLAUSIBLE
from actions.product.questions import asked_about
from actions.returns.questions import asked_in as asked_of_returns
from actions.shipping.questions import ASPECT_OF_INTENT, TELLS_DISPATCH, TERMS
from actions.shipping.questions import asked_in as asked_of_parcel
from actions.trust.doubts import doubt_in
from actions.turn import Turn
from bot.shop.model.catalogue import Product

UNSURE = frozenset({"nlu_fallback", "out_of_scope"})
# Doubts whose words leave no question which reading is meant.
PLAIN_DOUBTS = frozenset({"genuine", "wrong_choice", "brand", "shop", "cheap", "allergy"})
_SUPPOSES = re.compile(
    "万一|如果|要是|假如|会不会|到时候?|以后|(?:洗|穿|用|吃|喝|戴)[^,.!?]{0,6}(?:怎么办|咋办)"
)
_FEARS = re.compile("[吗吧么嘛?]|会不会|别|怕|不敢|信不过")
_BOUGHT = re.compile(
    "收到|到货|买了|买的|拍了|付了|下了单|我的订单|单号|还没发|投诉|举报|退款|退钱|赔"
)


def meant_by_words(turn: Turn, product: Product | None) -> str | None:
    """The intent that the words speak for; None where they do not.

    A turn that is sure to be anger or after-sales keeps that, unless it only fears.
    """
    plain = turn.plain
    if turn.intent == "complain" and _only_fears(plain):
        doubt = doubt_in(plain)
        return "ask_quality" if doubt and doubt.kind in ("shop", "genuine", "picture") else None
    if turn.intent == "after_sales" and _SUPPOSES.search(plain) and not _BOUGHT.search(plain):
        return "ask_return"
    if turn.intent not in UNSURE or turn.kind != "text":
        return None
    if wish_in(plain):
        return "thank" if turn.memory.stage else "greet"
    if says_known(plain) and not turn.memory.stage:
        return "greet"
    doubt = doubt_in(plain)
    if turn.intent == "nlu_fallback" and doubt and doubt.kind in PLAIN_DOUBTS:
        return "ask_quality"
    if "pickup" in asked_of_parcel(plain, ()).aspects:
        return "ask_courier"
    spoken = _spoken_of(plain, product)
    plausible = [intent for intent, probability in turn.ranking if probability >= PLAUSIBLE]
    return next((intent for intent in plausible if intent in spoken), None)


def _only_fears(plain: str) -> bool:
    return _FEARS.search(plain) is not None and _BOUGHT.search(plain) is None


def _spoken_of(plain: str, product: Product | None) -> Collection[str]:
    """The questions whose words are in the message."""
    asked = asked_of_parcel(plain, ())
    spoken = {intent for intent, aspect in ASPECT_OF_INTENT.items() if aspect in asked.aspects}
    if set(asked.aspects) & (TERMS | TELLS_DISPATCH):
        spoken |= set(ASPECT_OF_INTENT)
    if asked_of_returns(plain):
        spoken.add("ask_return")
    if doubt_in(plain):
        spoken.add("ask_quality")
    if product is not None and asked_about(plain, product):
        spoken |= {"ask_product", "ask_quality"}
    return spoken
