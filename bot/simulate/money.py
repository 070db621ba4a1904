"""Audits of what was said and written down in yuan: floors, list prices, hand prices, figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from bot.shop.model.catalogue import Sku
from bot.shop.model.trade import Commitment
from bot.shop.shop import Shop
from bot.simulate.findings import Finding, every_turn
from bot.simulate.goods import Goods, floor_of
from bot.simulate.prices import Told, hands, told_in
from bot.simulate.records import Records, Reply

_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def floor_crossings(records: Records, goods: Goods) -> Iterable[Finding]:
    """Prices said, promised or written into an order below the floors of the goods."""
    skus = {sku.id: sku for product in goods.products for sku in product.skus}
    for talk, place in every_turn(records):
        for reply in talk.turns[place].replies:
            told = told_in(reply, goods)
            if told is not None and told.total < told.floor:
                what = f"{reply.reason} 说了 {told.total}，底价合计 {told.floor}"
                yield Finding("below_floor", talk, place, what)
    for talk in records.talks:
        if talk.buyer_id == talk.person:
            for what in _crossing(talk.person, records, goods, skus):
                yield Finding("below_floor", talk, len(talk.turns) - 1, what)


def figures_without_facts(records: Records) -> Iterable[Finding]:
    """Figures the buyer read that stand in no fact of the reply."""
    for talk, place in every_turn(records):
        for reply in talk.turns[place].replies:
            known = {figure for fact in reply.facts.values() for figure in _FIGURE.findall(fact)}
            unknown = [figure for figure in _FIGURE.findall(reply.text) if figure not in known]
            if unknown:
                what = f"{reply.reason} 说了 {'、'.join(unknown)}：{reply.text}"
                yield Finding("unbacked_figure", talk, place, what)


def wrong_list_prices(records: Records, goods: Goods) -> Iterable[Finding]:
    """List prices that the shop's rows do not add up to."""
    for talk, place in every_turn(records):
        for reply in talk.turns[place].replies:
            told = told_in(reply, goods)
            said = reply.facts.get("list_price") or reply.facts.get("list")
            if told is None or said is None or not _FIGURE.fullmatch(said):
                continue
            if Decimal(said) not in _list_totals(told):
                what = f"{reply.reason} 标价说了 {said}"
                yield Finding("wrong_list_price", talk, place, what)


def prices_without_ground(records: Records, goods: Goods, shop: Shop) -> Iterable[Finding]:
    """Prices that are neither the hand price of the goods nor follow from a promise in force."""
    known: dict[tuple[object, ...], set[Decimal]] = {}
    for talk, place in every_turn(records):
        turn = talk.turns[place]
        for reply in turn.replies:
            told = told_in(reply, goods)
            if told is None:
                continue
            region = reply.memory.get("region")
            key = (told.goods, region, _live(turn.at, shop))
            if key not in known:
                known[key] = hands(told, shop, at=turn.at, region=region)
            possible = known[key]
            made = [p for p in records.promises.get(talk.person, ()) if p.made_at <= turn.at]
            if told.total not in possible and not _follows(told, possible, made, turn.at):
                yield Finding("unbacked_price", talk, place, _difference(reply, told, possible))


def _crossing(
    person: str, records: Records, goods: Goods, skus: Mapping[str, Sku]
) -> Iterator[str]:
    for order in records.orders.get(person, ()):
        total = sum((line.unit_price * line.quantity for line in order.lines), Decimal(0))
        floor = sum(
            (floor_of(skus[line.sku_id]) * line.quantity for line in order.lines), Decimal(0)
        )
        if total < floor:
            yield f"订单 {order.id} 共 {total}，底价合计 {floor}"
    for promise in records.promises.get(person, ()):
        product = goods.product(promise.product_id)
        if promise.kind != "price" or product is None or promise.made_by != "bot":
            continue
        listed, quantity = Decimal(str(promise.terms["list_price"])), promise.terms["quantity"]
        meant = [sku for sku in product.skus if sku.price == listed] or list(product.skus)
        floor = min(floor_of(sku) for sku in meant) * quantity
        if Decimal(str(promise.terms["total"])) < floor:
            yield f"答应了 {promise.product_id} {promise.terms['total']}，底价合计 {floor}"


def _follows(
    told: Told, possible: Iterable[Decimal], made: Iterable[Commitment], at: datetime
) -> bool:
    """Whether the total follows from promises that stand: as said, or by what comes off a piece."""
    quantities = {each.product.id: each.quantity for each in told.goods}
    standing = [
        p for p in made if p.stands(at) and p.kind == "price" and p.product_id in quantities
    ]
    if len(told.goods) > 1 and standing:
        return told.floor <= told.total <= max(possible)
    for promise in standing:
        quantity = quantities[promise.product_id]
        off = Decimal(str(promise.terms.get("off_each", "0"))) * quantity
        if told.total == Decimal(str(promise.terms["total"])):
            return True
        if any(hand - off <= told.total < hand for hand in possible):
            return True
    return False


def _list_totals(told: Told) -> set[Decimal]:
    totals = {Decimal(0)}
    for each in told.goods:
        prices = {sku.price * each.quantity for sku in each.skus}
        totals = {total + price for total in totals for price in prices}
    return totals


def _live(at: datetime, shop: Shop) -> tuple[str, ...]:
    """What the prices of a moment depend on: the offers that are live."""
    return tuple(promotion.id for promotion in shop.promotions.live(at))


def _difference(reply: Reply, told: Told, possible: set[Decimal]) -> str:
    reckoned = "、".join(str(hand) for hand in sorted(possible))
    return f"{reply.reason} 说了 {told.total}，算出来是 {reckoned}"
