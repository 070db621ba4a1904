"""Ten thousand random baskets: the engine and the slow oracle agree to the cent."""

from __future__ import annotations

from random import Random

import pytest

from bot.pricing.hand_price import Basket, hand_price
from tests.unit.pricing.baskets import NOW, random_case
from tests.unit.pricing.oracle import oracle


@pytest.mark.parametrize("seed", range(100))
def test_the_engine_agrees_with_the_oracle(seed: int) -> None:
    random = Random(seed)
    for _ in range(100):
        case = random_case(random)
        about = (case.offers, case.tiers, NOW, case.region)
        hand = hand_price(Basket(case.lines), *about, new_buyer=case.new_buyer)
        expected = oracle(case.lines, *about, new_buyer=case.new_buyer)
        assert int(hand.total * 100) == expected.total, case
        gifts = tuple((gift.promotion_id, gift.quantity) for gift in hand.gifts)
        assert (hand.free_shipping, gifts) in expected.beside, case
