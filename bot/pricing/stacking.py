"""The search for the cheapest legal use of a basket's offers; the rules are in hand_price.py.

Everything is counted in fen. What is left of the lines is kept exactly, as whole numbers over one
common scale; lines that the same offers cover are counted together.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product as combinations_of
from typing import NamedTuple

from bot.pricing.basket import Basket, fen, gives_pieces, lacking, taken_off
from bot.pricing.free_pieces import Free, Sets, free_ways
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind


class Way(NamedTuple):
    """One use of prices by quantity and of free pieces.

    `amounts` are what each line then costs; `off` is what came off so far, by prices of quantity
    and by each offer of free pieces.
    """

    amounts: tuple[int, ...]
    by_quantity: int
    free: tuple[tuple[Promotion, int], ...]

    @property
    def off(self) -> int:
        """What came off altogether."""
        return self.by_quantity + sum(off for _, off in self.free)

    @property
    def groups(self) -> frozenset[str]:
        """Exclusive groups that are used up."""
        return frozenset(promotion.exclusive_group for promotion, _ in self.free) - {""}


class Choice(NamedTuple):
    """A legal use of offers: each reduction in order; no promotion stands for a quantity's price.

    `cut` is what the floor kept from being taken off.
    """

    way: Way
    steps: tuple[tuple[Promotion | None, int], ...]
    cut: int

    @property
    def saving(self) -> int:
        """Everything taken off."""
        return sum(off for _, off in self.steps)


@dataclass(frozen=True)
class _Offer:
    """Money off or a coupon, the cells of lines it covers, and its place in the order."""

    promotion: Promotion
    lines: tuple[int, ...]
    cells: frozenset[int]
    pieces: int
    alternative: str


class _Cut(NamedTuple):
    """What an offer takes of one way's amounts: percent of what is left, at most so many fen."""

    offer: _Offer
    percent: int
    most: int | None


def cheapest(
    basket: Basket, usable: Sequence[Promotion], tiers: Sequence[PriceTier]
) -> list[Choice]:
    """The legal choices with the lowest total, and of those the best by rule 7.

    They may still differ in what they earn beside it.
    """
    total = sum(basket.list_amounts)
    room = total - basket.floor
    offers, cells = _offers(basket, [p for p in usable if _takes_money(p)])
    bound = _bound(offers, basket.list_amounts)
    ways = _ways(basket, [p for p in usable if gives_pieces(p)], tiers)
    beside = {p.exclusive_group for p in usable if not _takes_money(p) and not gives_pieces(p)}
    ordered = sorted(ways, key=lambda way: -way.off)
    reaches_floor = ordered[0].off + bound > room
    best = (-1, 0, 0)
    found: list[tuple[Way, list[int], list[_Cut]]] = []
    for way in ordered:
        if min(way.off + bound, room) < best[0]:
            break
        amounts = [sum(way.amounts[i] for i in cell) for cell in cells]
        for chosen in _combinations(way, offers, beside, reaches_floor=reaches_floor):
            left = _left_after(amounts, chosen)[-1] if chosen else sum(amounts)
            saving = min(total - left, room)
            worth = (saving, way.by_quantity, saving - (total - left))
            if worth > best:
                best, found = worth, []
            if worth == best:
                found.append((way, amounts, chosen))
    return [_choice(*each, room) for each in found]


def _takes_money(promotion: Promotion) -> bool:
    return promotion.kind in (PromotionKind.AMOUNT_OFF, PromotionKind.COUPON)


def _offers(
    basket: Basket, promotions: Sequence[Promotion]
) -> tuple[list[_Offer], list[list[int]]]:
    """The offers in the order they are taken in, and the lines that the same offers cover."""
    covered = {promotion.id: basket.covered(promotion) for promotion in promotions}
    cells: dict[tuple[bool, ...], list[int]] = {}
    for line in range(len(basket.lines)):
        signature = tuple(line in lines for lines in covered.values())
        cells.setdefault(signature, []).append(line)
    numbered = list(cells.values())
    offers = [
        _Offer(
            promotion,
            covered[promotion.id],
            frozenset(
                n for n, cell in enumerate(numbered) if cell[0] in set(covered[promotion.id])
            ),
            basket.pieces(covered[promotion.id]),
            promotion.exclusive_group or f"\n{promotion.id}",
        )
        for promotion in sorted(promotions, key=_turn)
    ]
    return offers, numbered


def _turn(promotion: Promotion) -> tuple[bool, bool, str, str]:
    """Money off before coupons; of each kind sums before percentages, then group and number."""
    return (
        promotion.kind is PromotionKind.COUPON,
        promotion.percent_off is not None,
        promotion.exclusive_group or promotion.id,
        promotion.id,
    )


def _bound(offers: Sequence[_Offer], list_amounts: Sequence[int]) -> int:
    """More than this no choice takes off by money off and coupons."""
    best: dict[str, int] = {}
    for offer in offers:
        goods = sum(list_amounts[i] for i in offer.lines)
        percent, most = taken_off(offer.promotion, goods, offer.pieces)
        off = -(-goods * percent // 100)
        off = off if most is None else min(off, most)
        best[offer.alternative] = max(best.get(offer.alternative, 0), off)
    return sum(best.values())


def _ways(
    basket: Basket, free_offers: Sequence[Promotion], tiers: Sequence[PriceTier]
) -> Iterator[Way]:
    listed = basket.list_amounts
    for prices in _unit_prices(basket, tiers):
        amounts = tuple(
            price * line.quantity for price, line in zip(prices, basket.lines, strict=True)
        )
        by_quantity = sum(listed) - sum(amounts)
        if not free_offers:
            yield Way(amounts, by_quantity, ())
            continue
        for given in _given_free(basket, prices, free_offers):
            off = [(p, sum(prices[i] * n for i, n in free.items())) for p, free in given]
            out = {i: prices[i] * n for _, free in given for i, n in free.items()}
            kept = tuple(amount - out.get(i, 0) for i, amount in enumerate(amounts))
            yield Way(kept, by_quantity, tuple(off))


def _unit_prices(basket: Basket, tiers: Sequence[PriceTier]) -> Iterator[tuple[int, ...]]:
    """Every way to use the prices by quantity reached, a product's colours and sizes together."""
    listed = [fen(line.unit_price) for line in basket.lines]
    if not tiers:
        yield tuple(listed)
        return
    pieces: dict[str, int] = {}
    dearest: dict[str, int] = {}
    for line, price in zip(basket.lines, listed, strict=True):
        pieces[line.product_id] = pieces.get(line.product_id, 0) + line.quantity
        dearest[line.product_id] = max(dearest.get(line.product_id, 0), price)
    reached: dict[str, set[int]] = {product_id: {dearest[product_id]} for product_id in pieces}
    for tier in tiers:
        if tier.min_quantity <= pieces.get(tier.product_id, 0):
            reached[tier.product_id].add(min(fen(tier.unit_price), dearest[tier.product_id]))
    for picked in combinations_of(*reached.values()):
        price_of: Mapping[str, int] = dict(zip(reached, picked, strict=True))
        yield tuple(
            min(price, price_of[line.product_id])
            for line, price in zip(basket.lines, listed, strict=True)
        )


def _given_free(
    basket: Basket, prices: Sequence[int], offers: Sequence[Promotion]
) -> Iterator[tuple[tuple[Promotion, Free], ...]]:
    """Every use of the offers of free pieces; a line takes part in one of them only."""
    covering = [
        [n for n, offer in enumerate(offers) if i in basket.covered(offer)] or [-1]
        for i in range(len(basket.lines))
    ]
    for owners in combinations_of(*covering):
        ways = []
        for n, offer in enumerate(offers):
            lines = [i for i, owner in enumerate(owners) if owner == n]
            goods = [(i, prices[i], basket.lines[i].quantity) for i in lines]
            ways.append([(offer, free) for free in free_ways(goods, Sets.of(offer))])
        for picked in combinations_of(*ways):
            used = tuple((offer, free) for offer, free in picked if free)
            groups = [offer.exclusive_group for offer, _ in used if offer.exclusive_group]
            if len(groups) == len(set(groups)):
                yield tuple(sorted(used, key=lambda pair: pair[0].id))


def _combinations(
    way: Way, offers: Sequence[_Offer], beside: Container[str], *, reaches_floor: bool
) -> Iterator[list[_Cut]]:
    """Every choice of money off and coupons that may be the best.

    Where the floor may cut them, less may be as good as more. Else an offer that another of its
    group outdoes is never best, nor is one left out, unless its group is also for a gift `beside`.
    """
    alternatives: dict[str, list[_Cut]] = {}
    for offer in offers:
        promotion = offer.promotion
        goods = sum(way.amounts[i] for i in offer.lines)
        if promotion.exclusive_group in way.groups or lacking(promotion, goods, offer.pieces):
            continue
        cut = _Cut(offer, *taken_off(promotion, goods, offer.pieces))
        others = alternatives.setdefault(offer.alternative, [])
        if reaches_floor:
            others.append(cut)
        elif not any(_at_least(other, cut) for other in others):
            others[:] = [other for other in others if not _at_least(cut, other)]
            others.append(cut)
    place = {offer.promotion.id: n for n, offer in enumerate(offers)}
    choices = [
        [*([[]] if reaches_floor or group in beside else []), *([cut] for cut in cuts)]
        for group, cuts in alternatives.items()
    ]
    for picked in combinations_of(*choices):
        cuts = [cut for each in picked for cut in each]
        yield sorted(cuts, key=lambda cut: place[cut.offer.promotion.id])


def _at_least(one: _Cut, other: _Cut) -> bool:
    """Whether `one` of the same group always takes off as much, in the same place of the order."""
    alike = one.offer.cells == other.offer.cells and (
        _turn(one.offer.promotion)[:2] == _turn(other.offer.promotion)[:2]
    )
    if not alike or one.percent < other.percent:
        return False
    return one.most is None or (other.most is not None and one.most >= other.most)


def _left_after(amounts: Sequence[int], cuts: Sequence[_Cut]) -> list[int]:
    """Fen left in all after each reduction, rounded up; a reduction is spread over its lines."""
    left, scale = list(amounts), 1
    after = []
    for offer, percent, most in cuts:
        whole = sum(left[cell] for cell in offer.cells)
        if most is None or whole * percent <= most * 100 * scale:
            keep, of = 100 - percent, 100
        else:
            keep, of = whole - most * scale, whole
        left = [v * (keep if cell in offer.cells else of) for cell, v in enumerate(left)]
        scale *= of
        after.append(-(-sum(left) // scale))
    return after


def _choice(way: Way, amounts: Sequence[int], chosen: Sequence[_Cut], room: int) -> Choice:
    """The derivation, the last reductions cut where the total would fall below the floor."""
    steps: list[tuple[Promotion | None, int]] = [(None, way.by_quantity), *way.free]
    before = sum(amounts)
    for cut, after in zip(chosen, _left_after(amounts, chosen), strict=True):
        steps.append((cut.offer.promotion, before - after))
        before = after
    kept: list[tuple[Promotion | None, int]] = []
    left = room
    for promotion, off in steps:
        taken = min(off, left)
        left -= taken
        if taken:
            kept.append((promotion, taken))
    return Choice(way, tuple(kept), sum(off for _, off in steps) - (room - left))
