"""When festivals fall."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.text.festivals import NAMES, next_festival


@pytest.mark.parametrize(
    ("name", "today", "day"),
    [
        ("春节", date(2025, 1, 1), date(2025, 1, 29)),
        ("春节", date(2025, 1, 29), date(2025, 1, 29)),
        ("春节", date(2025, 1, 30), date(2026, 2, 17)),
        ("过年", date(2026, 12, 1), date(2027, 2, 6)),
        ("过年", date(2029, 12, 1), date(2030, 2, 3)),
        ("年三十", date(2025, 12, 1), date(2026, 2, 16)),
        ("元宵", date(2026, 1, 1), date(2026, 3, 3)),
        ("端午", date(2026, 1, 1), date(2026, 6, 19)),
        ("中秋", date(2025, 1, 1), date(2025, 10, 6)),
        ("五一", date(2025, 5, 2), date(2026, 5, 1)),
        ("父亲节", date(2026, 1, 1), date(2026, 6, 21)),
    ],
)
def test_next(name: str, today: date, day: date) -> None:
    assert next_festival(name, today) == day


@pytest.mark.parametrize("name", NAMES)
def test_every_festival_comes_each_year_of_the_table(name: str) -> None:
    for year in range(2025, 2036):
        day = next_festival(name, date(year, 1, 1))
        assert day is not None
        assert day < date(year + 1, 1, 1)


def test_a_new_moon_begins_every_lunar_year() -> None:
    """Lunar years last 12 or 13 months of 29.53 days."""
    springs = [next_festival("春节", date(year, 1, 1)) for year in range(2025, 2037)]
    for this, following in pairwise(springs):
        assert this is not None and following is not None
        months = (following - this) / timedelta(days=29.530588)
        assert min(abs(months - 12), abs(months - 13)) < 0.05


def test_beyond_the_table_there_is_no_guess() -> None:
    assert next_festival("春节", date(2040, 1, 1)) is None
