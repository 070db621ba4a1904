"""Messages that a haggle gives their meaning: a manager wanted, a gift or the postage asked for."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.haggling.words import claimed_price, claims_promise, plea_in, wants_manager
from actions.recommendation.informing import is_haggling
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
SURELY_ANGRY = 0.8
_ANGER = re.compile("骗|坑|投诉|举报|垃圾|忽悠|差评|12315|态度|耍")


def holds_to_promise(turn: Turn) -> bool:
    """Whether we are held to a price said before (昨天说好的价还算数吗)."""
    return turn.intent == "bargain" and claims_promise(turn.text)


def as_haggling(turn: Turn) -> Turn:
    """The turn as the round of the haggle that it is; the manager is asked for as in a yes."""
    doubtful = turn.intent in _NOT_UNDERSTOOD or _is_hardly_angry(turn)
    claims = claims_promise(turn.text)
    figure = claimed_price(turn.text) is not None
    if claims and figure and (doubtful or turn.intent in _SOUNDS_LIKE):
        return replace(turn, intent="bargain")
    if not is_haggling(turn):
        return turn
    if turn.intent == "request_human" and wants_manager(turn.text):
        asking = replace(turn.memory, asked=Ask("manager", "bargain"))
        return replace(turn, memory=asking).as_intent("inform")
    offers = any(name == "offered_price" for name, _ in turn.entities)
    plea = plea_in(turn.text)
    asked_for = plea is not None and _ASKED_FOR.get(turn.intent) == plea
    if (asked_for and _PLEADS.search(turn.plain)) or (doubtful and (offers or plea or claims)):
        return replace(turn, intent="bargain")
    return turn


def _is_hardly_angry(turn: Turn) -> bool:
    """Whether what was read as anger may be no more than insisting (你们不是说130吗)."""
    insists = claims_promise(turn.text) and claimed_price(turn.text) is not None
    sure = turn.confidence >= SURELY_ANGRY and not insists
    return turn.intent == "complain" and not sure and _ANGER.search(turn.plain) is None
