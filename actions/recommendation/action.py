"""Recommending, and bare answers to questions of ours."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.product.colours import colours_meant, colours_sold
from actions.product.lookup import product_in_view, put_in_view
from actions.product.rules import introduction
from actions.quoting import quoted
from actions.recommendation import informing, rules
from actions.recommendation.allergies import tells_allergies
from actions.recommendation.asking import Question, best_question
from actions.recommendation.choosing import AT_MOST, Cost, cheaper_than, fitting
from actions.recommendation.needs import looked_for, of_these_goods
from actions.recommendation.pairing import paired
from actions.recommendation.refusing import REFUSED, asks_for_others
from actions.recommendation.wish import Wish, wish_in, with_memory
from actions.turn import Outcome, Say, Turn
from bot.pricing.basket import Line
from bot.shop.model.catalogue import Product, Sku
from bot.shop.shop import Shop


class ActionRecommendation(ShopAction):
    """Recommends what fits; sends a bare statement to the question it answers."""

    topic = "recommendation"
    intents: ClassVar[tuple[str, ...]] = ("ask_recommendation", "inform")

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """A recommendation, or what the statement answers."""
        if turn.intent == "inform":
            return _informed(turn, shop)
        if informing.is_about_size(turn):
            return answer_as("ask_size", turn, shop)
        return _recommended(turn, shop)


def _recommended(turn: Turn, shop: Shop) -> Outcome:
    said = _wish(turn, shop)
    goods = shop.catalogue.all()
    wish = _known(said, turn, shop)
    product = shop.catalogue.product(turn.memory.product) if turn.memory.product else None
    if product and said.categories and product.category not in said.categories:
        wish = replace(wish, which_colour=False)
    if product is not None and (told := _about(product, wish, turn, shop)):
        return told
    cost = _cost(turn, shop)
    if question := _question(wish, turn, goods, cost):
        told = rules.ask_need(question, turn.memory, disliked="refused" in turn.learnt)
        return replace(told, memory={**told.memory, **looked_for(turn, said.categories)})
    if "refused" in turn.learnt:
        wish = replace(wish, like=True)
    listed = shop.catalogue.products(turn.memory.listed)
    wish = _like(wish, (product,) if product else listed or _refused_now(turn, shop))
    if said.cheapest and listed and said.at_most is None and not said.categories:
        wish = cheaper_than(listed, wish)
        if not fitting(goods, wish, rules.not_again(turn.memory), cost):
            return rules.no_cheaper(min(listed, key=lambda each: each.lowest_price))
    told = rules.recommend(goods, wish, turn.memory, now=turn.now, cost=cost, said=said.needs)
    told = rules.with_caution(told, wish.allergies)
    return replace(told, memory={**looked_for(turn, said.categories), **told.memory})


def _known(said: Wish, turn: Turn, shop: Shop) -> Wish:
    """What was asked for by now, as far as goods of this shop can have it."""
    wish = with_memory(said, turn.memory)
    goods = shop.catalogue.all()
    eaten = wish.allergies if tells_allergies(goods) else ()
    wish = replace(wish, needs=of_these_goods(wish.needs, goods), allergies=eaten)
    if not (turn.memory.colours or turn.memory.not_colours):
        return wish
    sold = colours_sold(shop)
    return replace(
        wish,
        colours=wish.colours or colours_meant(turn.memory.colours, sold),
        refused_colours=colours_meant(turn.memory.not_colours, sold),
    )


def _question(wish: Wish, turn: Turn, goods: tuple[Product, ...], cost: Cost) -> Question | None:
    """What to ask first: once where nothing is known, once more after an answer told little."""
    asked = turn.memory.asked
    answered = asked is not None and asked.fact == "need"
    shown = len(turn.memory.recommended)
    refused = "refused" in turn.learnt
    disliked = refused or bool(shown and turn.learnt & REFUSED)
    tired = refused and shown >= 2 * AT_MOST and not asks_for_others(turn.text)
    again = answered or tired
    if disliked and not again:
        return None
    if turn.left_open is not None or not turn.may_ask(rules.ASKED_MORE if again else "need"):
        return None
    if (wish.clear or answered) and not (again and informing.tells_little(wish)):
        return None
    left = fitting(goods, wish, rules.not_again(turn.memory), cost)
    if len(left) <= (2 * AT_MOST if again else AT_MOST):
        return None
    put = asked.options if asked is not None and answered else ()
    return best_question([product for product, _ in left], wish, put=put)


def _refused_now(turn: Turn, shop: Shop) -> tuple[Product, ...]:
    """The one in view that was just said not to be liked: others of its kind are shown."""
    refused = "refused" in turn.learnt and turn.previous_product is not None
    return shop.catalogue.products((turn.previous_product or "",)) if refused else ()


def _like(wish: Wish, shown: tuple[Product, ...]) -> Wish:
    """Where others like it are wanted: goods of the kinds that were shown."""
    if not wish.like or wish.categories:
        return wish
    kinds = dict.fromkeys(each.category for each in shown)
    return replace(
        wish, categories=tuple(kind for kind in kinds if kind not in wish.refused_categories)
    )


def _cost(turn: Turn, shop: Shop) -> Cost:
    def cost(product: Product, sku: Sku, pieces: int) -> Decimal:
        return quoted([Line.of(product, sku, pieces)], turn, shop).total

    return cost


def _about(product: Product, wish: Wish, turn: Turn, shop: Shop) -> Outcome | None:
    """Questions about the product in view itself: what goes with it, which colour."""
    if wish.pair:
        return paired(product, turn, shop)
    if len(turn.colours) > 1:
        others = [colour for colour in product.colours if colour not in turn.colours]
        return rules.colours_of(product, others)
    if wish.which_colour and not turn.colours:
        untold = rules.untold_needs((product,), wish)
        return rules.colours_of(product, wish.refused_colours, untold=untold)
    return None


def _informed(turn: Turn, shop: Shop) -> Outcome:
    turn = informing.with_bare_offer(turn)
    intent = informing.meant_by(turn)
    if intent is None and informing.prefers_cut(turn):
        return answer_as("ask_size", turn, shop)
    budget = intent == "bargain" and not informing.is_haggling(turn)
    tells = turn.learnt & informing.TOLD or _wish(turn, shop).clear
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
