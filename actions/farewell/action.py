"""Thanks, goodbye, and let me think."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.farewell import rules
from actions.farewell.reasons import InMind
from actions.greeting.courtesies import is_to_shop, parting_wish, wish_in
from actions.product.rules import returnable
from actions.recommendation.informing import says_something
from actions.turn import Outcome, Turn
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
        before, wished = turn.memory.asked_before, wish_in(turn.text)
        parting = rules.Parting(
            now=turn.now,
            stage=turn.memory.stage,
            parted=turn.memory.stage == "farewell" and rules.PARTED in before,
            order=shop.orders.latest(turn.buyer_id, statuses=["created", "paid", "shipped"]),
            wish="" if rules.WISHED in before else parting_wish(turn.now),
            wished=wished,
            to_shop=wished is not None and is_to_shop(wished),
        )
        outcome = _parted(parting, turn, shop)
        if not set(turn.also) <= set(self.intents):
            return replace(outcome, stage=None, closes=False)
        return replace(outcome, memory={"asked_before": _said(turn, outcome)})


def _parted(parting: rules.Parting, turn: Turn, shop: Shop) -> Outcome:
    asked = {turn.intent, *turn.also}
    if "hesitate" in asked:
        elsewhere = rules.goes_elsewhere(turn.text)
        return rules.hesitation(parting, _left(turn, shop), elsewhere=elsewhere)
    return rules.goodbye(parting) if "goodbye" in asked else rules.thanked(parting)


def _left(turn: Turn, shop: Shop) -> InMind:
    memory, policy = turn.memory, shop.terms.policy()
    product = shop.catalogue.product(memory.product) if memory.product else None
    may_go_back = product is not None and returnable(product, policy)
    return InMind(
        product=product,
        skus=product.matching(colour=memory.colour, size=memory.size) if product else (),
        promised=shop.commitments.standing(turn.buyer_id, now=turn.now),
        promotions=shop.promotions.live(turn.now),
        return_days=policy.return_days if may_go_back else 0,
    )


def _said(turn: Turn, outcome: Outcome) -> tuple[str, ...]:
    """What was asked before, with that the chat was closed, and that the buyer was wished well."""
    wishes = any({"wish", "wished"} & set(say.facts) for say in outcome.says)
    said = (*turn.memory.asked_before, rules.PARTED, *((rules.WISHED,) if wishes else ()))
    return tuple(dict.fromkeys(said))
