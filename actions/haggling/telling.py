"""What the ledger says, as messages to the buyer."""

from __future__ import annotations

from actions.haggling.promised import Recalled
from actions.haggling.replies import kept, outcome_of
from actions.haggling.round import Round
from actions.haggling.rules import Decision, Haggle
from actions.haggling.worth import price_name
from actions.turn import Outcome, Say
from bot.text.spoken import moment, yuan


def recall(found: Recalled, haggle: Haggle, told: Round) -> Outcome:
    """A promise that stands is kept; else it is said what became of it, and what holds now."""
    if found.what == "kept":
        return outcome_of(Decision("kept", found.total), haggle, told)
    facts = {
        "product": haggle.deal.product.name,
        "price": yuan(found.total),
        "quantity": str(haggle.deal.quantity),
        "claimed": yuan(found.claimed) if found.claimed is not None else "",
        "ended": moment(found.ended_at) if found.ended_at else "",
        "promised": yuan(found.price) if found.price is not None else "",
        "pieces": str(found.quantity),
        "gift": found.gift,
    }
    name = f"utter_haggling_{found.what}"
    if found.what in ("expired", "withdrawn") and found.price is None:
        name += "_gift"
    elif found.what in ("expired", "withdrawn") and found.quantity > 1:
        name += "_for_several"
    return Outcome(
        f"haggling.{found.what}",
        (Say(name, facts, (price_name(haggle),)),),
        memory=kept(found.what, haggle, told),
        stage="objection",
    )
