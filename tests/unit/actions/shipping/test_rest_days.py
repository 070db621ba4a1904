"""Days on which nothing leaves: Sundays, holidays, and what is told of them."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from actions.shipping.calendar import Dispatch
from actions.shipping.parcel import Parcel
from actions.shipping.questions import asked_in
from actions.shipping.rules import Question, answer
from bot.dialogue.wording import Wording
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.shipping import Holiday

WORDING = Wording(Path("data/stories"))
CNY = Holiday("春节", date(2027, 2, 5), date(2027, 2, 12))
REST_DAYS = Dispatch(time(16), frozenset(range(1, 7)), (CNY,))


def parcel(now: datetime) -> Parcel:
    return Parcel(
        now=now, dispatch=REST_DAYS, ships_from="浙江 杭州", couriers=(), promotions=()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "reason", "says", "never"),
    [
        (datetime(2026, 11, 22, 10), "shipping.dispatch_rest_today", "休息", "截"),
        (datetime(2026, 11, 22, 18), "shipping.dispatch_rest_today", "11月23日", "截"),
        (datetime(2026, 11, 21, 18), "shipping.dispatch_later", "11月23日", "休息"),
        (datetime(2027, 2, 6, 10), "shipping.dispatch_in_holiday", "春节", "截"),
        (datetime(2027, 2, 4, 17), "shipping.dispatch_later", "春节", "休息"),
        (datetime(2026, 11, 23, 17), "shipping.dispatch_tomorrow", "11月24日", "休息"),
    ],
)
def test_a_day_of_rest_is_no_cut_off_that_was_missed(
    now: datetime, reason: str, says: str, never: str
) -> None:
    there = parcel(now.replace(tzinfo=SHOP_TIMEZONE))
    asked = asked_in("什么时候发货", ["ask_dispatch"])
    told = answer(Question(asked), there)
    assert told.reason == reason
    for variant in WORDING.replies()[told.says[0].name]:
        text = variant.text.format(**told.says[0].facts)
        assert says in text and never not in text


def test_tomorrow_is_a_day_of_rest_is_said_when_tomorrow_is_asked_for() -> None:
    saturday = datetime(2026, 11, 21, 10, tzinfo=SHOP_TIMEZONE)
    there = parcel(saturday.replace(hour=18))
    asked = asked_in("现在拍明天能发吗", ["ask_dispatch"])
    told = answer(Question(asked, day=date(2026, 11, 22)), there)
    assert told.reason == "shipping.dispatch_rest_day"
