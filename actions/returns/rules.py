"""May it be returned or exchanged, in what state, and who pays."""

from __future__ import annotations

from collections.abc import Set

from actions.returns.questions import breaks
from actions.turn import Outcome, Say
from bot.shop.model.policy import Policy
from bot.text.spoken import listed

# In the order in which a reply tells them.
_PARTS = (
    "opened", "worn", "cut", "days", "exchange", "condition", "freight", "insurance", "faulty",
    "how", "refund",
)  # fmt: skip
_STATES = frozenset({"opened", "worn", "cut"})
# What a reply that begins with a no leaves out: a yes.
_YES = frozenset({"days", "condition"})


def category_meant(text: str, *, in_view: str | None, policy: Policy) -> str | None:
    """The category asked about: one named that is not returnable, else that of the product."""
    named = next((name for name in not_returnable(policy) if name in text), None)
    return named or in_view


def not_returnable(policy: Policy) -> tuple[str, ...]:
    """Categories that cannot be returned without a reason."""
    return tuple(name for name in policy.no_return_categories.split("|") if name)


def answer(asked: Set[str], policy: Policy, category: str | None) -> Outcome:
    """The rule first, then what was asked about it."""
    facts = {
        "return_days": str(policy.return_days),
        "condition": policy.return_condition,
        "category": category or "",
        "excluded": listed(not_returnable(policy)),
    }
    if not policy.return_days:
        return Outcome("returns.none", (Say("utter_returns_none", facts),))
    if category in not_returnable(policy):
        more = ("utter_returns_faulty",)
        return Outcome(
            "returns.not_returnable", (Say("utter_returns_not_returnable", facts, more=more),)
        )
    if asked <= {"days"}:
        return _general(policy, category, facts)
    if any(breaks(state, policy.return_condition) for state in asked & _STATES):
        asked = asked - _YES
    told = (name for aspect in _PARTS if aspect in asked for name in _wording(aspect, policy))
    names = list(dict.fromkeys(told))
    reason = f"returns.{next(aspect for aspect in _PARTS if aspect in asked)}"
    bubbles = [names[i : i + 2] for i in range(0, len(names), 2)]
    return Outcome(
        reason, tuple(Say(bubble[0], facts, more=tuple(bubble[1:])) for bubble in bubbles)
    )


def _general(policy: Policy, category: str | None, facts: dict[str, str]) -> Outcome:
    name = "utter_returns_days"
    if policy.return_condition:
        name = "utter_returns_days_if"
    rule = [name]
    if category is None and not_returnable(policy):
        rule.append("utter_returns_except")
    freight = [*_wording("freight", policy), *_wording("exchange", policy)[1:]]
    return Outcome(
        "returns.days",
        (
            Say(rule[0], facts, more=tuple(rule[1:])),
            Say(freight[0], facts, more=tuple(freight[1:])),
        ),
    )


def _wording(aspect: str, policy: Policy) -> tuple[str, ...]:
    if aspect == "freight":
        paid = f"utter_returns_freight_{policy.return_freight_payer}"
        insured = policy.freight_insurance and policy.return_freight_payer == "buyer"
        return (f"{paid}_insured",) if insured else (paid,)
    if aspect == "exchange":
        return ("utter_returns_exchange", f"utter_returns_exchange_{policy.exchange_freight_payer}")
    if aspect == "insurance":
        return (f"utter_returns_insurance_{'given' if policy.freight_insurance else 'none'}",)
    if aspect in _STATES and breaks(aspect, policy.return_condition):
        return (f"utter_returns_{aspect}",)
    if aspect in _STATES | {"days", "condition"}:
        return ("utter_returns_days_if",) if policy.return_condition else ("utter_returns_days",)
    return (f"utter_returns_{aspect}",)
