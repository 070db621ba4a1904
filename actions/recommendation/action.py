"""Recommending, and bare answers to questions of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.product.lookup import OFFERED, product_in_view, put_in_view
from actions.product.rules import introduction
from actions.recommendation import informing, rules
from actions.recommendation.needs import Wish, wish_in
from actions.turn import Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop


class ActionRecommendation(ShopAction):
    """Recommends what fits; sends a bare statement to the question it answers."""

    topic = "recommendation"
    intents: ClassVar[tuple[str, ...]] = ("ask_recommendation", "inform")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """A recommendation, or what the statement answers."""
        return _informed(turn, shop) if turn.intent == "inform" else _recommended(turn, shop)


def _recommended(turn: Turn, shop: Shop) -> Outcome:
    categories = shop.catalogue.categories()
    wish = _wish(turn, categories)
    product = shop.catalogue.product(turn.memory.product) if turn.memory.product else None
    if product is not None and (told := _about(product, wish, turn, shop)):
        return told
    if not wish.clear and turn.may_ask("need"):
        popular = (each.category for each in shop.catalogue.popular(limit=len(categories)))
        return rules.ask_need(tuple(dict.fromkeys(popular)))
    if wish.like and not wish.categories:
        like = (product,) if product else shop.catalogue.products(turn.memory.recommended[:3])
        wish = replace(wish, categories=tuple(dict.fromkeys(each.category for each in like)))
    return rules.recommend(shop.catalogue.all(), wish, turn.memory, now=turn.now)


def _about(product: Product, wish: Wish, turn: Turn, shop: Shop) -> Outcome | None:
    """Questions about the product in view itself: what goes with it, which colour."""
    if wish.pair:
        return rules.go_with(product, shop.catalogue.pairs(product.id), turn.memory)
    if wish.which_colour and not turn.colours:
        return rules.colours_of(product)
    return None


def _informed(turn: Turn, shop: Shop) -> Outcome:
    asked, turn = turn.memory.asked, informing.with_bare_offer(turn)
    shown = shop.catalogue.products(turn.memory.recommended[:OFFERED])
    picked = informing.picked_of(turn, shown)
    if picked is not None:
        return _introduced(picked, turn)
    if asked and asked.intent != turn.intent and informing.answers(turn, asked):
        return answer_as(asked.intent, turn, shop)
    intent = informing.meant_by(turn)
    if intent is None and informing.prefers_cut(turn):
        return answer_as("ask_size", turn, shop)
    budget = intent == "bargain" and not informing.is_haggling(turn)
    if (intent is None or budget) and _wish(turn, shop.catalogue.categories()).clear:
        return _recommended(turn, shop)
    if intent is None:
        return _unclear(turn)
    if intent != "ask_product":
        return answer_as(intent, turn, shop)
    product = product_in_view(turn, shop)
    return _introduced(product, turn) if isinstance(product, Product) else product or _unclear(turn)


def _introduced(product: Product, turn: Turn) -> Outcome:
    told = introduction(product)
    then = "utter_recommendation_then_sized" if product.chart_id else "utter_recommendation_then"
    says = (replace(told.says[0], more=(then,)),)
    memory = {**put_in_view(turn, product), "recommended": informing.seen_with(turn, product.id)}
    return replace(told, says=says, memory=memory, stage="recommendation")


def _unclear(turn: Turn) -> Outcome:
    """Asked once what it is about; a second time in a row a person takes over."""
    if turn.memory.unsure_count:
        reason = "recommendation.inform_unclear"
        says = (Say("utter_recommendation_inform_handed_over"),)
        return Outcome(reason, says, memory={"unsure_count": 0}, hand_over=reason)
    return Outcome(
        "recommendation.inform_unclear",
        (Say("utter_recommendation_inform_unclear"),),
        memory={"unsure_count": turn.memory.unsure_count + 1},
    )


def _wish(turn: Turn, categories: Sequence[str]) -> Wish:
    return wish_in(
        turn.text,
        categories=categories,
        colours=turn.colours,
        refused_colours=turn.not_colours,
    )
