"""Thanks, goodbye, and let me think."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.farewell import rules
from actions.recommendation.informing import says_something
from actions.turn import Outcome, Turn
from bot.shop.model.catalogue import Product, Sku
from bot.shop.shop import Shop


class ActionFarewell(ShopAction):
    """Parts kindly; after the first goodbye it keeps short."""

    topic = "farewell"
    at_once = True
    intents: ClassVar[tuple[str, ...]] = ("thank", "goodbye", "hesitate")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """What fits an order or none, and what is true of the product in view."""
        if turn.intent != "thank" and says_something(turn):
            return answer_as("inform", turn, shop)
        parting = rules.Parting(
            now=turn.now,
            stage=turn.memory.stage,
            parted=turn.memory.stage == "farewell" and rules.PARTED in turn.memory.asked_before,
            order=shop.orders.latest(turn.buyer_id, statuses=["created", "paid", "shipped"]),
        )
        if not set(turn.also) <= set(self.intents):
            return replace(_parted(parting, turn, shop), stage=None, closes=False)
        said = dict.fromkeys((*turn.memory.asked_before, rules.PARTED))
        return replace(_parted(parting, turn, shop), memory={"asked_before": tuple(said)})


def _parted(parting: rules.Parting, turn: Turn, shop: Shop) -> Outcome:
    asked = {turn.intent, *turn.also}
    if "hesitate" not in asked:
        return rules.goodbye(parting) if "goodbye" in asked else rules.thanked(parting)
    in_view = turn.memory.product
    product = shop.catalogue.product(in_view) if in_view else None
    return rules.hesitation(
        parting,
        product=product,
        skus=_in_mind(turn, product),
        promotions=shop.promotions.live(turn.now),
    )


def _in_mind(turn: Turn, product: Product | None) -> tuple[Sku, ...]:
    if product is None:
        return ()
    return product.matching(colour=turn.memory.colour, size=turn.memory.size)
