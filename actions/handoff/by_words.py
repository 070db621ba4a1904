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
from actions.shipping.questions import ASPECT_OF_INTENT, TELLS_DISPATCH, TERMS, regions_meant
from actions.shipping.questions import asked_in as asked_of_parcel
from actions.trust.doubts import Doubt, doubt_in
from actions.turn import Turn
from bot.shop.model.catalogue import Product

UNSURE = frozenset({"nlu_fallback", "out_of_scope"})
# A place alone (港澳台呢) sounds like each of these.
OF_REGIONS = UNSURE | {"after_sales"}
# Doubts whose words leave no question which reading is meant.
PLAIN_DOUBTS = frozenset({"genuine", "wrong_choice", "brand", "shop", "cheap", "allergy"})
_OF_ANY_PARCEL = frozenset({"later", "origin"})
AROUND_A_WISH = 5
_SUPPOSES = re.compile(
    "万一|如果|要是|假如|会不会|到时候?|以后|(?:洗|穿|用|吃|喝|戴)[^,.!?]{0,6}(?:怎么办|咋办)"
)
# Doubts of these kinds are no anger by themselves (没听过你们家); the others are where one fears.
_NO_ANGER = frozenset({"brand", "cheap", "wrong_choice", "reviews"})
_OF_THE_SHOP = frozenset({"shop", "genuine", "picture"})
# Told as what may happen with the goods: the data of the goods answers, before the returns.
_OF_THE_GOODS = frozenset({"allergy", "lasting"})
_THREATENS = re.compile(
    "(?:给|打|写|留)(?:你们?|您|个|一个|了)*差评|差评(?:见|伺候|警告)|12315|工商|曝光"
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
    doubt = doubt_in(plain)
    if turn.intent == "complain" and _only_wishes(plain):
        return "thank" if turn.memory.stage else "greet"
    if turn.intent == "complain":
        return "ask_quality" if doubt and _is_no_anger(doubt, plain) else None
    if turn.intent in OF_REGIONS and regions_meant(plain) and not _BOUGHT.search(plain):
        return _asked_of_regions(turn)
    if turn.intent == "after_sales" and _SUPPOSES.search(plain) and not _BOUGHT.search(plain):
        return "ask_quality" if doubt and doubt.kind in _OF_THE_GOODS else "ask_return"
    if turn.intent not in UNSURE or turn.kind != "text":
        return None
    if wish_in(plain):
        return "thank" if turn.memory.stage else "greet"
    if says_known(plain) and not turn.memory.stage:
        return "greet"
    if turn.intent == "nlu_fallback" and doubt and doubt.kind in PLAIN_DOUBTS:
        return "ask_quality"
    if "pickup" in asked_of_parcel(plain, ()).aspects:
        return "ask_courier"
    spoken = _spoken_of(plain, product)
    plausible = [intent for intent, probability in turn.ranking if probability >= PLAUSIBLE]
    return next((intent for intent in plausible if intent in spoken), None)


def _only_wishes(plain: str) -> bool:
    """Whether hardly anything is said beside a wish (祝你们生意兴隆)."""
    wish = wish_in(plain)
    return wish is not None and len(plain) - len(wish) <= AROUND_A_WISH


def _is_no_anger(doubt: Doubt, plain: str) -> bool:
    if _BOUGHT.search(plain) or _THREATENS.search(plain):
        return False
    fears = doubt.kind in _OF_THE_SHOP and _FEARS.search(plain) is not None
    return fears or doubt.kind in _NO_ANGER


def _asked_of_regions(turn: Turn) -> str:
    """What was asked of another region before (港澳台呢), else whether it gets there."""
    before = turn.memory.answered
    asked = [intent for intent in before.intents if intent in ASPECT_OF_INTENT] if before else []
    return next(iter(asked), "ask_delivery_time")


def _spoken_of(plain: str, product: Product | None) -> Collection[str]:
    """The questions whose words are in the message."""
    asked = asked_of_parcel(plain, ())
    spoken = {intent for intent, aspect in ASPECT_OF_INTENT.items() if aspect in asked.aspects}
    if set(asked.aspects) & (TERMS | TELLS_DISPATCH | _OF_ANY_PARCEL):
        spoken |= set(ASPECT_OF_INTENT)
    if asked_of_returns(plain):
        spoken.add("ask_return")
    if doubt_in(plain):
        spoken.add("ask_quality")
    if product is not None and asked_about(plain, product):
        spoken |= {"ask_product", "ask_quality"}
    return spoken
