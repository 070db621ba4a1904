"""The hand price: figures worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.pricing.hand_price import Basket, Line, Missing, Step, applies, hand_price
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind, Scope
from tests.unit.pricing.baskets import NOW, offer


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
        Step("m", "offer m", Decimal("30.00"), NOW + timedelta(days=1)),
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


def test_a_sum_for_every_so_much_is_capped_too() -> None:
    each = money_off("m", 100, 30, every=True, max_off=Decimal(60))
    assert total(basket(("A1", "100.00", 5)), each) == Decimal(440)


def test_a_fraction_of_a_fen_goes_over_to_the_next_percentage() -> None:
    """9.999 and then 8.9991 come off 99.99: 18.9981 together, not 9.99 and 8.99."""
    found = hand_price(
        basket(("A1", "99.99", 1)),
        [offer("m", PromotionKind.AMOUNT_OFF, percent_off=10), percent_coupon("c", 10)],
        (),
        NOW,
    )
    assert [step.reduction for step in found.steps] == [Decimal("9.99"), Decimal("9.00")]
    assert found.total == Decimal("81.00")


def test_the_floor_cuts_the_last_reduction() -> None:
    goods = Basket((Line("A1", "A", Decimal(200), 1, Decimal(150)),))
    found = hand_price(goods, [money_off("m", 199, 40), percent_coupon("c", 10)], (), NOW)
    assert [(step.promotion_id, step.reduction) for step in found.steps] == [("m", 40), ("c", 10)]
    assert (found.total, found.cut) == (Decimal(150), Decimal(6))


def test_pieces_are_made_free_as_suits_the_other_offers() -> None:
    """The dearest three would free the 100 that a coupon needs."""
    goods = basket(("B1", "101.00", 2), ("A1", "100.00", 1), ("C1", "99.00", 2))
    free = offer("b", PromotionKind.BUY_N_GET_M, min_quantity=2, gift_quantity=1)
    coupon = offer(
        "c", PromotionKind.COUPON, min_amount=Decimal(100), amount_off=Decimal(50),
        scope=Scope.CATEGORY, scope_values=("A",),
    )  # fmt: skip
    found = hand_price(goods, [free, coupon], (), NOW)
    assert found.saving == Decimal(149)


def test_coupons_of_new_buyers_are_for_new_buyers() -> None:
    coupon = offer("n", PromotionKind.COUPON, title="新客券", amount_off=Decimal(5))
    goods = basket(("A1", "50.00", 1))
    assert hand_price(goods, [coupon], (), NOW).total == 50
    assert hand_price(goods, [coupon], (), NOW, new_buyer=True).total == 45


def test_regions_that_every_free_shipping_leaves_out_are_named() -> None:
    offers = [
        offer("f", PromotionKind.FREE_SHIPPING, excluded_regions=("新疆", "香港")),
        offer("g", PromotionKind.FREE_SHIPPING, excluded_regions=("香港",)),
    ]
    assert hand_price(basket(("A1", "50.00", 1)), offers, (), NOW).not_free_to == ("香港",)


def test_the_first_end_of_the_offers_used() -> None:
    soon = money_off("m", 1, 5, ends_at=NOW + timedelta(hours=2))
    found = hand_price(basket(("A1", "50.00", 1)), [soon, percent_coupon("c", 10)], (), NOW)
    assert found.ends_at == NOW + timedelta(hours=2)
