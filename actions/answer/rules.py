"""What yes and no mean where nothing particular was asked."""

from __future__ import annotations

from actions.turn import Ask, Outcome, Say
from bot.shop.model.catalogue import Product

CONFIRM = Ask("confirm_order", "order")
# A no that brings another choice (不要黑色, 不对要L) is that choice.
CHOICE = frozenset({"colour", "size", "quantity"})
SHOW_POPULAR = frozenset({"need", "product", "which_product"})
# What can be answered for nearly all where it is not told.
TOLD_WITHOUT = frozenset({"region", "body", "quantity"})


def yes(stage: str | None, *, product_known: bool) -> Outcome:
    """A yes to nothing in particular: offer the next step of the chat."""
    if stage == "farewell":
        return Outcome("answer.yes_farewell", (Say("utter_answer_yes_farewell"),))
    if product_known:
        return Outcome("answer.yes_product", (Say("utter_answer_yes_product"),))
    return Outcome("answer.yes", (Say("utter_answer_yes"),))


def no() -> Outcome:
    """A no: short, without pressure."""
    return Outcome("answer.no", (Say("utter_answer_no"),))


def what_to_change(product: Product | None) -> Outcome:
    """A no to the order read back: it stays open while they say what is to be different.

    `product` is the one in it; what it comes in can be tapped.
    """
    name = "utter_answer_what_to_change"
    if product is not None and len(product.colours) > 1:
        name += "_colour"
    if product is not None and product.chart_id and len(product.sizes) > 1:
        name += "_size"
    return Outcome("answer.change_order", (Say(name),), ask=CONFIRM)
