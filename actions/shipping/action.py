"""Dispatch, days, couriers and fees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.quoting import quoted
from actions.shipping.calendar import Dispatch
from actions.shipping.deadline import deadline
from actions.shipping.parcel import Goods, Parcel, Postage
from actions.shipping.questions import (
    ASPECT_OF_INTENT,
    ORDER,
    Asked,
    asked_in,
    demands_free_shipping,
    is_of_returns,
    regions_meant,
)
from actions.shipping.rules import NOTE, Question, answer
from actions.turn import Item, Outcome, Turn
from bot.pricing.basket import Line
from bot.shop.shop import Shop

TELLS_ALL = frozenset({"region", "confirm_order"})


class ActionShipping(ShopAction):
    """Answers everything about the parcel that is asked in one message."""

    topic = "shipping"
    at_once = True
    intents: ClassVar[tuple[str, ...]] = tuple(ASPECT_OF_INTENT)

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """One reply; the region is asked for only where the answer depends on it."""
        if is_of_returns(turn.text):
            return _of_returns(turn, shop)
        parcel = _priced(turn, shop)
        if _insists(turn) and not parcel.ships_free:
            return answer_as("bargain", turn, shop)
        question = Question(
            asked=_asked(turn),
            courier=turn.courier,
            not_courier=turn.not_courier,
            day=deadline(turn.text, _days_named(turn), turn.now.date()),
            may_ask_region=turn.may_ask("region"),
            noted=f"{NOTE}:{turn.memory.region}" in turn.memory.asked_before,
        )
        regions = [*regions_meant(turn.text), *_named(turn, "region")]
        several = [_parcel_to(region, turn, shop) for region in dict.fromkeys(regions)]
        return _noted(turn, answer(question, parcel, several))


def _of_returns(turn: Turn, shop: Shop) -> Outcome:
    """The freight of sending back, unless the same message was read as that question too."""
    if "ask_return" in turn.also:
        return Outcome("shipping.told_with_returns", ())
    return answer_as("ask_return", turn, shop)


def _insists(turn: Turn) -> bool:
    """Whether free shipping is demanded again, after the fee was told: that is a haggle."""
    before = turn.memory.answered
    told = before is not None and "ask_shipping_fee" in before.intents
    plain = turn.intent == "ask_shipping_fee" and not turn.also and turn.memory.product is not None
    return told and plain and demands_free_shipping(turn.text)


def parcel_of(turn: Turn, shop: Shop) -> Parcel:
    """The parcel that would go to this buyer with the product in view."""
    region, policy = turn.memory.region, shop.terms.policy()
    return Parcel(
        now=turn.now,
        dispatch=Dispatch.of(policy, shop.shipping.holidays(turn.now.date())),
        ships_from=policy.ships_from,
        couriers=shop.shipping.couriers(),
        promotions=shop.promotions.live(turn.now),
        region=region,
        rate=shop.shipping.rate(region) if region else None,
        rates=() if region else shop.shipping.rates(),
        goods=_goods(turn, shop),
        within_hours=policy.dispatch_within_hours,
        promised_on=_promised_day(turn, shop),
    )


def _promised_day(turn: Turn, shop: Shop) -> date | None:
    """The day of dispatch promised last for the product in view, or for all; not one gone by."""
    standing = shop.commitments.standing(turn.buyer_id, now=turn.now, kind="dispatch")
    days = [
        date.fromisoformat(promise.terms["day"])
        for promise in standing
        if promise.is_for(turn.memory.product or "") and "day" in promise.terms
    ]
    return next((on for on in reversed(days) if on >= turn.now.date()), None)


def _parcel_to(region: str, turn: Turn, shop: Shop) -> Parcel:
    return _priced(replace(turn, memory=replace(turn.memory, region=region)), shop)


def _priced(turn: Turn, shop: Shop) -> Parcel:
    return replace(parcel_of(turn, shop), postage=_postage(turn, shop))


def _noted(turn: Turn, outcome: Outcome) -> Outcome:
    """Keep that the note of the region was told."""
    if not any(NOTE in (say.name, *say.more) for say in outcome.says):
        return outcome
    told = (*turn.memory.asked_before, f"{NOTE}:{turn.memory.region}")
    return replace(outcome, memory={**outcome.memory, "asked_before": told})


def _days_named(turn: Turn) -> list[date]:
    return [date.fromisoformat(value) for value in _named(turn, "date")]


def _named(turn: Turn, entity: str) -> list[str]:
    return [value for name, value in turn.entities if name == entity]


def _goods(turn: Turn, shop: Shop) -> Goods | None:
    memory = turn.memory
    product = shop.catalogue.product(memory.product) if memory.product else None
    if product is None or turn.ambiguous:
        return None
    return Goods.of(
        product,
        colour=memory.colour,
        size=memory.size,
        quantity=memory.quantity,
    )


def _postage(turn: Turn, shop: Shop) -> Postage | None:
    """Of the order in the making, else of the product in view; None where there is neither."""
    memory = turn.memory
    in_view = Item(memory.product or "", memory.colour, memory.size, memory.quantity)
    items = memory.basket or (() if turn.ambiguous else (in_view,))
    found = ((item, shop.catalogue.product(item.product)) for item in items if item.product)
    lines = [
        Line.of(product, product.quoted(colour=item.colour, size=item.size), item.quantity or 1)
        for item, product in found
        if product is not None
    ]
    if not lines:
        return None
    promises = shop.commitments.standing(turn.buyer_id, now=turn.now, kind="shipping")
    return Postage(
        hand=quoted(lines, turn, shop),
        pieces=sum(line.quantity for line in lines),
        promised=any(each.is_for(line.product_id) for each in promises for line in lines),
    )


def _asked(turn: Turn) -> Asked:
    """The questions; a region told in answer to a question of ours gets days and fee at once."""
    pending, of_courier = turn.memory.asked, bool(turn.courier or turn.not_courier)
    places = regions_meant(turn.text) or _named(turn, "region")
    of_region = bool(places) and not _named(turn, "date")
    ranked = [intent for intent, _ in turn.ranking]
    intents = sorted(
        (turn.intent, *turn.also),
        key=lambda intent: ranked.index(intent) if intent in ranked else len(ranked),
    )
    if pending is None or pending.fact not in TELLS_ALL or "region" not in turn.learnt:
        return asked_in(turn.text, intents, of_courier=of_courier, of_region=of_region)
    said = turn.text.removeprefix(pending.text)
    others = [intent for intent in intents if intent != pending.intent]
    asked = asked_in(said, others, of_courier=of_courier)
    wanted = {*asked.aspects, "days", "fee"}
    return replace(asked, aspects=tuple(aspect for aspect in ORDER if aspect in wanted))
