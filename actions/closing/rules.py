"""Whether one closing sentence (促单) follows the reply, and which: never without its fact.

At most one a turn and the owner's number a chat, none twice; never beside an open question, to a
buyer who says no, is angry or worried, or who said no to it before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.closing.facts import Done, Facts, Mood
from actions.closing.guide import guide
from actions.turn import Ask, Outcome, Say
from bot.text.spoken import number, yuan

MOST_NOES = 2
MOST_MESSAGES = 2
# Sales are no answer to a buyer who has hardly begun.
FIRST_MESSAGES = 2


@dataclass(frozen=True)
class Closing:
    """The sentence and the technique; `tells` is the fact that must be news, if any."""

    technique: str
    say: Say
    tells: str | None
    ask: Ask | None = None
    memory: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """The closing as an answer beside the others."""
        return Outcome(f"closing.{self.technique}", (self.say,), memory=self.memory, ask=self.ask)


def close(facts: Facts, mood: Mood, done: Done) -> Closing | None:
    """The first technique of the stage that is open and whose facts are true."""
    for technique in open_techniques(facts, mood, done):
        closing = _CLOSINGS[technique](facts)
        if closing is not None and not (closing.tells and facts.reply.says(closing.tells)):
            return closing
    return None


def open_techniques(facts: Facts, mood: Mood, done: Done) -> tuple[str, ...]:
    """The techniques that may be tried after this reply, by stage; their own facts aside."""
    reply = facts.reply
    full = len(done.used) >= facts.most or done.noes >= MOST_NOES or done.rests
    busy = reply.asks or reply.offers or reply.fetches or reply.messages > MOST_MESSAGES
    if full or busy or mood.troubled or mood.refuses or not reply.reasons:
        return ()
    rules = guide()
    return tuple(
        technique
        for technique in rules.order.get(facts.stage, ())
        if technique in facts.allowed
        and technique not in done.used
        and all(rules.follows(technique, reason) for reason in reply.reasons)
    )


def _tie_in(facts: Facts) -> Closing | None:
    pair = facts.tie_in
    if pair is None:
        return None
    told = {
        "pair": pair.name,
        "reason": pair.reason,
        "total": yuan(pair.total),
        "saved": yuan(pair.saved),
        "gift": pair.gift,
    }
    more = "utter_closing_tie_in_saves" if pair.saved else ""
    if not more and pair.gift:
        more = "utter_closing_tie_in_gift"
    if not more and pair.ships_free:
        more = "utter_closing_tie_in_ships_free"
    say = Say("utter_closing_tie_in", told, more=(more,) if more else (), card=pair.product_id)
    return Closing("tie_in", say, pair.name, memory={"seen": (pair.product_id, *facts.seen)})


def _missing_out(facts: Facts) -> Closing | None:
    if facts.left is not None:
        stock = str(facts.left.stock)
        say = Say("utter_closing_few_left", {"item": facts.left.item, "stock": stock})
        return Closing("missing_out", say, stock)
    if facts.ending is not None:
        told = {"offer": facts.ending.title, "until": facts.ending.until}
        return Closing("missing_out", Say("utter_closing_offer_ends", told), facts.ending.until)
    return None


def _act_today(facts: Facts) -> Closing | None:
    if facts.cutoff is None:
        return None
    return Closing("act_today", Say("utter_closing_today", {"cutoff": facts.cutoff}), facts.cutoff)


def _choice(facts: Facts) -> Closing | None:
    choice = facts.choice
    if choice is None:
        return None
    told = {"product": choice.product, "first": choice.first, "second": choice.second}
    both = (choice.first, choice.second)
    intent = "inform" if choice.kind == "product" else "order"
    return Closing(
        "choice",
        Say(f"utter_closing_choice_{choice.kind}", told, offers=both),
        choice.first,
        ask=Ask(choice.kind, intent, reminded=True),
        memory={"listed": choice.product_ids} if choice.product_ids else {},
    )


def _popularity(facts: Facts) -> Closing | None:
    popular = facts.popularity
    if popular is None or facts.reply.place <= FIRST_MESSAGES:
        return None
    told = {"product": popular.product, "sales": str(popular.sales)}
    name = "utter_closing_popular"
    if popular.rating is not None:
        told["rating"] = number(popular.rating)
        name = "utter_closing_popular_rated"
    return Closing("popularity", Say(name, told), told["sales"])


def _comparison(facts: Facts) -> Closing | None:
    seen = facts.comparison
    if seen is None:
        return None
    told = {
        "first": seen.first,
        "second": seen.second,
        "attribute": seen.attribute,
        "one": seen.one,
        "other": seen.other,
    }
    return Closing("comparison", Say("utter_closing_comparison", told), None)


def _praise(facts: Facts) -> Closing | None:
    if facts.praise is None:
        return None
    told = {"whom": facts.praise.whom}
    return Closing("praise", Say(f"utter_closing_praise_{facts.praise.kind}", told), None)


def _per_use(facts: Facts) -> Closing | None:
    use = facts.per_use
    if use is None:
        return None
    told = {
        "price": yuan(use.price),
        "count": number(use.count),
        "unit": use.unit,
        "each": yuan(use.each),
    }
    name = "utter_closing_per_use" if use.exact else "utter_closing_per_use_about"
    return Closing("per_use", Say(name, told), told["each"])


def _gift(facts: Facts) -> Closing | None:
    if facts.gift is None:
        return None
    name = "utter_closing_gift_promised" if facts.gift.promised else "utter_closing_gift"
    return Closing("gift", Say(name, {"gift": facts.gift.gift}), facts.gift.gift)


_CLOSINGS: Mapping[str, Callable[[Facts], Closing | None]] = {
    "tie_in": _tie_in,
    "missing_out": _missing_out,
    "act_today": _act_today,
    "choice": _choice,
    "popularity": _popularity,
    "comparison": _comparison,
    "praise": _praise,
    "per_use": _per_use,
    "gift": _gift,
}
