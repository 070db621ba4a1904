from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database.types import Instant, Money
from bot.settings import SHOP_TIMEZONE


@given(st.decimals(min_value=0, max_value=999999, places=2))
def test_money_comes_back_to_the_fen(amount: Decimal) -> None:
    money = Money()
    assert money.process_result_value(money.process_bind_param(amount, None), None) == amount


def test_a_fraction_of_a_fen_is_refused() -> None:
    with pytest.raises(ValueError, match="fen"):
        Money().process_bind_param(Decimal("1.005"), None)


def test_a_moment_comes_back_in_the_shops_zone() -> None:
    now = datetime(2026, 11, 11, 0, 0, tzinfo=SHOP_TIMEZONE)
    instant = Instant()
    assert instant.process_result_value(instant.process_bind_param(now, None), None) == now


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Instant().process_bind_param(datetime(2026, 11, 11), None)
