"""How a doubt is answered: a word of understanding first, then at most three true facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from actions.product.questions import Question, questions
from actions.product.rules import GOOD_RATING, returnable
from actions.trust.doubts import Doubt
from actions.turn import Outcome, Say
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import Policy
from bot.text.spoken import number

MOST_FACTS = 3


class Told(NamedTuple):
    """A fact in words: the name of its wording, and what the wording needs."""

    name: str
    facts: dict[str, str]


def is_all(doubt: Doubt, asked: Sequence[Question]) -> bool:
    """Whether nothing but the doubt is uttered: 评论说掉色 asks whether it fades."""
    return all(question.label in doubt.attributes for question in asked)


def reassured(doubt: Doubt, product: Product | None, policy: Policy) -> Outcome | None:
    """The answer to `doubt`, of `product` or of the whole shop; None without any fact to tell."""
    found = (_TELLING[fact](doubt, product, policy) for fact in doubt.facts)
    told = [fact for fact in found if fact is not None][:MOST_FACTS]
    if not told:
        return None
    facts = {name: value for each in told for name, value in each.facts.items()}
    first, *others = (each.name for each in told)
    says = (
        Say(f"utter_trust_{doubt.kind}", facts, more=(first,)),
        *((Say(others[0], facts, more=tuple(others[1:])),) if others else ()),
    )
    return Outcome(f"trust.{doubt.kind}", says)


def _attributes(doubt: Doubt, product: Product | None, policy: Policy) -> Told | None:
    """The first attribute that is recorded, of those that bear on the doubt."""
    if product is None:
        return None
    known = dict(product.attributes)
    names = {question.label: question.attributes for question in questions()}
    for label in doubt.attributes:
        for name in names.get(label, (label,)):
            if known.get(name):
                facts = {"product": product.name, "label": label, "value": known[name]}
                return Told("utter_trust_attribute", facts)
    return None


def _no_report(doubt: Doubt, product: Product | None, policy: Policy) -> Told | None:
    unknown = _attributes(doubt, product, policy) is None
    return Told("utter_trust_no_report", {}) if unknown else None


def _promise(doubt: Doubt, product: Product | None, policy: Policy) -> Told | None:
    if not policy.quality_promise:
        return None
    return Told("utter_trust_promise", {"promise": policy.quality_promise})


def _record(doubt: Doubt, product: Product | None, policy: Policy) -> Told | None:
    """Sales and rating; a rating that is not good is told where the reviews are asked for."""
    if product is None or not product.sales:
        return None
    facts = {"product": product.name, "sales": str(product.sales)}
    good = product.rating is not None and product.rating >= GOOD_RATING
    if product.rating is None or not (good or doubt.kind == "reviews"):
        return Told("utter_trust_sold", facts)
    return Told("utter_trust_record", facts | {"rating": number(product.rating)})


def _returns(doubt: Doubt, product: Product | None, policy: Policy) -> Told | None:
    if not _may_go_back(product, policy):
        return None
    excluded = policy.no_return_categories and product is None
    name = "utter_trust_returns_most" if excluded else "utter_trust_returns"
    return Told(name, {"return_days": str(policy.return_days)})


def _freight(doubt: Doubt, product: Product | None, policy: Policy) -> Told | None:
    """Who pays for sending back, where that is good to hear."""
    if not _may_go_back(product, policy):
        return None
    if policy.return_freight_payer == "shop":
        return Told("utter_trust_freight_shop", {})
    return Told("utter_trust_freight_insured", {}) if policy.freight_insurance else None


def _may_go_back(product: Product | None, policy: Policy) -> bool:
    """Without a product it is what holds for most of the shop."""
    return policy.return_days > 0 and (product is None or returnable(product, policy))


def _faulty(doubt: Doubt, product: Product | None, policy: Policy) -> Told | None:
    return Told("utter_returns_faulty", {})


_TELLING: Mapping[str, Callable[[Doubt, Product | None, Policy], Told | None]] = {
    "attributes": _attributes,
    "no_report": _no_report,
    "promise": _promise,
    "record": _record,
    "returns": _returns,
    "freight": _freight,
    "faulty": _faulty,
}
