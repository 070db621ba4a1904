"""Recommending, and bare answers to questions of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.product.colours import colours_meant, colours_sold
from actions.product.lookup import product_in_view, put_in_view
from actions.product.rules import introduction
from actions.recommendation import informing, rules
from actions.recommendation.needs import Wish, looked_for, wish_in, with_memory
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
    said = _wish(turn, shop)
    wish = with_memory(said, turn.memory)
    if turn.memory.colours or turn.memory.not_colours:
        sold = colours_sold(shop)
        wish = replace(
            wish,
            colours=wish.colours or colours_meant(turn.memory.colours, sold),
            refused_colours=colours_meant(turn.memory.not_colours, sold),
        )
    product = shop.catalogue.product(turn.memory.product) if turn.memory.product else None
    elsewhere = product and said.categories and product.category not in said.categories
    if elsewhere:
        wish = replace(wish, which_colour=False)
    if product is not None and (told := _about(product, wish, turn, shop)):
        return told
    if not wish.clear and turn.left_open is None and turn.may_ask("need"):
        return rules.ask_need(_popular_categories(shop))
    if wish.like and not wish.categories:
        like = (product,) if product else shop.catalogue.products(turn.memory.listed)
        wish = replace(wish, categories=tuple(dict.fromkeys(each.category for each in like)))
    told = rules.recommend(shop.catalogue.all(), wish, turn.memory, now=turn.now)
    return replace(told, memory={**told.memory, **looked_for(turn, said.categories)})


def _about(product: Product, wish: Wish, turn: Turn, shop: Shop) -> Outcome | None:
    """Questions about the product in view itself: what goes with it, which colour."""
    if wish.pair:
        return rules.go_with(product, shop.catalogue.pairs(product.id), turn.memory)
    if len(turn.colours) > 1:
        others = [colour for colour in product.colours if colour not in turn.colours]
        return rules.colours_of(product, others)
    if wish.which_colour and not turn.colours:
        return rules.colours_of(product, wish.refused_colours)
    return None


def _informed(turn: Turn, shop: Shop) -> Outcome:
    turn = informing.with_bare_offer(turn)
    intent = informing.meant_by(turn)
    if intent is None and informing.prefers_cut(turn):
        return answer_as("ask_size", turn, shop)
    budget = intent == "bargain" and not informing.is_haggling(turn)
    tells = turn.learnt & informing.NEEDS or _wish(turn, shop).clear
    if (intent is None or budget) and tells:
        return answer_as("ask_recommendation", turn, shop)
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
    return replace(told, says=says, memory=put_in_view(turn, product), stage="recommendation")


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


def _wish(turn: Turn, shop: Shop) -> Wish:
    """What this message asks for."""
    said = (*turn.colours, *turn.colour_families)
    return wish_in(
        turn.text,
        categories=shop.catalogue.categories(),
        colours=colours_meant(said, colours_sold(shop)) or turn.colours if said else (),
        refused_colours=turn.not_colours,
    )


def _popular_categories(shop: Shop) -> tuple[str, ...]:
    popular = shop.catalogue.popular(limit=len(shop.catalogue.categories()))
    return tuple(dict.fromkeys(each.category for each in popular))
