"""Returns and exchanges, asked about before buying."""

from __future__ import annotations

from typing import ClassVar

from actions.base import ShopAction
from actions.returns.questions import asked_in
from actions.returns.rules import answer, category_meant
from actions.turn import Outcome, Turn
from bot.shop.shop import Shop


class ActionReturns(ShopAction):
    """Answers from the shop's policy; the product in view decides whether it is returnable."""

    topic = "returns"
    intents: ClassVar[tuple[str, ...]] = ("ask_return",)

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Never asks for a product: the rule is the shop's."""
        policy, known = shop.terms.policy(), turn.memory.product
        product = shop.catalogue.product(known) if known and not turn.ambiguous else None
        in_view = product.category if product else None
        category = category_meant(turn.text, in_view=in_view, policy=policy)
        return answer(asked_in(turn.text), policy, category)
