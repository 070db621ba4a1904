"""What can be done with orders, where it is asked: two addresses, one parcel, a price kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.handoff.person import Line
from actions.order.questions import kinds_in
from actions.shipping.fees import fee_rule_part
from actions.shipping.parcel import Parcel
from actions.turn import Outcome, Say, Turn
from bot.shop.model.policy import Policy
from bot.shop.model.trade import Order

# Read as one of these, the words decide; anger and a wish for a person are never passed over.
MAY_ASK = frozenset(
    {"order", "change_order", "order_note", "inform", "nlu_fallback", "out_of_scope", "deny",
     "ask_promotion", "ask_price", "ask_delivery_time", "ask_dispatch", "ask_shipping_fee",
     "ask_return", "ask_courier", "bargain", "after_sales", "complain"}
)  # fmt: skip
SURE = 0.8
# An earlier order alone (昨天看的) asks for nothing.
ASKED = frozenset({"split", "merge", "price_kept"})
# 改成另一个地址: the one address is another, not two of them.
_ANOTHER_INSTEAD = re.compile("[改换].{0,4}另一个地址")
ANGRY = frozenset({"after_sales", "complain"})


def asks_terms(turn: Turn) -> bool:
    """Whether the message is about such a thing, whatever it was read as."""
    if turn.intent not in MAY_ASK or (turn.intent in ANGRY and turn.confidence >= SURE):
        return False
    kinds = kinds_in(turn.text, "terms")
    if _ANOTHER_INSTEAD.search(turn.plain):
        kinds = tuple(kind for kind in kinds if kind != "split")
    return not ASKED.isdisjoint(kinds)


def told(
    kinds: Sequence[str], order: Order | None, parcel: Parcel, policy: Policy, person: Line
) -> Outcome:
    """The answer; `order` is the newest that was placed, as far as the shop knows."""
    if "split" in kinds:
        rule = fee_rule_part(parcel)
        more = (rule.name,) if rule else ()
        say = Say("utter_basket_split", rule.facts if rule else {}, more=more)
        return Outcome("order.split", (say,))
    if "merge" in kinds:
        return _merging("earlier" in kinds, order, person)
    days = policy.price_protection_days
    if days:
        return Outcome("order.price_kept", (Say("utter_order_price_kept", {"days": str(days)}),))
    if order is None:
        return Outcome("order.price_not_kept", (Say("utter_order_price_not_kept"),))
    say = Say("utter_order_price_difference", person.facts, more=(person.name,))
    return Outcome("order.price_difference", (say,), hand_over="order.change_price")


def _merging(earlier: bool, order: Order | None, person: Line) -> Outcome:
    """Two orders in one parcel: in the cart still, by a person while unsent, else no more."""
    if order is not None and order.status == "shipped":
        return Outcome("order.merge_too_late", (Say("utter_basket_merge_too_late"),))
    if order is None and not earlier:
        return Outcome("order.merge_in_cart", (Say("utter_basket_merge_in_cart"),))
    say = Say("utter_basket_merge", person.facts, more=(person.name,))
    return Outcome("order.merge", (say,), hand_over="order.change")
