from datetime import date

import pytest

from actions.shipping.deadline import deadline

MONDAY = date(2026, 11, 23)
LATER = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "named", "day"),
    [
        ("三天能到吗", [], LATER),
        ("3天之内能收到么", [], LATER),
        ("这周能到吗", [], date(2026, 11, 29)),
        ("26号能到吗", [LATER], LATER),
        ("今天下单26号能到吗", [MONDAY, LATER], LATER),
        ("昨天拍的几天到", [date(2026, 11, 22)], None),
        ("几天能到", [], None),
        ("周末能到吗", [date(2026, 11, 28)], date(2026, 11, 29)),
        ("周末前能到吗", [date(2026, 11, 28)], date(2026, 11, 28)),
        ("周六能到吗", [date(2026, 11, 28)], date(2026, 11, 28)),
    ],
)
def test_the_day_in_question(text: str, named: list[date], day: date | None) -> None:
    assert deadline(text, named, MONDAY) == day
