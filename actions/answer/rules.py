"""What yes and no mean where nothing particular was asked."""

from __future__ import annotations

import re

from actions.turn import Ask, Outcome, Say
from bot.text.normalise import normalise

CONFIRM = Ask("confirm_order", "order")
# A no that brings another choice (不要黑色, 不对要L) is that choice.
CHOICE = frozenset({"colour", "size", "quantity"})
_BACKS_OUT = re.compile("不(?:想|打算)?(?:要|买|拍|下单)了|算了|取消")
HAND_OVER = "haggling.ask_manager"
SHOW_POPULAR = frozenset({"need", "product", "which_product"})


def yes(stage: str | None, *, product_known: bool) -> Outcome:
    """A yes to nothing in particular: offer the next step of the chat."""
    if stage == "farewell":
        return Outcome("answer.yes_farewell", (Say("utter_answer_yes_farewell"),))
    if product_known:
        return Outcome("answer.yes_product", (Say("utter_answer_yes_product"),))
    return Outcome("answer.yes", (Say("utter_answer_yes"),))


def is_order_open(stage: str | None) -> bool:
    """Whether an order was read back and not placed yet: a yes then means that order."""
    return stage == "confirmation"


def no() -> Outcome:
    """A no: short, without pressure."""
    return Outcome("answer.no", (Say("utter_answer_no"),))


def what_to_change() -> Outcome:
    """A no to the order read back: it stays open while they say what is to be different."""
    return Outcome(
        "answer.change_order",
        (Say("utter_answer_what_to_change"),),
        ask=CONFIRM,
    )


def backs_out(text: str) -> bool:
    """Whether the no is to the whole order (不要了), not to a part of it."""
    return _BACKS_OUT.search(normalise(text)) is not None


def not_wanted() -> Outcome:
    """Nothing was placed, so nothing is to cancel; a later yes does not place it."""
    return Outcome("order.not_placed", (Say("utter_order_not_placed"),), stage="objection")


def manager() -> Outcome:
    """A yes to asking the manager about the price."""
    return Outcome(HAND_OVER, (Say("utter_haggling_ask_manager"),), hand_over=HAND_OVER)
