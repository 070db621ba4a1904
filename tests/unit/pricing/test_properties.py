"""What must hold of the hand price of every basket."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pricing.hand_price import Applied, Basket, HandPrice, Line, applies, hand_price
from bot.shop.model.promotions import PromotionKind
from tests.unit.pricing.baskets import NOW, Case, offer, random_case, shuffled

cases = st.builds(
    lambda seed: random_case(Random(seed), most_lines=4, most_offers=7), st.integers(0, 2**48)
)
examples = settings(max_examples=400, deadline=None)


def hand_of(case: Case) -> HandPrice:
    return hand_price(
        Basket(case.lines), case.offers, case.tiers, NOW, case.region, new_buyer=case.new_buyer
    )


@examples
@given(cases)
def test_it_never_falls_below_the_floor(case: Case) -> None:
    floor = sum(
        min(line.floor_price, line.unit_price) * line.quantity
        for line in case.lines
        if line.floor_price is not None
    )
    assert hand_of(case).total >= floor


@examples
@given(cases)
def test_the_derivation_adds_up_to_the_fen(case: Case) -> None:
    hand = hand_of(case)
    assert hand.list_total == Basket(case.lines).list_total
    assert hand.list_total - sum((s.reduction for s in hand.steps), Decimal(0)) == hand.total
    assert all(s.reduction == s.reduction.quantize(Decimal("0.01")) > 0 for s in hand.steps)


@examples
@given(cases)
def test_of_an_exclusive_group_one_offer_counts(case: Case) -> None:
    hand = hand_of(case)
    groups = {offer.id: offer.exclusive_group for offer in case.offers}
    used = [groups.get(step.promotion_id, "") for step in hand.steps]
    used += [groups[gift.promotion_id] for gift in hand.gifts]
    named = [group for group in used if group]
    assert len(named) == len(set(named))


@examples
@given(cases, st.integers(0, 3), st.integers(1, 3))
def test_more_pieces_never_save_less(case: Case, grown: int, more: int) -> None:
    lines = list(case.lines)
    line = lines[grown % len(lines)]
    lines[grown % len(lines)] = replace(line, quantity=line.quantity + more)
    assert hand_of(replace(case, lines=tuple(lines))).saving >= hand_of(case).saving


@examples
@given(cases, cases)
def test_another_line_never_saves_less(case: Case, other: Case) -> None:
    grown = replace(case, lines=(*case.lines, other.lines[0]))
    assert hand_of(grown).saving >= hand_of(case).saving


@examples
@given(cases)
def test_gifts_are_never_more_than_there_are(case: Case) -> None:
    stock = {offer.id: offer.gift_stock for offer in case.offers}
    for gift in hand_of(case).gifts:
        there = stock[gift.promotion_id]
        assert gift.quantity > 0
        assert there is None or gift.quantity <= there


@examples
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_offers_does_not_matter(case: Case, random: Random) -> None:
    mixed = replace(
        case,
        lines=shuffled(random, case.lines),
        offers=shuffled(random, case.offers),
        tiers=shuffled(random, case.tiers),
    )
    one, other = hand_of(case), hand_of(mixed)
    assert (one.total, one.steps, one.gifts) == (other.total, other.steps, other.gifts)
    assert one.free_shipping == other.free_shipping


@examples
@given(cases)
def test_no_single_offer_or_legal_pair_beats_it(case: Case) -> None:
    best = hand_of(case).total
    for count in (1, 2):
        for some in combinations(case.offers, count):
            assert hand_of(replace(case, offers=some)).total >= best
    free_of_floors = [replace(line, floor_price=None) for line in case.lines]
    goods = Basket(tuple(free_of_floors))
    lowest = hand_of(replace(case, lines=goods.lines)).total
    for single in case.offers:
        earned = applies(single, goods, NOW, case.region)
        if isinstance(earned, Applied) and (case.new_buyer or single.title != "新客券"):
            assert goods.list_total - earned.reduction >= lowest


def test_of_too_many_ways_the_dearest_pieces_are_free() -> None:
    prices = (("A1", 9), ("A2", 8), ("A3", 7))
    lines = tuple(Line(id, "A", Decimal(price), 60) for id, price in prices)
    free = offer("b", PromotionKind.BUY_N_GET_M, min_quantity=2, gift_quantity=1, every=True)
    assert hand_price(Basket(lines), [free], (), NOW).saving == 20 * (9 + 8 + 7)
