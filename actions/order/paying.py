"""Which ways to pay there are: only what the owner wrote down, else what the order page shows."""

from __future__ import annotations

from actions.order.questions import kinds_in, methods_in
from actions.turn import Outcome, Say
from bot.shop.model.policy import Policy


def paying(text: str, policy: Policy) -> Outcome:
    """Whether a way to pay that is asked about can be used, else all of them."""
    methods = [method for method in policy.payment_methods.split("|") if method]
    asked = methods_in(text)
    how = "how" in kinds_in(text, "order")
    if not methods:
        say = Say("utter_order_how" if how and not asked else "utter_order_payment")
        return Outcome("order.how" if how and not asked else "order.payment", (say,))
    facts = {"methods": "、".join(methods)}
    if not asked:
        say = Say("utter_order_payment_methods", facts)
        if how:
            say = Say("utter_order_how", facts, more=("utter_order_payment_methods",))
        return Outcome("order.payment_methods", (say,))
    facts["asked"] = "、".join(asked)
    if all(any(name in method for method in methods) for name in asked):
        return Outcome("order.payment_yes", (Say("utter_order_payment_yes", facts),))
    return Outcome("order.payment_no", (Say("utter_order_payment_no", facts),))
