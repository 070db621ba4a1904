"""Days a buyer names, seen from Wednesday 12 November 2025."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.dates import find_dates

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 11, 12, 10, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("message", "day"),
    [
        ("今天发吗", date(2025, 11, 12)),
        ("明天能到吗", date(2025, 11, 13)),
        ("后天", date(2025, 11, 14)),
        ("大后天", date(2025, 11, 15)),
        ("三天后", date(2025, 11, 15)),
        ("周三", date(2025, 11, 12)),
        ("星期四", date(2025, 11, 13)),
        ("礼拜二", date(2025, 11, 18)),
        ("下周三", date(2025, 11, 19)),
        ("这周五", date(2025, 11, 14)),
        ("这周一", date(2025, 11, 17)),
        ("周末", date(2025, 11, 15)),
        ("大后天能到吗", date(2025, 11, 15)),
        ("后儿个", date(2025, 11, 14)),
        ("12.5要用", date(2025, 12, 5)),
        ("冬至", date(2025, 12, 21)),
        ("跨年前", date(2025, 12, 30)),
        ("礼拜天", date(2025, 11, 16)),
        ("18号", date(2025, 11, 18)),
        ("十八号前", date(2025, 11, 18)),
        ("5号", date(2025, 12, 5)),
        ("31号", date(2025, 12, 31)),
        ("11月18号", date(2025, 11, 18)),
        ("十二月一日", date(2025, 12, 1)),
        ("3月8号", date(2026, 3, 8)),
        ("2月29号", date(2028, 2, 29)),
        ("12.5号", date(2025, 12, 5)),
        ("2026-01-05", date(2026, 1, 5)),
        ("2026年1月5号", date(2026, 1, 5)),
        ("下个月5号", date(2025, 12, 5)),
        ("月底", date(2025, 11, 30)),
        ("月初", date(2025, 12, 1)),
        ("下个月初", date(2025, 12, 1)),
        ("下月底", date(2025, 12, 31)),
        ("2月底", date(2026, 2, 28)),
        ("年底", date(2025, 12, 31)),
        ("过年前", date(2026, 2, 16)),
        ("年前能到吗", date(2026, 2, 16)),
        ("春节", date(2026, 2, 17)),
        ("除夕", date(2026, 2, 16)),
        ("初八能发货吗", date(2026, 2, 24)),
        ("初十", date(2026, 2, 26)),
        ("初三能到吗", date(2026, 2, 19)),
        ("正月初五", date(2026, 2, 21)),
        ("正月十五前", date(2026, 3, 2)),
        ("国庆", date(2026, 10, 1)),
        ("国庆节前", date(2026, 9, 30)),
        ("双11", date(2026, 11, 11)),
        ("双十二", date(2025, 12, 12)),
        ("618活动", date(2026, 6, 18)),
        ("中秋前", date(2026, 9, 24)),
        ("母亲节", date(2026, 5, 10)),
        ("圣诞节", date(2025, 12, 25)),
    ],
)
def test_day(message: str, day: date) -> None:
    assert [span.value for span in find_dates(message, now=NOW)] == [day]


@pytest.mark.parametrize(
    "message",
    [
        "每周三",
        "三天内",
        "大一号",
        "618囤的",
        "618价格",
        "前几天",
        "两年前",
        "我儿子上初三",
        "618元",
        "520块",
        "十一件",
        "18号色",
        "中山路18号",
        "38号",
        "L号",
        "5号电池",
        "新年款",
        "一个月前",
        "165/110",
        "13月40号",
    ],
)
def test_no_day(message: str) -> None:
    assert find_dates(message, now=NOW) == []


@pytest.mark.parametrize(
    ("message", "day"),
    [
        ("昨天拍的", date(2025, 11, 11)),
        ("前天买的", date(2025, 11, 10)),
        ("上周三", date(2025, 11, 5)),
        ("周一买的", date(2025, 11, 10)),
        ("这周一拍的", date(2025, 11, 10)),
        ("十号就下的单", date(2025, 11, 10)),
        ("20号付的款", date(2025, 10, 20)),
        ("双十一买的那单", date(2025, 11, 11)),
        ("国庆买的", date(2025, 10, 1)),
    ],
)
def test_a_day_that_is_over(message: str, day: date) -> None:
    assert [span.value for span in find_dates(message, now=NOW)] == [day]


@pytest.mark.parametrize("message", ["除夕前", "除夕之前", "元旦前能到吗", "双十二当天"])
def test_a_span_holds_the_words_of_the_day_only(message: str) -> None:
    (found,) = find_dates(message, now=NOW)
    assert found.text in ("除夕", "元旦", "双十二")


def test_two_days_in_reading_order() -> None:
    found = find_dates("今天拍明天能发吗", now=NOW)
    assert [(span.text, span.value.day) for span in found] == [("今天", 12), ("明天", 13)]


@given(st.datetimes(datetime(2025, 1, 1), datetime(2034, 12, 31)), st.integers(1, 31))
def test_the_next_day_of_that_number_is_never_past(moment: datetime, number: int) -> None:
    now = moment.replace(tzinfo=SHANGHAI)
    (found,) = find_dates(f"{number}号", now=now)
    assert found.value.day == number
    assert timedelta() <= found.value - now.date() <= timedelta(days=62)
