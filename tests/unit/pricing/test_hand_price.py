"""The hand price: figures worked out by hand, and what must hold for every basket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pricing.hand_price import Applied, Basket, Line, Missing, Step, applies, hand_price
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind, Scope

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)


def offer(id: str, kind: PromotionKind, **terms: Any) -> Promotion:
    known: dict[str, Any] = {
        "title": f"offer {id}", "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=1), "scope": Scope.SHOP, "scope_values": (),
        "min_amount": None, "min_quantity": None, "amount_off": None, "percent_off": None,
        "max_off": None, "every": False, "gift_name": "", "gift_quantity": None,
        "gift_stock": None, "exclusive_group": "", "claim": "", "per_buyer_limit": None,
        "excluded_regions": (),
    }  # fmt: skip
    return Promotion(id=id, kind=kind, **(known | terms))


def basket(*lines: tuple[str, str, int]) -> Basket:
    """Lines as (product, unit price, pieces); the category is the id's first letter."""
    return Basket(tuple(Line(id, id[0], Decimal(price), count) for id, price, count in lines))


def money_off(id: str, least: int, off: int, **terms: Any) -> Promotion:
    return offer(
        id, PromotionKind.AMOUNT_OFF, min_amount=Decimal(least), amount_off=Decimal(off), **terms
    )


def percent_coupon(id: str, percent: int, **terms: Any) -> Promotion:
    return offer(id, PromotionKind.COUPON, percent_off=percent, **terms)


def total(goods: Basket, *promotions: Promotion, tiers: Sequence[PriceTier] = ()) -> Decimal:
    return hand_price(goods, promotions, tiers, NOW).total


@pytest.mark.parametrize(
    ("goods", "promotions", "expected"),
    [
        pytest.param(basket(("A1", "199.00", 1)), [], "199.00", id="no offers"),
        pytest.param(basket(("A1", "199.00", 1)), [money_off("m", 199, 20)], "179", id="just"),
        pytest.param(basket(("A1", "198.99", 1)), [money_off("m", 199, 20)], "198.99", id="below"),
        pytest.param(
            basket(("A1", "350.00", 2)), [money_off("m", 300, 50, every=True)], "600", id="each"
        ),
        pytest.param(basket(("A1", "350.00", 2)), [money_off("m", 300, 50)], "650", id="once only"),
        pytest.param(
            basket(("A1", "99.99", 1)), [percent_coupon("c", 15)], "85.00", id="rounded down"
        ),
        pytest.param(
            basket(("A1", "1000.00", 1)),
            [percent_coupon("c", 10, max_off=Decimal(45))],
            "955",
            id="capped coupon",
        ),
        pytest.param(
            basket(("A1", "400.00", 1)),
            [money_off("m", 399, 50), percent_coupon("c", 10)],
            "315",
            id="the coupon takes its percentage of what is left",
        ),
        pytest.param(
            basket(("A1", "400.00", 1)),
            [
                money_off("m", 199, 20, exclusive_group="g"),
                money_off("n", 399, 50, exclusive_group="g"),
            ],
            "350",
            id="the better one of a group",
        ),
        pytest.param(
            basket(("A1", "100.00", 1), ("B1", "300.00", 1)),
            [percent_coupon("c", 50, scope=Scope.CATEGORY, scope_values=("A",))],
            "350",
            id="only the goods covered",
        ),
        pytest.param(
            basket(("A1", "69.00", 2), ("A2", "89.00", 1)),
            [offer("b", PromotionKind.BUY_N_GET_M, min_quantity=2, gift_quantity=1, every=True)],
            "158",
            id="the cheapest piece is free",
        ),
        pytest.param(
            basket(("A1", "50.00", 4)),
            [money_off("m", 0, 30, scope=Scope.PRODUCT, scope_values=("X9",))],
            "200",
            id="another product's offer",
        ),
    ],
)
def test_hand_price(goods: Basket, promotions: list[Promotion], expected: str) -> None:
    assert total(goods, *promotions) == Decimal(expected)


def test_the_derivation_names_every_step() -> None:
    tiers = [PriceTier("A1", 2, Decimal("180.00"))]
    found = hand_price(basket(("A1", "199.00", 2)), [money_off("m", 300, 30)], tiers, NOW)
    assert found.list_total == Decimal("398.00")
    assert found.steps == (
        Step("", "件数价", Decimal("38.00")),
        Step("m", "offer m", Decimal("30.00")),
    )
    assert found.total == Decimal("330.00")


def test_free_pieces_do_not_count_towards_money_off() -> None:
    free = offer("b", PromotionKind.BUY_N_GET_M, min_quantity=2, gift_quantity=1)
    found = hand_price(basket(("A1", "100.00", 3)), [free, money_off("m", 300, 120)], (), NOW)
    assert found.total == Decimal("180.00")
    assert [step.promotion_id for step in found.steps] == ["m"]


def test_what_is_missing_for_an_offer() -> None:
    goods = basket(("A1", "287.00", 1))
    assert applies(money_off("m", 299, 30), goods, NOW) == Missing("amount", amount=Decimal("12"))
    two = offer("z", PromotionKind.GIFT, min_quantity=2, gift_name="袋")
    assert applies(two, goods, NOW) == Missing("quantity", quantity=1)
    assert applies(money_off("m", 1, 1), goods, NOW + timedelta(days=1)) == Missing("not_live")


def test_gifts_follow_their_count_and_stock() -> None:
    each = offer("z", PromotionKind.GIFT, min_quantity=2, gift_name="袋", every=True, gift_stock=2)
    assert hand_price(basket(("A1", "10.00", 7)), [each], (), NOW).gifts[0].quantity == 2
    gone = offer("z", PromotionKind.GIFT, gift_name="袋", gift_stock=0)
    assert hand_price(basket(("A1", "10.00", 7)), [gone], (), NOW).gifts == ()


@pytest.mark.parametrize(("region", "free"), [("浙江 杭州", True), ("新疆", False), (None, True)])
def test_free_shipping_leaves_regions_out(region: str | None, free: bool) -> None:
    shipping = offer(
        "f", PromotionKind.FREE_SHIPPING, min_amount=Decimal(99), excluded_regions=("新疆",)
    )
    found = hand_price(basket(("A1", "120.00", 1)), [shipping], (), NOW, region)
    assert found.free_shipping is free


yuan = st.integers(100, 60000).map(lambda fen: Decimal(fen) / 100)
baskets = st.lists(
    st.tuples(st.sampled_from(["A1", "A2", "B1", "C1"]), yuan, st.integers(1, 5)),
    min_size=1,
    max_size=4,
    unique_by=lambda line: line[0],
).map(lambda lines: Basket(tuple(Line(id, id[0], price, n) for id, price, n in lines)))
conditions = st.fixed_dictionaries(
    {
        "min_amount": st.one_of(st.none(), st.integers(1, 600).map(Decimal)),
        "min_quantity": st.one_of(st.none(), st.integers(1, 4)),
        "every": st.booleans(),
        "exclusive_group": st.sampled_from(["", "g", "h"]),
    }
)
scopes = st.sampled_from(
    [(Scope.SHOP, ()), (Scope.CATEGORY, ("A",)), (Scope.PRODUCT, ("A1", "C1"))]
)
benefits = st.one_of(
    st.tuples(
        st.sampled_from([PromotionKind.AMOUNT_OFF, PromotionKind.COUPON]),
        st.one_of(
            st.integers(1, 80).map(lambda off: {"amount_off": Decimal(off)}),
            st.integers(1, 60).map(lambda off: {"percent_off": off, "max_off": Decimal(40)}),
        ),
    ),
    st.tuples(
        st.sampled_from([PromotionKind.BUY_N_GET_M]),
        st.integers(1, 2).map(lambda count: {"gift_quantity": count}),
    ),
    st.tuples(st.sampled_from([PromotionKind.GIFT]), st.just({"gift_name": "袋"})),
)


def _promotions(drawn: list[Any]) -> tuple[Promotion, ...]:
    return tuple(
        offer(f"p{i}", kind, **(terms | benefit), scope=scope, scope_values=values)
        for i, ((kind, benefit), terms, (scope, values)) in enumerate(drawn)
    )


promotion_sets = st.lists(st.tuples(benefits, conditions, scopes), max_size=5).map(_promotions)
tier_sets = st.lists(
    st.tuples(st.sampled_from(["A1", "B1"]), st.integers(2, 4), yuan),
    max_size=3,
    unique_by=lambda tier: tier[:2],
).map(lambda tiers: [PriceTier(*tier) for tier in tiers])


@settings(max_examples=60)
@given(baskets, promotion_sets, tier_sets)
def test_every_hand_price_is_exact_legal_and_not_negative(
    goods: Basket, promotions: tuple[Promotion, ...], tiers: list[PriceTier]
) -> None:
    found = hand_price(goods, promotions, tiers, NOW)
    assert 0 <= found.total <= found.list_total == goods.list_total
    reductions = [step.reduction for step in found.steps]
    assert found.list_total - sum(reductions, Decimal(0)) == found.total
    assert all(value > 0 and value == value.quantize(Decimal("0.01")) for value in reductions)
    groups = {promotion.id: promotion.exclusive_group for promotion in promotions}
    used = [groups.get(step.promotion_id, "") for step in found.steps]
    used += [groups[gift.promotion_id] for gift in found.gifts]
    named = [group for group in used if group]
    assert len(named) == len(set(named))


def _saved_by_one_more(
    goods: Basket, promotions: tuple[Promotion, ...], tiers: list[PriceTier], grown: int
) -> tuple[Decimal, Decimal]:
    lines = list(goods.lines)
    line = lines[grown]
    lines[grown] = Line(line.product_id, line.category, line.unit_price, line.quantity + 1)
    before = hand_price(goods, promotions, tiers, NOW)
    after = hand_price(Basket(tuple(lines)), promotions, tiers, NOW)
    return before.list_total - before.total, after.list_total - after.total


@settings(max_examples=60)
@given(baskets, promotion_sets, tier_sets, st.data())
def test_one_more_piece_never_saves_less(
    goods: Basket, promotions: tuple[Promotion, ...], tiers: list[PriceTier], data: st.DataObject
) -> None:
    """Free pieces may move to goods that another offer needs, so they are left out here."""
    grown = data.draw(st.integers(0, len(goods.lines) - 1))
    paid = tuple(p for p in promotions if p.kind is not PromotionKind.BUY_N_GET_M)
    before, after = _saved_by_one_more(goods, paid, tiers, grown)
    assert after >= before


@settings(max_examples=60)
@given(baskets, promotion_sets, tier_sets)
def test_one_more_piece_of_a_single_product_never_saves_less(
    goods: Basket, promotions: tuple[Promotion, ...], tiers: list[PriceTier]
) -> None:
    single = Basket(goods.lines[:1])
    before, after = _saved_by_one_more(single, promotions, tiers, 0)
    assert after >= before


@settings(max_examples=60)
@given(baskets, promotion_sets)
def test_no_single_offer_or_legal_pair_beats_the_hand_price(
    goods: Basket, promotions: tuple[Promotion, ...]
) -> None:
    best = hand_price(goods, promotions, (), NOW).total
    for count in (1, 2):
        for some in combinations(promotions, count):
            assert hand_price(goods, some, (), NOW).total >= best
    for promotion in promotions:
        earned = applies(promotion, goods, NOW)
        if isinstance(earned, Applied):
            assert goods.list_total - earned.reduction >= best
