"""What is a little out of reach: what is missing for it, and what it is worth."""

from __future__ import annotations

from decimal import Decimal

from bot.pricing.basket import Basket, Line
from bot.pricing.next_tiers import NextTier, Situation
from bot.pricing.quote import quoted_in
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind
from bot.shop.model.shipping import RegionRate
from tests.unit.pricing.baskets import NOW, offer

OFF, COUPON = PromotionKind.AMOUNT_OFF, PromotionKind.COUPON


def near(
    price: int, *offers: Promotion, pieces: int = 1, tiers: tuple[PriceTier, ...] = ()
) -> tuple[NextTier, ...]:
    basket = Basket((Line("A1", "A", Decimal(price), pieces),))
    return quoted_in(basket, Situation(offers, tiers, NOW)).next_tiers


def money_off(id: str, least: int, off: int, **terms: object) -> Promotion:
    return offer(id, OFF, min_amount=Decimal(least), amount_off=Decimal(off), **terms)


def test_the_yuan_missing_and_what_comes_off_more_than_now() -> None:
    small, large = money_off("s", 199, 20, exclusive_group="g"), money_off(
        "l", 239, 30, exclusive_group="g"
    )  # fmt: skip
    (tier,) = near(199, small, large)
    assert (tier.amount, tier.quantity, tier.more_off) == (Decimal(40), 0, Decimal(10))
    assert tier.promotion == large


def test_the_next_multiple_of_an_offer_that_counts_often() -> None:
    each = money_off("m", 300, 50, every=True)
    (tier,) = near(500, each)
    assert (tier.amount, tier.more_off) == (Decimal(100), Decimal(50))
    assert near(500, money_off("m", 300, 50, every=True, per_buyer_limit=1)) == ()
    assert near(500, money_off("m", 300, 50)) == ()


def test_pieces_missing_for_a_price_by_quantity_and_for_free_pieces() -> None:
    (by_quantity,) = near(100, tiers=(PriceTier("A1", 3, Decimal(90)),))
    assert (by_quantity.quantity, by_quantity.more_off) == (2, Decimal(30))
    assert by_quantity.promotion is None
    free = offer("b", PromotionKind.BUY_N_GET_M, min_quantity=2, gift_quantity=1)
    (tier,) = near(100, free, pieces=2)
    assert (tier.quantity, tier.spend, tier.more_off) == (1, Decimal(100), Decimal(100))


def test_gifts_and_free_shipping_are_named_without_money() -> None:
    gift = offer("z", PromotionKind.GIFT, min_quantity=2, gift_name="袋")
    ships = offer("f", PromotionKind.FREE_SHIPPING, min_amount=Decimal(99))
    shipping, bag = near(80, gift, ships)
    assert (shipping.amount, shipping.free_shipping) == (Decimal(19), True)
    assert (bag.quantity, bag.gift and bag.gift.name, bag.more_off) == (1, "袋", 0)


def test_what_costs_more_and_gives_no_more_is_left_out() -> None:
    (tier,) = near(180, money_off("m", 199, 20), offer("c", COUPON, min_amount=Decimal(299)))
    assert tier.title == "offer m"


def test_offers_for_others_are_no_next_tier() -> None:
    kept = money_off("n", 199, 20, title="新客券")
    assert near(180, kept) == ()


def test_the_fee_of_a_quote() -> None:
    rate = RegionRate("浙江", "", Decimal(6), 1, 2, "", False, True, "")
    basket = Basket((Line("A1", "A", Decimal(50), 1),))
    ships = offer("f", PromotionKind.FREE_SHIPPING)
    assert quoted_in(basket, Situation((), (), NOW), rate).fee == 6
    assert quoted_in(basket, Situation((ships,), (), NOW), rate).fee == 0
    assert quoted_in(basket, Situation((ships,), (), NOW)).fee is None
