"""What is said of a product's attributes and quality."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.product.questions import Question
from actions.turn import Ask, Outcome, Say
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import Policy
from bot.text.spoken import listed, number, yuan

MAIN_ATTRIBUTES = 3
MOST_CATEGORIES = 6
GOOD_RATING = Decimal("4.5")


def introduction(product: Product) -> Outcome:
    """Nothing particular was asked: the selling point, three attributes, the price, the card."""
    facts = {
        "product": product.name,
        "selling_point": product.selling_point or product.title,
        "points": _labelled(product.attributes[:MAIN_ATTRIBUTES]),
        "price": price_span(product.lowest_price, product.highest_price),
    }
    name = "utter_product_intro" if product.attributes else "utter_product_intro_plain"
    return Outcome("product.introduced", (Say(name, facts, card=product.id),))


def attributes(
    product: Product, asked: Sequence[Question], *, asked_before: Sequence[str]
) -> Outcome:
    """The recorded values of what was asked; of the rest it is said that it is not known.

    The same unknown attribute asked for again goes to a person.
    """
    known = [(q.label, value) for q in asked if (value := q.value(product))]
    unknown = [q.label for q in asked if q.value(product) is None]
    says = _values(product, known)
    if not unknown:
        return Outcome("product.attributes", says)
    fact = f"attribute:{product.id}:{listed(unknown)}"
    missing = {"product": product.name, "missing": listed(unknown)}
    if fact in asked_before:
        says += (Say("utter_product_unknown_again", missing),)
        reason = "product.unknown_attribute"
        return Outcome(reason, says, hand_over=reason)
    says += (Say("utter_product_unknown_attribute", missing),)
    return Outcome(
        "product.partly_unknown" if known else "product.not_recorded",
        says,
        ask=Ask(fact, "request_human"),
    )


def not_understood(product: Product, *, asked_before: Sequence[str]) -> Outcome:
    """Something particular was asked that no attribute covers: said so, and a person offered.

    Asked a second time about the same product it goes to a person.
    """
    facts = {"product": product.name}
    fact = f"attribute:{product.id}"
    if fact in asked_before:
        reason = "product.unknown_attribute"
        return Outcome(
            reason, (Say("utter_product_not_understood_again", facts),), hand_over=reason
        )
    return Outcome(
        "product.not_understood",
        (Say("utter_product_not_understood", facts),),
        ask=Ask(fact, "request_human"),
    )


def quality(
    product: Product, asked: Sequence[Question], policy: Policy, *, asked_before: Sequence[str]
) -> Outcome:
    """What was asked of the quality, or the shop's promise; then the record and the return days."""
    facts = {"product": product.name}
    parts: list[str] = []
    if policy.quality_promise and not asked:
        facts["promise"] = policy.quality_promise
        parts.append("utter_product_quality_promise")
    if product.rating is not None and product.rating >= GOOD_RATING and product.sales:
        facts |= {"rating": number(product.rating), "sales": str(product.sales)}
        parts.append("utter_product_quality_record")
    if returnable(product, policy):
        facts["return_days"] = str(policy.return_days)
        parts.append("utter_product_quality_returns")
    assurance = (Say(parts[0], facts, more=tuple(parts[1:])),) if parts else ()
    if not asked:
        return Outcome("product.quality", assurance or introduction(product).says)
    answered = attributes(product, asked, asked_before=asked_before)
    if answered.hand_over or answered.ask:
        return answered
    return Outcome("product.quality_attributes", (*answered.says, *assurance))


def shop_quality(policy: Policy) -> Outcome:
    """Quality asked of no particular product: the promise that holds for all."""
    facts = {"shop": policy.shop_name, "promise": policy.quality_promise}
    if not policy.quality_promise:
        return Outcome("product.shop", (Say("utter_product_send_one", {"shop": policy.shop_name}),))
    return Outcome("product.shop_quality", (Say("utter_product_shop_quality", facts),))


def shop_wide(policy: Policy, categories: Sequence[str]) -> Outcome:
    """No product is known and it was asked for before: what the shop sells most."""
    facts = {"shop": policy.shop_name, "categories": listed(categories[:MOST_CATEGORIES])}
    name = "utter_product_shop" if categories else "utter_product_send_one"
    return Outcome("product.shop", (Say(name, facts, offers=tuple(categories[:3])),))


def returnable(product: Product, policy: Policy) -> bool:
    """Whether it may be sent back without a reason (七天无理由)."""
    return policy.return_days > 0 and product.category not in policy.no_return_categories.split("|")


def price_span(low: Decimal, high: Decimal) -> str:
    """199 or 199-209, in yuan."""
    return yuan(low) if low == high else f"{yuan(low)}-{yuan(high)}"


def _values(product: Product, known: Sequence[tuple[str, str]]) -> tuple[Say, ...]:
    if not known:
        return ()
    if len(known) == 1:
        label, value = known[0]
        facts = {"product": product.name, "label": label, "value": value}
        return (Say("utter_product_attribute", facts),)
    return (Say("utter_product_attributes", {"product": product.name, "values": _labelled(known)}),)


def _labelled(values: Sequence[tuple[str, str]]) -> str:
    return "；".join(f"{label}：{value}" for label, value in values)
