"""When festivals and shopping days fall (节日): fixed days, weekdays of a month, lunar dates.

Lunar dates are a table for 2025 to 2036, taken from the lunardate and zhdate packages, which
agree on each; the solar terms 清明 and 冬至 go by the sun's longitude (15 and 270 degrees) in
Beijing time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

_FIRST_YEAR = 2025
_LUNAR = {
    "春节": "0129 0217 0206 0126 0213 0203 0123 0211 0131 0219 0208 0128",
    "清明": "0404 0405 0405 0404 0404 0405 0405 0404 0404 0405 0405 0404",
    "端午": "0531 0619 0609 0528 0616 0605 0624 0612 0601 0620 0610 0530",
    "七夕": "0829 0819 0808 0826 0816 0805 0824 0812 0801 0820 0810 0828",
    "中秋": "1006 0925 0915 1003 0922 0912 1001 0919 0908 0927 0916 1004",
    "重阳": "1029 1018 1008 1026 1016 1005 1024 1012 1001 1020 1009 1027",
    "冬至": "1221 1222 1222 1221 1221 1222 1222 1221 1221 1222 1222 1221",
}
_FIRST_DAYS = {f"初{numeral}": day for day, numeral in enumerate("一二三四五六七八九十")}
_AROUND_SPRING = {"除夕": -1, **_FIRST_DAYS, "元宵": 14}
_FIXED = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "劳动节": (5, 1),
    "520": (5, 20),
    "儿童节": (6, 1),
    "618": (6, 18),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "双11": (11, 11),
    "双12": (12, 12),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
    "跨年": (12, 31),
}
_SUNDAYS = {"母亲节": (5, 2), "父亲节": (6, 3)}

SPOKEN = {
    "过年": "春节",
    "新年": "春节",
    **{f"{first}{name}": name for name in _FIRST_DAYS for first in ("大年", "正月")},
    "正月十五": "元宵",
    "大年三十": "除夕",
    "年三十": "除夕",
    "女神节": "妇女节",
    "三八节": "妇女节",
    "38节": "妇女节",
    "五一": "劳动节",
    "六一": "儿童节",
    "十一": "国庆",
    "双十一": "双11",
    "双十二": "双12",
    "光棍节": "双11",
}
"""What buyers call a festival, to the name it has here."""

NAMES = (*_LUNAR, *_AROUND_SPRING, *_FIXED, *_SUNDAYS, *SPOKEN)


def next_festival(name: str, today: date) -> date | None:
    """The next day, today included, of a festival in `NAMES`; None beyond the lunar table."""
    name = SPOKEN.get(name, name)
    in_year = _calendar(name)
    for year in (today.year, today.year + 1):
        day = in_year(year)
        if day is not None and day >= today:
            return day
    return None


def _calendar(name: str) -> Callable[[int], date | None]:
    if name in _FIXED:
        month, day = _FIXED[name]
        return lambda year: date(year, month, day)
    if name in _SUNDAYS:
        month, nth = _SUNDAYS[name]
        return lambda year: _nth_sunday(year, month, nth)
    if name in _AROUND_SPRING:
        offset = timedelta(days=_AROUND_SPRING[name])
        return lambda year: _shifted(_lunar(year, "春节"), offset)
    return lambda year: _lunar(year, name)


def _lunar(year: int, name: str) -> date | None:
    days = _LUNAR[name].split()
    if not 0 <= year - _FIRST_YEAR < len(days):
        return None
    month_day = days[year - _FIRST_YEAR]
    return date(year, int(month_day[:2]), int(month_day[2:]))


def _shifted(day: date | None, offset: timedelta) -> date | None:
    return None if day is None else day + offset


def _nth_sunday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))
