"""Messages that a haggle gives their meaning: a manager wanted, a gift or the postage asked for."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.haggling.words import (
    asks_discount,
    claimed_kind,
    claimed_price,
    claims_promise,
    finds_dear,
    others_are_cheaper,
    plea_in,
    wants_cheaper_goods,
    wants_manager,
)
from actions.recommendation.informing import is_haggling, with_bare_offer
from actions.turn import Ask, Turn

# Asked for instead of a lower price (送点啥呗, 包邮我就拍), not asked about (有赠品吗, 包邮吗).
_PLEADS = re.compile(
    "[呗嘛]|[再加多搭]送|行[吗不]|我?[就马]上?[拍买要下]|吧$|能不能|可不可以|可以(?:吗|不)|[免抹]|最低|底价|实在价"
)
_ASKED_FOR = {
    "ask_gift": "gift", "ask_promotion": "gift", "ask_shipping_fee": "shipping",
    "ask_price": "lowest",
}  # fmt: skip
_NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope"})
# Words that hold us to a price sound like these.
_SOUNDS_LIKE = frozenset({"ask_price", "ask_promotion", "inform"})
_ASKS_DISCOUNT = _NOT_UNDERSTOOD | {"bargain", "ask_price", "inform", "deny"}
_SAYS_DEAR = _NOT_UNDERSTOOD | {"inform", "deny", "hesitate", "ask_price"}
# Facts that make a statement one of its own, whatever is said of us (我刚才说的身高165).
_OF_ITS_OWN = frozenset(
    {"height_cm", "weight_kg", "girths", "wearer", "size", "colour", "region", "quantity"}
)
_CHEAPER = re.compile("便宜|低|少|贵|划算")
SURELY_ANGRY = 0.8
_ANGER = re.compile("骗|坑|投诉|举报|垃圾|忽悠|差评|12315|态度|耍")


def holds_to_promise(turn: Turn) -> bool:
    """Whether we are held to a price said before (昨天说好的价还算数吗)."""
    return turn.intent == "bargain" and claims_promise(turn.text)


def as_haggling(turn: Turn) -> Turn:
    """The turn as the round of the haggle that it is; the manager is asked for as in a yes."""
    doubtful = turn.intent in _NOT_UNDERSTOOD or _is_hardly_angry(turn)
    if asks_discount(turn.text) and (doubtful or turn.intent in _ASKS_DISCOUNT):
        return replace(turn, intent="ask_promotion")
    if _claims(turn) and (doubtful or turn.intent in _SOUNDS_LIKE | _ASKED_FOR.keys()):
        return replace(turn, intent="bargain")
    if turn.intent in _SAYS_DEAR and _finds_this_dear(turn):
        return replace(turn, intent="bargain")
    if not is_haggling(turn):
        return turn
    if turn.intent == "request_human" and wants_manager(turn.text):
        asking = replace(turn.memory, asked=Ask("manager", "bargain"))
        return replace(turn, memory=asking).as_intent("inform")
    plea = plea_in(turn.text)
    asked_for = plea is not None and _ASKED_FOR.get(turn.intent) == plea
    pleads = asked_for and _PLEADS.search(turn.plain) is not None
    pleads |= turn.intent == "inform" and bool(plea) and not turn.learnt & _OF_ITS_OWN
    if pleads or (doubtful and (plea or _haggles(turn))):
        return replace(turn, intent="bargain")
    return turn


def _haggles(turn: Turn) -> bool:
    """Whether words that were not understood offer a price, compare ours or hold us to one."""
    entity = any(name == "offered_price" for name, _ in turn.entities)
    offers = entity or with_bare_offer(turn).offered_price is not None
    figure = claimed_price(turn.text) is not None or _CHEAPER.search(turn.plain) is not None
    return offers or claims_promise(turn.text) or (others_are_cheaper(turn.text) and figure)


def _claims(turn: Turn) -> bool:
    """Whether we are held to a price, a gift or the postage said before."""
    if not claims_promise(turn.text) or turn.learnt & (_OF_ITS_OWN - {"quantity"}):
        return False
    price = claimed_price(turn.text)
    if price is None:
        return turn.memory.product is not None and claimed_kind(turn.text) is not None
    return "quantity" not in turn.learnt or price != turn.memory.quantity


def _finds_this_dear(turn: Turn) -> bool:
    """Whether the goods in view are called too dear, and no cheaper ones asked for."""
    in_view = turn.memory.product is not None and not turn.memory.ordering
    return in_view and finds_dear(turn.text) and not wants_cheaper_goods(turn.text)


def _is_hardly_angry(turn: Turn) -> bool:
    """Whether what was read as anger may be no more than insisting (你们不是说130吗)."""
    insists = claims_promise(turn.text) and claimed_price(turn.text) is not None
    sure = turn.confidence >= SURELY_ANGRY and not insists
    return turn.intent == "complain" and not sure and _ANGER.search(turn.plain) is None
