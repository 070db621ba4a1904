"""Days a buyer names (日期): 明天, 下周三, 18号, 11月底, 国庆前, always seen from `now`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.text.festivals import NAMES, next_festival
from bot.text.normalise import normalise
from bot.text.numbers import parse_number
from bot.text.spans import Span, without_overlaps

Reader = Callable[[re.Match[str], date], "date | None"]

_CHINESE = "[一二三四五六七八九十廿卅]{1,3}"
_NUMBER = rf"\d{{1,2}}|{_CHINESE}"
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六")} | {c: n for n, c in enumerate("123456")}
_WEEKDAYS |= {"日": 6, "天": 6, "末": 5}
_DAYS_AHEAD = {"今": 0, "明": 1, "后": 2, "大后": 3, "昨": -1, "前": -2, "大前": -3}
_FESTIVALS = "|".join(sorted(NAMES, key=len, reverse=True))

_NEAR = re.compile(r"(大后|后|明|今|昨|大前|前(?=天))(?:天(?!气)|日|晚|早|儿个?)")
_AFTER_DAYS = re.compile(rf"(?<![\d.第])(?:过)?({_NUMBER}|两)天(?:之|以)?后")
_WEEKDAY = re.compile(
    r"(?<![每个])(下下|下|这|本|上上|上)?个?(?:(?:周|星期|礼拜)([一二三四五六日天1-6])(?![\d年岁月])|周(末))"
)
_FULL = re.compile(r"(?<!\d)(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)[号日]?")
_MONTH_DAY = re.compile(rf"(?<![\d.])({_NUMBER})(?:月份?)({_NUMBER})(?![\d个])[号日]?")
_DOTTED = re.compile(
    r"(?<![\d.\-/a-z])(\d{1,2})[./-](\d{1,2})(?:[号日]|(?=(?:之?前|那天|晚上|就?要用|急用|[过办出结]|生日|到货|活动)))"
)
_MONTH_PART = re.compile(
    rf"(?<![上正\d.])(下下?个?月|[这本]个?月|(?:{_NUMBER})月份?|月)(初|中旬?|底|末)(?!级)"
)
_NEXT_MONTH_DAY = re.compile(rf"(下下?个?月|[这本]个?月)({_NUMBER})[号日]")
_YEAR_END = re.compile(r"(?<!前)年底|年末")
# A bare 18号 may be a house, a colour, a battery or a pen: those words around it rule a day out.
_DAY = re.compile(
    rf"(?<![\da-z.第路街道巷弄栋楼选款色月尺码鞋大小加])({_NUMBER})[号日]"
    r"(?![\d一二三四五六七八九十]*[色链线电款楼店仓口钢笔字码栋单铺桌位尺箱包针]|[大中小])"
)
_FESTIVAL = re.compile(
    rf"(?<![\d.¥减满])(?P<day>(?P<name>{_FESTIVALS})(?![\d元块件个.年斤码g])节?"
    r"|(?<![前去今明后全每半\d一二三四五六七八九十两几多])年前)(?:当天|那天)?(?P<before>之?前)?"
)
_ONLY_AS_HOLIDAY = re.compile(
    "之?前|期间|假|长假|黄金周|活动|能|之?后|当天|节|发货|送|寄|开[工门]|上班|到[^一二三四五六七八九十]"
)
_HINT = re.compile(rf"[天日晚早儿周期拜月号年]|\d[./-]\d|{_FESTIVALS}")
# 双十一买的那单, 十号就下的单: the last such day is meant, not the next
_OVER = re.compile(
    "(?:那天)?(?:就|才|已经|我|在|你们?家?|[里这]?)*(?:拍|买|下|付|订|囤|入|收到|签收)(?:单|款)?[的了过]"
)
_YEAR = 367
_AMBIGUOUS_FESTIVALS = ("十一", "五一", "六一", "520", "618", "新年", "初一", "初二", "初三")


def find_dates(text: str, *, now: datetime) -> list[Span[date]]:
    """The days named in the text, today or later but for 昨天, 上周三 and what was bought then.

    ``now`` must be aware and in the shop's own time zone. 这周五 and 周五 are the next Friday,
    下周三 the Wednesday of next week (weeks start on Monday), 月初, 月中 and 月底 the 1st, 15th
    and last day. 国庆前 and 年前 are the eve: the last day that still is before; 18号前 is the 18th
    itself. Of 双十一买的 it is the last 双十一. A span holds the words of the day, without 前.
    """
    plain, today = normalise(text), now.date()
    if not _HINT.search(plain):
        return []
    found: list[Span[date]] = []
    for pattern, read, recurs in _READERS:
        for match in pattern.finditer(plain):
            day = read(match, today)
            start, end = match.span("day" if pattern is _FESTIVAL else 0)
            if recurs and day is not None and day > today and _OVER.match(plain, match.end()):
                day = _last(read, match, today)
            if day is not None:
                found.append(Span(day, start, end, text[start:end]))
    return without_overlaps(found)


def _last(read: Reader, match: re.Match[str], today: date) -> date | None:
    """The latest day so called that is over: the next one seen from not too long ago."""
    seen = (read(match, today - timedelta(days=back)) for back in range(1, _YEAR))
    return next((day for day in seen if day is not None and day <= today), None)


def _near(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_DAYS_AHEAD[match[1]])


def _after_days(match: re.Match[str], today: date) -> date | None:
    days = parse_number(match[1])
    return None if days is None else today + timedelta(days=int(days))


def _weekday(match: re.Match[str], today: date) -> date:
    weekday = _WEEKDAYS[match[2] or match[3]]
    this_week = today + timedelta(days=weekday - today.weekday())
    if match[1] and match[1] not in "这本":
        return this_week + timedelta(weeks=len(match[1]) * (1 if match[1][0] == "下" else -1))
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _full(match: re.Match[str], today: date) -> date | None:
    return _day_of(int(match[1]), int(match[2]), int(match[3]))


def _month_day(match: re.Match[str], today: date) -> date | None:
    month, day = parse_number(match[1]), parse_number(match[2])
    if month is None or day is None:
        return None
    for year in range(today.year, today.year + 9):  # 2月29号 may be years away
        found = _day_of(year, int(month), int(day))
        if found is not None and found >= today:
            return found
    return None


def _month_part(match: re.Match[str], today: date) -> date | None:
    which, part = match[1], match[2]
    if which[0] in "下这本":
        return _in_part(*_months_on(today, which.count("下")), part)
    if which == "月":
        this_month = _in_part(today.year, today.month, part)
        return this_month if this_month >= today else _in_part(*_months_on(today, 1), part)
    month = parse_number(which.rstrip("月份"))
    if month is None or not 1 <= month <= 12:
        return None
    this_year = _in_part(today.year, int(month), part)
    return this_year if this_year >= today else _in_part(today.year + 1, int(month), part)


def _next_month_day(match: re.Match[str], today: date) -> date | None:
    day = parse_number(match[2])
    return None if day is None else _day_of(*_months_on(today, match[1].count("下")), int(day))


def _year_end(match: re.Match[str], today: date) -> date:
    return date(today.year, 12, 31)


def _day(match: re.Match[str], today: date) -> date | None:
    day = parse_number(match[1])
    if day is None:
        return None
    for months in range(3):  # at most one month in a row lacks the 31st
        found = _day_of(*_months_on(today, months), int(day))
        if found is not None and found >= today:
            return found
    return None


def _festival(match: re.Match[str], today: date) -> date | None:
    name, before = match["name"], match["before"] is not None
    if name is None:  # 年前: before the lunar new year
        name, before = "春节", True
    elif name in _AMBIGUOUS_FESTIVALS and not _ONLY_AS_HOLIDAY.match(
        match.string, match.end("name")
    ):
        return None
    day = next_festival(name, today + timedelta(days=before))
    return None if day is None else day - timedelta(days=before)


def _months_on(today: date, months: int) -> tuple[int, int]:
    index = today.month - 1 + months
    return today.year + index // 12, index % 12 + 1


def _in_part(year: int, month: int, part: str) -> date:
    if part[0] == "中":
        return date(year, month, 15)
    return date(year, month, 1 if part == "初" else calendar.monthrange(year, month)[1])


def _day_of(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


# How each is read, and whether it comes again.
_READERS: tuple[tuple[re.Pattern[str], Reader, bool], ...] = (
    (_FULL, _full, False),
    (_NEXT_MONTH_DAY, _next_month_day, False),
    (_MONTH_PART, _month_part, False),
    (_MONTH_DAY, _month_day, True),
    (_DOTTED, _month_day, True),
    (_AFTER_DAYS, _after_days, False),
    (_NEAR, _near, False),
    (_WEEKDAY, _weekday, True),
    (_FESTIVAL, _festival, True),
    (_YEAR_END, _year_end, False),
    (_DAY, _day, True),
)
