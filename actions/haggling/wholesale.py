"""Bulk (批发): the owner's prices by quantity, and a person from the wholesale quantity on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.haggling.replies import tiers_say
from actions.turn import Ask, Outcome, Say
from bot.shop.model.promotions import PriceTier

MOST_TIERS = 3


@dataclass(frozen=True)
class Bulk:
    """A question about many; `quantity` is None where the buyer named none."""

    quantity: int | None
    wholesale_quantity: int
    product_name: str | None
    tiers: tuple[PriceTier, ...]
    needs_person: bool
    may_ask_quantity: bool


def is_wholesale(bulk: Bulk) -> bool:
    """Whether a person has to make the price."""
    return bulk.needs_person or (bulk.quantity or 0) >= bulk.wholesale_quantity


def wholesale(bulk: Bulk) -> Outcome:
    """Hand over from the wholesale quantity on; below it the prices by quantity."""
    facts = {"least": str(bulk.wholesale_quantity), "quantity": str(bulk.quantity or "")}
    if is_wholesale(bulk):
        name = "custom" if bulk.needs_person else "wholesale"
        return Outcome(
            reason="haggling.wholesale",
            says=(Say(f"utter_haggling_{name}_to_person", facts),),
            stage="objection",
            hand_over="haggling.wholesale",
        )
    by_quantity = _by_quantity(bulk.product_name, bulk.tiers)
    if bulk.quantity is None and bulk.may_ask_quantity:
        return Outcome(
            reason="haggling.how_many",
            says=(*by_quantity, Say("utter_haggling_how_many", facts)),
            ask=Ask("quantity", "ask_wholesale"),
            stage="objection",
        )
    return Outcome(
        reason="haggling.below_wholesale",
        says=(*by_quantity, Say("utter_haggling_below_wholesale", facts)),
        stage="objection",
    )


def _by_quantity(product_name: str | None, tiers: Sequence[PriceTier]) -> tuple[Say, ...]:
    if product_name is None or not tiers:
        return ()
    prices = tiers_say(tiers[:MOST_TIERS])
    facts = {"product": product_name, **prices.facts}
    return (Say("utter_haggling_by_quantity", facts, (prices.name,)),)
