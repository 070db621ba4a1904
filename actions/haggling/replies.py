"""Decisions of a haggle as messages: which wordings, with which figures."""

from __future__ import annotations

from typing import Any

from actions.haggling.round import Round
from actions.haggling.rules import CONCEDED, Decision, Haggle
from actions.haggling.worth import (
    figures,
    live_offers,
    postage_says,
    price_name,
    strengths_says,
    value_says,
)
from actions.turn import Ask, Outcome, Say
from bot.text.spoken import listed, yuan

NO_HAGGLE = frozenset({"matched", "already_there", "above_list"})
# Offers that are had already or nobody means: no wish to tell the manager.
NOT_WANTED = NO_HAGGLE | {"absurd"}
STANDING = frozenset({"kept", "firm", "too_low", "once_more"})
MANAGER_OFFERED = frozenset({"firm", "once_more"})
# In a mall nothing of these may sound as if the price could be talked about.
OF_A_MALL = frozenset({"firm", "held"})
# With these the price offered is taken up in words of their own.
OFFER_NAMED = {"price_step": "counter", "held": "held_offer", "settled": "held_offer"}
PLEADED_WITH_WORDS = frozenset({"old", "student", "first", "lowest"})


def outcome_of(decision: Decision, haggle: Haggle, told: Round) -> Outcome:
    """What the buyer is told of the decision."""
    says = _with_plea(_says(decision, haggle, told), haggle, told)
    held = decision.what in MANAGER_OFFERED
    if held:
        last = says[-1]
        more = (*last.more, "utter_haggling_offer_manager")
        says = (*says[:-1], Say(last.name, last.facts, more))
    elif told.asks_manager:
        says = (*says, Say("utter_haggling_offer_manager_too"))
    return Outcome(
        reason=f"haggling.{decision.what}",
        says=says,
        memory=kept(decision.what, haggle, told),
        ask=Ask("manager", "bargain") if held or told.asks_manager else None,
        stage="confirmation" if decision.what == "accepted" else "objection",
    )


def kept(what: str, haggle: Haggle, told: Round) -> dict[str, Any]:
    """What the chat remembers of the round."""
    product = haggle.deal.product.id
    codes = [] if what == "settled" and what in haggle.told else [what]
    codes += [plea for plea in _pleaded(haggle, told) if plea not in haggle.told]
    memory: dict[str, Any] = {
        "haggle_rounds": told.rounds + 1,
        "haggled": (*told.haggled, *(f"{product}:{code}" for code in codes)),
    }
    if haggle.offered is not None and what not in NOT_WANTED:
        memory["wanted_price"] = yuan(haggle.offered)
        memory["wanted_pieces"] = haggle.deal.quantity
    return memory


def _pleaded(haggle: Haggle, told: Round) -> list[str]:
    """Pleas that were answered in words of their own: once is enough."""
    pleas = ["others"] if told.others_cheaper else []
    return pleas + ([haggle.plea] if haggle.plea in PLEADED_WITH_WORDS else [])


def _with_plea(says: tuple[Say, ...], haggle: Haggle, told: Round) -> tuple[Say, ...]:
    """The messages with a word on what was pleaded in front, the first time it is."""
    first, *rest = says
    plea = haggle.plea if haggle.plea in PLEADED_WITH_WORDS else None
    if plea is None or plea in haggle.told:
        return says
    name = f"utter_haggling_plea_{plea}"
    if plea == "first" and told.new_buyers is not None:
        title, claim = told.new_buyers
        coupon = Say(f"{name}_coupon", {"title": title, "claim": claim})
        return (*says, coupon) if told.briefly else (coupon, *says)
    return (Say(name, first.facts, (first.name, *first.more)), *rest)


def _says(decision: Decision, haggle: Haggle, told: Round) -> tuple[Say, ...]:
    if decision.what == "value":
        return value_says(decision, haggle, told)
    if decision.what == "offers":
        further = told.further(haggle.deal)
        return (live_offers(decision, haggle, told), *([further] if further else []))
    facts = figures(decision, haggle) | {"until": told.until, "claim": "；".join(told.claims)}
    if decision.promise is not None and "gift" in decision.promise.terms:
        facts["gift"] = decision.promise.terms["gift"]
    elif decision.what == "gift_there":
        facts["gift"] = listed(gift.name for gift in haggle.deal.hand.gifts)
    elif haggle.standing.gift:
        facts["gift"] = haggle.standing.gift
    if decision.what == "postage":
        return (postage_says(facts, told.postage),)
    strengths = strengths_says(haggle.deal.product, told.policy)
    first = (strengths,) if strengths is not None and _compares(haggle, told) else ()
    return (*first, Say(_lead(decision, haggle, told), facts, _more(decision, haggle, told)))


def _compares(haggle: Haggle, told: Round) -> bool:
    return told.others_cheaper and "others" not in haggle.told


def _lead(decision: Decision, haggle: Haggle, told: Round) -> str:
    what: str = decision.what
    if decision.offered is not None and what in OFFER_NAMED:
        what = OFFER_NAMED[what]
    elif what == "price_step" and haggle.standing.total is not None:
        what = "price_step_more"
    elif what == "kept" and haggle.standing.total is None:
        what = "kept_besides"
    elif what in OF_A_MALL and haggle.price_stands:
        what = f"{what}_mall"
    elif what == "ships_free" and not told.region_known:
        what = "ships_free_here"
    if what == "accepted" and haggle.plea == "round" and haggle.offered is None:
        what = "rounded"
    elif what == "accepted" and _postage_is_extra(haggle, told):
        what = "accepted_goods"
    return f"utter_haggling_{what}"


def _more(decision: Decision, haggle: Haggle, told: Round) -> tuple[str, ...]:
    what = decision.what
    more = [price_name(haggle)]
    if what in NO_HAGGLE and told.claims and decision.total == haggle.deal.hand.total:
        more.append("utter_haggling_claim")
    if what in STANDING:
        more += ["utter_haggling_kept_gift"] if haggle.standing.gift else []
        more += ["utter_haggling_kept_shipping"] if haggle.standing.shipping else []
    if what in CONCEDED:
        more.append("utter_haggling_until")
    if what in NO_HAGGLE and _postage_is_extra(haggle, told):
        more.append("utter_haggling_postage_apart")
    if what == "accepted":
        more.append("utter_haggling_how")
    return tuple(more)


def _postage_is_extra(haggle: Haggle, told: Round) -> bool:
    """Whether the price is meant with the postage (130包邮), which the parcel does not earn."""
    free = haggle.deal.hand.free_shipping or haggle.standing.shipping
    return told.with_postage and not free
