"""The hand price once more, by the rules in bot/pricing/hand_price.py alone: slow and simple.

Every use of prices by quantity, every choice of free pieces and every subset of the other offers is
tried, with fractions of a yuan. It shares nothing with the engine but the facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import chain, combinations, product
from math import ceil, floor
from typing import Any, NamedTuple

from bot.pricing.basket import Line
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind

MONEY = (PromotionKind.AMOUNT_OFF, PromotionKind.COUPON)


class Verdict(NamedTuple):
    """The lowest total in fen; what may come with it: (free shipping, gifts), by what is best."""

    total: int
    beside: frozenset[tuple[bool, tuple[tuple[str, int], ...]]]


def oracle(
    lines: Sequence[Line],
    offers: Sequence[Promotion],
    tiers: Sequence[PriceTier],
    now: datetime,
    region: str | None = None,
    *,
    new_buyer: bool = False,
) -> Verdict:
    """Rules 1 to 8, tried out in full."""
    there = [offer for offer in offers if _is_there(offer, now, new_buyer=new_buyer)]
    listed = sum(Fraction(line.unit_price) * line.quantity for line in lines)
    floors = sum(
        min(Fraction(line.floor_price), Fraction(line.unit_price)) * line.quantity
        for line in lines
        if line.floor_price is not None
    )
    lowest, outcomes = listed + 1, []
    for prices in _prices(lines, tiers):
        for amounts, free in _after_free_pieces(lines, prices, there):
            for chosen in _subsets([offer for offer in there if offer.kind in MONEY]):
                if not _one_of_each_group([*free, *chosen]):
                    continue
                uncut = Fraction(_fen(_after_money_off(lines, amounts, chosen)), 100)
                total = max(uncut, floors)
                if total <= lowest:
                    if total < lowest:
                        lowest, outcomes = total, []
                    listed_now = sum(p * x.quantity for p, x in zip(prices, lines, strict=True))
                    outcomes.append(((-listed_now, uncut), amounts, free, chosen))
    assert lowest <= listed
    return Verdict(int(lowest * 100), _beside(lines, there, outcomes, floors, region))


def _is_there(offer: Promotion, now: datetime, *, new_buyer: bool) -> bool:
    words = ("新客", "新人", "首单", "首次", "头一次", "第一次")
    kept_for_new = any(word in offer.title + offer.claim for word in words)
    return offer.starts_at <= now < offer.ends_at and (new_buyer or not kept_for_new)


def _covered(lines: Sequence[Line], offer: Promotion) -> list[int]:
    def covers(line: Line) -> bool:
        named = {"shop": True, "category": line.category in offer.scope_values}
        return named.get(offer.scope.value, line.product_id in offer.scope_values)

    return [i for i, line in enumerate(lines) if covers(line)]


def _prices(lines: Sequence[Line], tiers: Sequence[PriceTier]) -> Iterator[list[Fraction]]:
    products = sorted({line.product_id for line in lines})
    ways = []
    for name in products:
        pieces = sum(line.quantity for line in lines if line.product_id == name)
        reached = [t for t in tiers if t.product_id == name and t.min_quantity <= pieces]
        ways.append([None, *(Fraction(tier.unit_price) for tier in reached)])
    for way in product(*ways):
        price = dict(zip(products, way, strict=True))
        yield [
            min(Fraction(line.unit_price), price[line.product_id] or Fraction(line.unit_price))
            for line in lines
        ]


def _after_free_pieces(
    lines: Sequence[Line], prices: Sequence[Fraction], offers: Sequence[Promotion]
) -> Iterator[tuple[list[Fraction], list[Promotion]]]:
    """What each line costs, and the offers used, for every legal choice of free pieces."""
    giving = [
        offer for offer in offers if offer.kind is PromotionKind.BUY_N_GET_M and not offer.gift_name
    ]
    for chosen in _subsets(giving):
        if not chosen:
            yield [p * line.quantity for p, line in zip(prices, lines, strict=True)], []
        elif _one_of_each_group(chosen):
            yield from _with_free_pieces(lines, prices, chosen)


def _with_free_pieces(
    lines: Sequence[Line], prices: Sequence[Fraction], chosen: list[Promotion]
) -> Iterator[tuple[list[Fraction], list[Promotion]]]:
    places = [
        [None, *(n for n, offer in enumerate(chosen) if i in _covered(lines, offer))]
        for i in range(len(lines))
    ]
    for owners in product(*places):
        frees = product(*(range(line.quantity + 1) for line in lines))
        for free in frees:
            if any(n and owner is None for n, owner in zip(free, owners, strict=True)):
                continue
            if all(
                _is_legal(lines, prices, free, [i for i, o in enumerate(owners) if o == n], offer)
                for n, offer in enumerate(chosen)
            ):
                yield (
                    [
                        p * (line.quantity - out)
                        for p, line, out in zip(prices, lines, free, strict=True)
                    ],
                    list(chosen),
                )


def _is_legal(
    lines: Sequence[Line],
    prices: Sequence[Fraction],
    free: Sequence[int],
    mine: list[int],
    offer: Promotion,
) -> bool:
    """Whether sets can be laid out on the table, piece by piece."""
    paid_each, free_each = offer.min_quantity or 1, offer.gift_quantity or 1
    given = sorted((prices[i] for i in mine for _ in range(free[i])), reverse=True)
    kept = sorted(
        (prices[i] for i in mine for _ in range(lines[i].quantity - free[i])), reverse=True
    )
    sets = len(given) // free_each
    most = (offer.per_buyer_limit or sets) if offer.every else 1
    if not given or len(given) % free_each or sets > most:
        return False
    for number in range(sets):
        out = given[number * free_each : (number + 1) * free_each]
        paid = kept[number * paid_each : (number + 1) * paid_each]
        if len(paid) < paid_each or min(paid) < max(out):
            return False
    return True


def _subsets(offers: Sequence[Promotion]) -> Iterator[list[Promotion]]:
    sizes = range(len(offers) + 1)
    return map(list, chain.from_iterable(combinations(offers, size) for size in sizes))


def _one_of_each_group(offers: Sequence[Promotion]) -> bool:
    counted = Counter(offer.exclusive_group for offer in offers if offer.exclusive_group)
    return all(count == 1 for count in counted.values())


def _condition(
    lines: Sequence[Line], amounts: Sequence[Fraction], offer: Promotion
) -> tuple[bool, int]:
    """Whether it is met, and how often the offer counts."""
    mine = _covered(lines, offer)
    money = sum((amounts[i] for i in mine), Fraction(0))
    pieces = sum(lines[i].quantity for i in mine)
    met = bool(mine) and money >= (offer.min_amount or 0) and pieces >= (offer.min_quantity or 0)
    fits = []
    if offer.every and offer.min_amount:
        fits.append(floor(money / Fraction(offer.min_amount)))
    if offer.every and offer.min_quantity:
        fits.append(pieces // offer.min_quantity)
    if offer.every and offer.per_buyer_limit:
        fits.append(offer.per_buyer_limit)
    return met, min(fits, default=1)


def _after_money_off(
    lines: Sequence[Line], amounts: Sequence[Fraction], chosen: Sequence[Promotion]
) -> Fraction:
    left = list(amounts)
    for kind, by_percent in product(MONEY, (False, True)):
        turn = [o for o in chosen if o.kind is kind and (o.percent_off is not None) is by_percent]
        for offer in sorted(turn, key=lambda o: (o.exclusive_group or o.id, o.id)):
            left = _taken(lines, amounts, left, offer)
    return sum(left, Fraction(0))


def _taken(
    lines: Sequence[Line], amounts: Sequence[Fraction], left: list[Fraction], offer: Promotion
) -> list[Fraction]:
    met, count = _condition(lines, amounts, offer)
    mine = _covered(lines, offer)
    whole = sum((left[i] for i in mine), Fraction(0))
    if not met or not whole:
        return left
    if offer.percent_off is None:
        off = Fraction(offer.amount_off or 0) * count
    else:
        off = whole * offer.percent_off / 100
    off = min(off, whole, whole if offer.max_off is None else Fraction(offer.max_off))
    return [value - off * value / whole if i in mine else value for i, value in enumerate(left)]


def _beside(
    lines: Sequence[Line],
    offers: Sequence[Promotion],
    outcomes: Sequence[Any],
    floors: Fraction,
    region: str | None,
) -> frozenset[tuple[bool, tuple[tuple[str, int], ...]]]:
    """Free shipping and gifts of the outcomes that are first by rule 7, and then best by both."""
    found = []
    most = max(first for first, *_ in outcomes)
    for _, amounts, free, chosen in (each for each in outcomes if each[0] == most):
        used = [*free, *_that_count(lines, amounts, chosen, floors)]
        found.append(_earned(lines, amounts, used, offers, region))
    best = max((ships, sum(count for _, count in gifts)) for ships, gifts in found)
    return frozenset(
        (ships, gifts)
        for ships, gifts in found
        if (ships, sum(count for _, count in gifts)) == best
    )


def _that_count(
    lines: Sequence[Line],
    amounts: Sequence[Fraction],
    chosen: Sequence[Promotion],
    floors: Fraction,
) -> list[Promotion]:
    """The offers that take something off, before the floor is reached."""
    counting: list[Promotion] = []
    order = [
        offer
        for kind, by_percent in product(MONEY, (False, True))
        for offer in sorted(chosen, key=lambda o: (o.exclusive_group or o.id, o.id))
        if offer.kind is kind and (offer.percent_off is not None) is by_percent
    ]
    before = max(_fen(sum(amounts, Fraction(0))), _fen(floors))
    for number, offer in enumerate(order):
        after = max(_fen(_after_money_off(lines, amounts, order[: number + 1])), _fen(floors))
        if after < before:
            counting.append(offer)
        before = after
    return counting


def _fen(amount: Fraction) -> int:
    return ceil(amount * 100)


def _earned(
    lines: Sequence[Line],
    amounts: Sequence[Fraction],
    used: Sequence[Promotion],
    offers: Sequence[Promotion],
    region: str | None,
) -> tuple[bool, tuple[tuple[str, int], ...]]:
    groups = {offer.exclusive_group for offer in used} - {""}
    beside = [
        offer
        for offer in offers
        if offer.kind in (PromotionKind.FREE_SHIPPING, PromotionKind.GIFT)
        or (offer.kind is PromotionKind.BUY_N_GET_M and offer.gift_name)
    ]
    ships, gifts = False, []
    hardest = sorted(beside, key=lambda o: (-(o.min_amount or 0), -(o.min_quantity or 0), o.id))
    for offer in hardest:
        met, count = _condition(lines, amounts, offer)
        if not met or offer.exclusive_group in groups:
            continue
        if offer.kind is PromotionKind.FREE_SHIPPING:
            place = (region or "").split(" ")
            left_out = [out.split(" ") for out in offer.excluded_regions]
            if any(place[: len(out)] == out for out in left_out):
                continue
            ships = True
        else:
            pieces = (offer.gift_quantity or 1) * count
            if offer.gift_stock is not None:
                pieces = min(pieces, offer.gift_stock)
            if not pieces:
                continue
            gifts.append((offer.id, pieces))
        groups |= {offer.exclusive_group} - {""}
    return ships, tuple(gifts)
