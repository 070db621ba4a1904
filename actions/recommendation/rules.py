"""What is recommended: the goods that fit, or what is said where none does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from actions.recommendation.allergies import bearable
from actions.recommendation.asking import Question
from actions.recommendation.choosing import (
    Cost,
    Pick,
    choose,
    is_looked_for,
    without_budget,
    without_needs,
)
from actions.recommendation.needs import Need
from actions.recommendation.telling import detail, item, shown
from actions.recommendation.wish import Wish
from actions.turn import Ask, Memory, Outcome, Say
from bot.shop.model.catalogue import Product
from bot.text.spoken import listed, yuan

# Kept with what was asked before: a second question was put about what is looked for.
ASKED_MORE = "need_more"
MOST_COLOURS = 3
# Intros that say no more than that something was found.
_PLAIN_INTROS = frozenset(
    f"utter_recommendation_{name}" for name in ("fits", "only", "more", "popular", "of_those")
)
# A price so many times the budget is no near one.
FAR = 2


def ask_need(question: Question, memory: Memory, *, disliked: bool = False) -> Outcome:
    """A question about what it is for, with answers to tap; there are two at most in a chat."""
    second = (ASKED_MORE,) if "need" in memory.asked_before else ()
    asked_before = (*memory.asked_before, *second)
    comfort = (Say("utter_recommendation_disliked"),) if disliked else ()
    return Outcome(
        "recommendation.need_unclear",
        (*comfort, Say(f"utter_recommendation_ask_{question.about}", offers=question.answers)),
        memory={"asked_before": asked_before},
        ask=Ask("need", "ask_recommendation"),
        stage="recommendation",
    )


def recommend(
    products: Sequence[Product],
    wish: Wish,
    memory: Memory,
    *,
    now: datetime,
    cost: Cost,
    said: Collection[Need] | None = None,
) -> Outcome:
    """At most three products that fit, or the nearest ones said to be so; never one shown before.

    The one in view and those refused are not recommended either, nor what was listed where
    others are wanted. What no record of the goods can tell is said to be untold, where it is one
    of the needs `said` just now.
    """
    known = not_again(memory, listed_too=wish.like)
    if wish.allergies:
        products = [each for each in products if bearable(each, wish.allergies)]
        if not any(is_looked_for(each, wish) for each in products):
            return _none_bearable(wish)
    untold = untold_needs(products, wish)
    wanted = replace(wish, needs=tuple(need for need in wish.needs if need not in untold))
    picks = choose(products, wanted, shown=known, now=now, cost=cost)
    if picks:
        now_said = wish.needs if said is None else tuple(said)
        untold = tuple(need for need in untold if need.must or need in now_said)
        return _told(picks, wanted, memory, untold, cost, now_said or wish.needs)
    if not wish.like and (told := _of_those(products, wanted, memory, now=now, cost=cost)):
        return told
    return _nearest(products, wanted, memory, known, now=now, cost=cost) or _nothing()


def not_again(memory: Memory, *, listed_too: bool = False) -> frozenset[str]:
    """Products not to be shown: recommended already, refused, or in view."""
    known = {*memory.recommended, *memory.refused, *(memory.listed if listed_too else ())}
    return frozenset(known | ({memory.product} if memory.product else set()))


def untold_needs(products: Sequence[Product], wish: Wish) -> tuple[Need, ...]:
    """Needs of which nothing is written on any of the goods looked for."""
    scope = [each for each in products if is_looked_for(each, wish)]
    return tuple(need for need in wish.needs if not any(_speaks_of(each, need) for each in scope))


def _speaks_of(product: Product, need: Need) -> bool:
    """Whether the record says anything of the need, for or against it."""
    told = need.met_by(product) or need.near_by(product) or need.against(product)
    return bool(told) or need.recorded(product)


def colours_of(
    product: Product, refused: Collection[str] = (), *, untold: Sequence[Need] = ()
) -> Outcome | None:
    """Which colour to take: those in stock and not refused, for the buyer's taste to decide."""
    in_stock = (sku.colour for sku in product.skus if sku.in_stock and sku.colour)
    there = tuple(colour for colour in dict.fromkeys(in_stock) if colour not in refused)
    if not there:
        return None
    facts = {"product": product.name, "colours": listed(there)}
    said = Say("utter_recommendation_colours", facts, offers=there[:MOST_COLOURS])
    return Outcome("recommendation.colours", (*_not_told(untold), said), stage="recommendation")


def _none_bearable(wish: Wish) -> Outcome:
    """No good of the kind may be recommended to who does not bear it: a person may know more."""
    facts = {"allergies": listed(wish.allergies), "kinds": listed(wish.categories) or "店里的商品"}
    return Outcome(
        "recommendation.none_bearable",
        (Say("utter_recommendation_none_bearable", facts),),
        memory={"categories": ()},
        ask=Ask("allergies", "request_human"),
        stage="recommendation",
    )


def with_caution(told: Outcome, allergies: Sequence[str]) -> Outcome:
    """The goods shown, with what is known of them and the allergies, and what is not."""
    if not allergies or not any(say.card for say in told.says):
        return told
    said = Say("utter_recommendation_bearable", {"allergies": listed(allergies)})
    plain = told.says[0].name in _PLAIN_INTROS
    return replace(told, says=(said, *(told.says[1:] if plain else told.says)))


def no_cheaper(lowest: Product) -> Outcome:
    """Nothing of the kind is cheaper than what was shown: the lowest priced of it again."""
    facts = {"product": lowest.name, "price": yuan(lowest.lowest_price)}
    return Outcome(
        "recommendation.no_cheaper",
        (Say("utter_recommendation_no_cheaper", facts, card=lowest.id),),
        stage="recommendation",
    )


def _told(
    picks: Sequence[Pick],
    wish: Wish,
    memory: Memory,
    untold: Sequence[Need],
    cost: Cost,
    said: Collection[Need],
) -> Outcome:
    """The goods with what of the needs `said` just now is told only nearly, or not at all."""
    open_needs = [need for need in wish.needs if not any(need in pick.met for pick in picks)]
    unmet = [need for need in open_needs if not any(need in pick.near for pick in picks)]
    nearly = [need for need in open_needs if need not in unmet]
    instead_of = untold if not wish.needs else ()
    items = [
        item(pick, cost, pieces=wish.pieces, instead_of=instead_of, wanted=wish.needs)
        for pick in picks
    ]
    plain = not (untold or open_needs or wish.like or wish.best_sold)
    if len(picks) == 1 and wish.clear and plain:
        product = picks[0].product
        only = (Say("utter_recommendation_only"), *detail(items[0], product))
        return shown("recommendation.only", only, [product.id], memory)
    if untold:
        kept = tuple(name for name in memory.needs if name not in {need.name for need in untold})
        told = shown("recommendation.untold", (*_not_told(untold), *items), _ids(picks), memory)
        return replace(told, memory={**told.memory, "needs": kept})
    if not wish.like and (missing := [need for need in unmet if need in said]):
        says = (Say("utter_recommendation_partly", {"needs": listed(_called(missing))}), *items)
        return shown("recommendation.partly", says, _ids(picks), memory)
    if not wish.like and (near := [need for need in nearly if need in said]):
        fits = (need.near_by(pick.product) for pick in picks for need in near)
        by = dict.fromkeys(attribute for attribute, _ in filter(None, fits))
        facts = {"needs": listed(_called(near)), "by": listed(by)}
        says = (Say("utter_recommendation_near", facts), *items)
        return shown("recommendation.near", says, _ids(picks), memory)
    name = _name(wish)
    intro = Say(f"utter_recommendation_{name}")
    return shown(f"recommendation.{name}", (intro, *items), _ids(picks), memory)


def _name(wish: Wish) -> str:
    if wish.like:
        return "more"
    if wish.needs:
        return "fits"
    return "cheapest" if wish.cheapest else "finest" if wish.finest else "popular"


def _of_those(
    products: Sequence[Product], wish: Wish, memory: Memory, *, now: datetime, cost: Cost
) -> Outcome | None:
    """Those of the goods shown last that meet what was added since: they are pointed at."""
    listed_last = [each for each in products if each.id in memory.listed]
    picks = choose(listed_last, wish, shown=memory.refused, now=now, cost=cost)
    picks = tuple(pick for pick in picks if len(pick.met) + len(pick.near) == len(wish.needs))
    if not picks:
        return None
    items = [item(pick, cost, pieces=wish.pieces, wanted=wish.needs) for pick in picks]
    says = (Say("utter_recommendation_of_those"), *items)
    return shown("recommendation.of_those", says, _ids(picks), memory)


def _nearest(
    products: Sequence[Product],
    wish: Wish,
    memory: Memory,
    known: frozenset[str],
    *,
    now: datetime,
    cost: Cost,
) -> Outcome | None:
    """The nearest goods: at another price with the difference, else without what was needed.

    What costs far more than the budget comes after what is within it and meets no needs.
    """

    def among(wanted: Wish) -> tuple[Pick, ...]:
        return choose(products, wanted, shown=known, now=now, cost=cost)

    bounded = wish.at_most is not None or wish.at_least is not None
    dearer = among(without_budget(wish)) if bounded else ()
    if dearer and not _is_far(dearer[0], wish):
        return _over_budget(dearer, wish, memory, cost)
    picks = among(without_needs(wish))
    if not picks and dearer:
        return _over_budget(dearer, wish, memory, cost)
    if not picks and wish.clear and not wish.like:
        picks = among(replace(without_needs(wish), categories=()))
    if not picks:
        return None
    items = [item(pick, cost, pieces=wish.pieces) for pick in picks]
    says = (Say("utter_recommendation_nearest"), *items)
    return shown("recommendation.nearest", says, _ids(picks), memory)


def _is_far(pick: Pick, wish: Wish) -> bool:
    return wish.at_most is not None and pick.sku.price * wish.pieces > wish.at_most * FAR


def _over_budget(picks: Sequence[Pick], wish: Wish, memory: Memory, cost: Cost) -> Outcome:
    items = [item(pick, cost, pieces=wish.pieces, budget=wish.at_most) for pick in picks]
    intro = Say("utter_recommendation_nearest")
    if wish.at_most is not None:
        pieces = "" if wish.pieces == 1 else "_together"
        facts = {"budget": yuan(wish.at_most), "pieces": str(wish.pieces)}
        intro = Say(f"utter_recommendation_over_budget{pieces}", facts)
    return shown("recommendation.nearest", (intro, *items), _ids(picks), memory)


def _nothing() -> Outcome:
    return Outcome(
        "recommendation.nothing_more",
        (Say("utter_recommendation_nothing_more"),),
        stage="recommendation",
    )


def _not_told(untold: Sequence[Need]) -> tuple[Say, ...]:
    if not untold:
        return ()
    return (Say("utter_recommendation_untold", {"needs": listed(_called(untold))}),)


def _called(needs: Sequence[Need]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(need.called for need in needs))


def _ids(picks: Sequence[Pick]) -> list[str]:
    return [pick.product.id for pick in picks]
