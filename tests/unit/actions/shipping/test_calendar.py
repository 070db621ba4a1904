from datetime import date, datetime, time
from decimal import Decimal

import pytest

from actions.shipping.calendar import Dispatch, arrival
from bot.errors import ShopDataError
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.policy import Policy
from bot.shop.model.shipping import Holiday, RegionRate

NATIONAL_DAY = Holiday("国庆节", date(2026, 10, 1), date(2026, 10, 3))
DISPATCH = Dispatch(time(16), frozenset(range(1, 7)), (NATIONAL_DAY,))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHOP_TIMEZONE)


@pytest.mark.parametrize(
    ("paid_at", "sent_on"),
    [
        ("2026-11-23 10:00", date(2026, 11, 23)),
        ("2026-11-23 15:59:59", date(2026, 11, 23)),
        ("2026-11-23 16:00", date(2026, 11, 24)),
        ("2026-11-28 17:30", date(2026, 11, 30)),  # Saturday evening: Sunday is free
        ("2026-11-29 08:00", date(2026, 11, 30)),
        ("2026-09-30 16:00", date(2026, 10, 5)),  # holiday to Saturday 3rd, then a Sunday
        ("2026-12-31 16:30", date(2027, 1, 1)),
    ],
)
def test_day_of_dispatch(paid_at: str, sent_on: date) -> None:
    assert DISPATCH.day_of(at(paid_at)) == sent_on


@pytest.mark.parametrize(
    ("available_on", "sent_on"),
    [
        (date(2027, 2, 22), date(2027, 2, 22)),
        (date(2026, 12, 6), date(2026, 12, 7)),  # a Sunday
        (date(2026, 11, 1), date(2026, 11, 23)),  # long past
    ],
)
def test_goods_that_come_later_leave_later(available_on: date, sent_on: date) -> None:
    assert DISPATCH.day_of(at("2026-11-23 10:00"), available_on=available_on) == sent_on


def test_a_shop_that_never_sends_says_what_to_correct() -> None:
    with pytest.raises(ShopDataError, match="dispatch_weekdays"):
        Dispatch(time(16), frozenset()).day_of(at("2026-11-23 10:00"))


def test_terms_come_from_the_policy() -> None:
    policy = Policy(
        shop_name="店",
        store_type="mall",
        ships_from="浙江 杭州",
        dispatch_cutoff=time(17, 30),
        dispatch_weekdays="12345",
    )
    dispatch = Dispatch.of(policy, [NATIONAL_DAY])
    assert not dispatch.works_on(date(2026, 11, 28))
    assert dispatch.day_of(at("2026-11-23 17:29")) == date(2026, 11, 23)
    assert dispatch.holiday_on(date(2026, 10, 3)) == NATIONAL_DAY
    assert dispatch.holiday_on(date(2026, 10, 4)) is None


def test_arrival_counts_from_dispatch() -> None:
    rate = RegionRate("浙江", "", Decimal(6), 1, 3, "", False, True, "")
    assert arrival(date(2026, 11, 29), rate) == (date(2026, 11, 30), date(2026, 12, 2))
