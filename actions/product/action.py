"""Product questions: attributes, prices, quality, comparing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.product import comparing, prices, rules
from actions.product.asked_price import price_asked, prices_asked
from actions.product.lookup import OFFERED, product_in_view, put_in_view, spoken_names, unknown
from actions.product.questions import asked_about, is_general, questions
from actions.recommendation.informing import with_bare_offer
from actions.trust import rules as trust
from actions.trust.doubts import doubt_in
from actions.turn import Ask, Outcome, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop
from bot.text.normalise import normalise

SEVERAL = 2
_TOGETHER = re.compile("[和跟加同与配].*(?:一起|一块|合起来|加起来|总共|一共)")
UNCLEAR = frozenset({"product.which", "product.ambiguous", "product.unknown_item"})


class ActionProduct(ShopAction):
    """Answers from the product's own row."""

    topic = "product"
    at_once = True
    intents: ClassVar[tuple[str, ...]] = (
        "ask_product", "compare_products", "ask_quality", "ask_price",
    )  # fmt: skip

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Every question about products in the message, in one answer."""
        asked = (turn.intent, *(intent for intent in turn.also if intent in self.intents))
        outcomes = [_answer(replace(turn, intent=intent), shop) for intent in dict.fromkeys(asked)]
        unclear = [outcome for outcome in outcomes if outcome.reason in UNCLEAR]
        told = unclear[:1] or sorted(outcomes, key=lambda outcome: outcome.ask is not None)
        usual = None if turn.memory.stage == "confirmation" else "recommendation"
        return Outcome(
            reason=told[0].reason,
            says=tuple(say for outcome in told for say in outcome.says),
            memory={name: value for each in told for name, value in each.memory.items()},
            ask=told[-1].ask,
            stage=next((each.stage for each in told if each.stage), usual),
            hand_over=next((each.hand_over for each in told if each.hand_over), None),
        )


def _answer(turn: Turn, shop: Shop) -> Outcome:
    if turn.intent == "compare_products":
        return _compared(turn, shop)
    offering = with_bare_offer(turn)
    if turn.intent == "ask_price" and offering.offered_price is not None:
        return answer_as("bargain", offering, shop)
    if turn.intent == "ask_price" and turn.courier is not None and not _names_a_product(turn):
        return answer_as("ask_shipping_fee", turn, shop)
    if turn.intent == "ask_price" and (listed := _several_or_category(turn, shop)):
        return listed
    if _is_of_the_shop(turn):
        return _reassured(turn, None, shop) or rules.shop_quality(shop.terms.policy())
    found = product_in_view(turn, shop)
    if isinstance(found, Outcome):
        return found
    if found is None:
        return _shop_wide(turn, shop)
    outcome = _of_product(found, turn, shop)
    return replace(outcome, memory={**put_in_view(turn, found), **outcome.memory})


def _of_product(product: Product, turn: Turn, shop: Shop) -> Outcome:
    asked = asked_about(turn.text, product)
    before = turn.memory.asked_before
    doubts = turn.intent == "ask_quality" or (turn.intent == "ask_product" and asked)
    if doubts and (reassured := _reassured(turn, product, shop)):
        return reassured
    if turn.intent == "ask_quality":
        return rules.quality(product, asked, shop.terms.policy(), asked_before=before)
    if turn.intent == "ask_price":
        return price_asked(product, turn, shop)
    if asked:
        return rules.attributes(product, asked, asked_before=before)
    if is_general(turn.text, product):
        return rules.introduction(product)
    return rules.not_understood(product, asked_before=before)


def _reassured(turn: Turn, product: Product | None, shop: Shop) -> Outcome | None:
    """The answer to a doubt, where the message utters nothing else of the quality."""
    doubt = doubt_in(turn.text)
    asked = asked_about(turn.text, *((product,) if product else ()))
    if doubt is None or not trust.is_all(doubt, asked):
        return None
    return trust.reassured(doubt, product, shop.terms.policy())


def _several_or_category(turn: Turn, shop: Shop) -> Outcome | None:
    """Prices of several products named at once, or of a category named instead of a product."""
    named_now = _with_the_one_before(turn)
    if len(named_now) >= SEVERAL and not turn.ambiguous:
        products = shop.catalogue.products(named_now)
        return prices_asked(products, turn, shop) if products else None
    if _names_a_product(turn):
        return None
    plain = turn.plain
    named = next((name for name in shop.catalogue.categories() if normalise(name) in plain), None)
    in_view = shop.catalogue.product(turn.memory.product) if turn.memory.product else None
    if named is None or (in_view and in_view.category == named):
        return None
    outcome = prices.prices_in(named, shop.catalogue.all(category=named))
    return replace(outcome, ask=Ask("product", turn.intent) if turn.may_ask("product") else None)


def _with_the_one_before(turn: Turn) -> tuple[str, ...]:
    """The products named; with 这个和苦荞茶一起 the one in view before is the other of two."""
    before = turn.previous_product
    if len(turn.products) != 1 or before is None or before in turn.products:
        return turn.products
    return (before, *turn.products) if _TOGETHER.search(turn.plain) else turn.products


def _shop_wide(turn: Turn, shop: Shop) -> Outcome:
    policy = shop.terms.policy()
    everything = shop.catalogue.all()
    if turn.intent == "ask_price" and everything:
        return prices.prices_in(policy.shop_name, everything)
    popular = (product.category for product in shop.catalogue.popular(limit=len(everything)))
    return rules.shop_wide(policy, tuple(dict.fromkeys(popular)))


def _compared(turn: Turn, shop: Shop) -> Outcome:
    products = shop.catalogue.products(comparing.compared_ids(turn, _beside(turn, shop)))
    if len(products) >= SEVERAL:
        first, second = products
        asked = asked_about(turn.text, first, second)
        told = comparing.compare(first, second, asked=asked, known=questions())
        return replace(told, memory={"listed": (first.id, second.id)})
    if turn.unknown_item is not None:
        return unknown(turn)
    if len(turn.colours) >= SEVERAL and turn.memory.product:
        return answer_as("ask_recommendation", turn, shop)
    if products and not comparing.asks_two(turn.text) and not comparing.waits(turn.memory.asked):
        return _answer(replace(turn, intent="ask_product"), shop)
    if comparing.waits(turn.memory.asked):
        found = product_in_view(turn, shop)
        if isinstance(found, Outcome):
            return found
        return rules.introduction(found) if found else _shop_wide(turn, shop)
    product = products[0] if products else None
    popular = shop.catalogue.popular(limit=OFFERED + 1)
    others = [other for other in popular if product is None or other.id != product.id][:OFFERED]
    return comparing.ask_other(product, turn, spoken_names(others))


def _beside(turn: Turn, shop: Shop) -> frozenset[str]:
    """Goods of another kind that we said go with the one in view."""
    known = turn.memory.product
    view = shop.catalogue.product(known) if known and comparing.brought_up(turn) else None
    pairs = [pair.product for pair in shop.catalogue.pairs(view.id)] if view else []
    return frozenset(each.id for each in pairs if view and each.category != view.category)


def _is_of_the_shop(turn: Turn) -> bool:
    """Whether quality is asked of no product and nothing particular: 质量好吗, but not 会缩水吗."""
    pointed = turn.references or turn.unresolved or _names_a_product(turn)
    unknown = turn.memory.product is None and not pointed
    return turn.intent == "ask_quality" and unknown and not asked_about(turn.text)


def _names_a_product(turn: Turn) -> bool:
    return bool(turn.products) or turn.unknown_item is not None
