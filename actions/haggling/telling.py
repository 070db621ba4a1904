"""What the ledger says, as messages to the buyer."""

from __future__ import annotations

from actions.haggling.promised import Recalled
from actions.haggling.replies import kept, outcome_of
from actions.haggling.round import Round
from actions.haggling.rules import Decision, Haggle
from actions.haggling.worth import postage_says, price_name
from actions.turn import Ask, Outcome, Say
from bot.text.spoken import moment, yuan


def recall(found: Recalled, haggle: Haggle, told: Round, *, about: str = "") -> Outcome:
    """A promise that stands is kept; else it is said what became of it, and what holds now.

    `about` is the name of the other product that it was for.
    """
    if found.what == "kept":
        return outcome_of(Decision("kept", found.total), haggle, told)
    hand = haggle.deal.hand
    if found.claim.kind == "gift" and hand.gifts:
        return outcome_of(Decision("gift_there", found.total), haggle, told)
    if found.claim.kind == "shipping" and hand.free_shipping:
        return outcome_of(Decision("ships_free", found.total), haggle, told)
    facts = _facts(found, haggle) | {"about": about}
    refused = haggle.told.count("no_promise") if found.what == "no_promise" else 0
    if found.what == "no_promise":
        says = _not_found(found, facts, haggle, told, refused)
    elif found.what == "elsewhere":
        end = "utter_haggling_until" if found.ended_at else "utter_claims_open_end"
        says = (Say(_name(found), facts, (end,)),)
    else:
        says = (Say(_name(found), facts, (price_name(haggle),)),)
    return Outcome(
        f"haggling.{found.what}",
        says,
        memory=kept(found.what, haggle, told),
        ask=Ask("manager", "bargain") if refused == 1 else None,
        stage="objection",
    )


def _facts(found: Recalled, haggle: Haggle) -> dict[str, str]:
    ended = moment(found.ended_at) if found.ended_at else ""
    return {
        "product": haggle.deal.product.name,
        "price": yuan(found.total),
        "quantity": str(haggle.deal.quantity),
        "claimed": yuan(found.claim.price) if found.claim.price is not None else "",
        "ended": ended,
        "until": ended,
        "promised": yuan(found.price) if found.price is not None else "",
        "pieces": str(found.quantity),
        "gift": found.gift,
    }


def _name(found: Recalled) -> str:
    """The wording of a promise by its kind."""
    name = f"utter_claims_{found.what}"
    if found.what == "kept_other":
        return name
    if found.kind != "price":
        return f"{name}_{found.kind}"
    return f"{name}_for_several" if found.quantity > 1 else name


def _not_found(
    found: Recalled, facts: dict[str, str], haggle: Haggle, told: Round, refused: int
) -> tuple[Say, ...]:
    """Nothing is on record: the first time what holds, then the manager, then kind and short."""
    price = price_name(haggle)
    if refused == 1:
        return (Say("utter_claims_again", facts, (price, "utter_haggling_offer_manager")),)
    if refused:
        return (Say("utter_claims_still", facts, (price,)),)
    if found.claim.kind == "shipping":
        return (Say("utter_claims_no_shipping", facts), postage_says(facts, told.postage))
    return (
        Say(
            f"utter_claims_no_{'gift' if found.claim.kind == 'gift' else 'price'}", facts, (price,)
        ),
    )
