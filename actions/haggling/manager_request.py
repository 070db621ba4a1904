"""The request to the manager: a ticket with the whole haggle, and when it is answered."""

from __future__ import annotations

from decimal import Decimal

from actions.haggling.deal import Standing
from actions.haggling.rules import Haggle, price_now
from actions.handoff.person import Line
from actions.turn import Outcome, Say
from bot.text.spoken import yuan


def to_manager(haggle: Haggle | None, *, wanted: Decimal | None, person: Line) -> Outcome:
    """Hand the price over; `wanted` is what the buyer would pay in yuan, `person` when one answers.

    Nothing is said of what the manager will decide.
    """
    facts = dict(person.facts)
    name = "utter_haggling_ask_manager"
    if haggle is not None:
        facts["product"] = haggle.deal.product.name
        name += "_of_product"
    if wanted is not None:
        facts["wanted"] = yuan(wanted)
        name += "_at" if haggle is not None else ""
    return Outcome(
        "haggling.ask_manager",
        (Say(name, facts, (person.name,)),),
        stage="objection",
        hand_over="haggling.ask_manager",
        ticket=_for_the_desk(haggle, wanted),
    )


def _for_the_desk(haggle: Haggle | None, wanted: Decimal | None) -> dict[str, str]:
    """What the manager needs to decide, label to value."""
    if haggle is None:
        return {}
    deal = haggle.deal
    facts = {
        "买几件": str(deal.quantity),
        "标价": f"{yuan(deal.hand.list_total)}元",
        "到手价": f"{yuan(deal.hand.total)}元",
        "已让到": _conceded(haggle.standing, price_now(deal, haggle.standing)),
        "买家想要": f"{yuan(wanted)}元" if wanted is not None else "再便宜一些",
    }
    return {label: fact for label, fact in facts.items() if fact}


def _conceded(standing: Standing, now: Decimal) -> str:
    parts = (
        f"{yuan(now)}元" if standing.total is not None else "",
        f"加送{standing.gift}" if standing.gift else "",
        "免邮费" if standing.shipping else "",
    )
    return "，".join(part for part in parts if part) or "还没让过"
