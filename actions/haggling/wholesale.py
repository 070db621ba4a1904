"""Bulk (批发, 团购): prices by quantity, and a person from the wholesale quantity on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from actions.haggling.round import tiers_say
from actions.handoff.person import Line
from actions.turn import Ask, Outcome, Say
from bot.shop.model.promotions import PriceTier
from bot.text.spoken import day

MOST_TIERS = 3
# Labels of the ticket.
UNTIL = "最晚哪天要"


@dataclass(frozen=True)
class Bulk:
    """A question about many; `quantity` is None where the buyer named none.

    `asked` says that it was read as one, `in_a_group` and `many` that the words say so; `offered`
    that a price is offered in the same message, which is haggled over instead; `deadline` is the
    day by which they are needed.
    """

    quantity: int | None
    wholesale_quantity: int
    product_name: str | None
    tiers: tuple[PriceTier, ...]
    needs_person: bool
    may_ask_quantity: bool
    asked: bool = True
    in_a_group: bool = False
    many: bool = False
    offered: bool = False
    deadline: date | None = None


def is_bulk(bulk: Bulk) -> bool:
    """Whether it is about many pieces rather than about the price of these.

    Who only haggles is asked how many it would be, once; with a number it is a price like any.
    """
    if bulk.asked or is_for_person(bulk):
        return True
    says_so = bulk.in_a_group or bulk.many
    return says_so and bulk.quantity is None and bulk.may_ask_quantity and not bulk.offered


def wholesale(bulk: Bulk, person: Line | None) -> Outcome:
    """Hand over from the wholesale quantity on; below it the prices by quantity.

    `person` says when one answers, where the shop's own rules end.
    """
    facts = {"least": str(bulk.wholesale_quantity), "quantity": str(bulk.quantity or "")}
    if person is not None:
        name = "custom" if bulk.needs_person else "wholesale"
        say = Say(f"utter_haggling_{name}_to_person", facts | person.facts, (person.name,))
        asks = () if bulk.deadline else (Say("utter_haggling_wholesale_until_when"),)
        return Outcome(
            reason="haggling.wholesale",
            says=(say, *asks),
            stage="objection",
            hand_over="haggling.wholesale",
            ticket=for_the_desk(bulk.product_name, bulk.quantity, bulk.deadline),
        )
    by_quantity = _by_quantity(bulk.product_name, bulk.tiers)
    together = (Say("utter_haggling_group"),) if bulk.in_a_group else ()
    if bulk.quantity is None and bulk.may_ask_quantity:
        return Outcome(
            reason="haggling.group" if bulk.in_a_group else "haggling.how_many",
            says=(*together, *by_quantity, Say("utter_haggling_how_many", facts)),
            ask=Ask("quantity", "ask_wholesale" if bulk.asked else "bargain"),
            stage="objection",
        )
    return Outcome(
        reason="haggling.below_wholesale",
        says=(*together, *by_quantity, Say("utter_haggling_below_wholesale", facts)),
        stage="objection",
    )


def for_the_desk(
    product_name: str | None, quantity: int | None, deadline: date | None
) -> dict[str, str]:
    """What a price for many depends on, label to value; what is not known is left out."""
    facts = {
        "要什么": product_name or "",
        "要几件": f"{quantity}件" if quantity else "",
        UNTIL: day(deadline) if deadline else "",
    }
    return {label: fact for label, fact in facts.items() if fact}


def is_for_person(bulk: Bulk) -> bool:
    """Whether a person decides: so many pieces, or nothing that the shop's files settle."""
    return bulk.needs_person or (bulk.quantity or 0) >= bulk.wholesale_quantity


def _by_quantity(product_name: str | None, tiers: Sequence[PriceTier]) -> tuple[Say, ...]:
    if product_name is None or not tiers:
        return ()
    prices = tiers_say(tiers[:MOST_TIERS])
    facts = {"product": product_name, **prices.facts}
    return (Say("utter_haggling_by_quantity", facts, (prices.name,)),)
