"""The same question put again and again: our answer does not help."""

from __future__ import annotations

from actions.handoff.person import person_now
from actions.handoff.rules import asked_too_often
from actions.turn import Outcome, Turn
from bot.shop.shop import Shop

# Said nearly the same so often before: with this one it is the third time.
TOO_OFTEN = 2
# What is only asked: a haggle, an order or a courtesy may well be said again.
QUESTIONS = frozenset(
    {"ask_product", "compare_products", "ask_quality", "ask_price", "ask_size", "ask_stock",
     "ask_promotion", "ask_gift", "ask_dispatch", "ask_delivery_time", "ask_courier",
     "ask_shipping_fee", "ask_return", "ask_invoice"}
)  # fmt: skip


def again_and_again(turn: Turn, shop: Shop) -> Outcome | None:
    """A person, where this question was answered twice already and is put once more."""
    before = turn.memory.answered
    if turn.situation.repeats < TOO_OFTEN or turn.intent not in QUESTIONS or turn.products:
        return None
    if before is None or turn.intent not in before.intents:
        return None
    return asked_too_often(lambda: person_now(turn, shop))
