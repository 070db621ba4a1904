"""Yes and no, to a question of ours or to nothing in particular."""

from __future__ import annotations

from typing import ClassVar

from actions.answer import rules
from actions.bare_answers import backs_out
from actions.base import ShopAction, answer_as
from actions.haggling.action import ask_manager
from actions.no_more_reminders import no_more_reminders
from actions.order.before import not_placed
from actions.taking_up import ORDER_READ_BACK
from actions.turn import Ask, Outcome, Turn
from bot.shop.shop import Shop


class ActionAnswer(ShopAction):
    """Yes where nothing waits, and no; a yes to a question of ours goes on with that question."""

    topic = "answer"
    intents: ClassVar[tuple[str, ...]] = ("affirm", "deny")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Go on with the chat."""
        asked = turn.memory.asked
        if turn.intent == "deny":
            return no_more_reminders(turn, shop) or _no(turn, asked, shop)
        if asked is not None and asked.fact == "manager":
            return ask_manager(turn, shop)
        return rules.yes(turn.memory.stage, product_known=turn.memory.product is not None)


def _no(turn: Turn, asked: Ask | None, shop: Shop) -> Outcome:
    if turn.not_colours or turn.learnt & rules.CHOICE:
        return answer_as("inform", turn, shop)
    if turn.courier is not None or turn.not_courier is not None:
        return answer_as("ask_courier", turn, shop)
    if asked is None or (asked.since and asked.fact not in ORDER_READ_BACK):
        return rules.no()
    if asked.intent == "order" and backs_out(turn.text):
        shop.orders.drop_draft(turn.buyer_id)
        return not_placed()
    if asked.fact == "confirm_order":
        item = asked.item.product if asked.item else turn.memory.product
        return rules.what_to_change(shop.catalogue.product(item) if item else None)
    if asked.fact == "meant":
        return answer_as("nlu_fallback", turn, shop)
    if asked.fact in rules.SHOW_POPULAR and not backs_out(turn.text):
        return answer_as("ask_recommendation", turn, shop)
    return answer_as(asked.intent, turn, shop) if asked.fact in rules.TOLD_WITHOUT else rules.no()
