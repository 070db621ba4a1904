"""Hello."""

from __future__ import annotations

from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.greeting import rules
from actions.greeting.hours import next_opening
from actions.turn import Outcome, Turn
from bot.shop.shop import Shop


class ActionGreeting(ShopAction):
    """Greets; a question or a product in the same message is answered straight away."""

    topic = "greeting"
    intents: ClassVar[tuple[str, ...]] = ("greet",)

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """A greeting that fits the hour, the buyer and the product in view."""
        scene = _scene(turn, shop)
        if turn.also:
            return rules.brief(scene)
        if turn.products or turn.unknown_item is not None:
            return rules.before_answer(scene, answer_as("inform", turn, shop))
        return rules.greeting(scene)


def _scene(turn: Turn, shop: Shop) -> rules.Scene:
    policy = shop.terms.policy()
    buyer = shop.buyers.get(turn.buyer_id)
    in_view = turn.memory.product
    return rules.Scene(
        now=turn.now,
        shop_name=policy.shop_name,
        assistant=policy.assistant_name,
        greeted=turn.memory.stage is not None,
        seen_before=buyer is not None and buyer.first_seen_at < turn.now,
        product=shop.catalogue.product(in_view) if in_view else None,
        opens=next_opening(shop.terms.hours(), turn.now),
    )
