"""The budget (预算) a buyer names, for one piece or for several together."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import zip_longest

from bot.text.normalise import normalise
from bot.text.numbers import NUMERAL, find_numbers, parse_number

Bounds = tuple[Decimal | None, Decimal | None]

LEAST = 5
MOST_PIECES = 20
_UNIT = "(?:块钱|块|元)?"
_AT_MOST = re.compile(f"{_UNIT}(?:以内|之内|以下|内|封顶|不到|搞定)")
_ABOUT = re.compile(f"{_UNIT}(?:左右|上下|出头)")
_CAPPED = re.compile(
    "(?:不超过|不要超过|别超过|最多|顶多|低于|控制在"
    "|(?:预算|一共|总共|合计|加起来|统共)(?:是|在|大概|就|有|差不多|只有|花)*)$"
)
_SOME_MORE = re.compile("多(?:块钱|块|元)?(?![^的吧呢啊左,.!?~ ])")
_RANGE = re.compile("到|至|-|~")
_ABOUT_LOW, _ABOUT_HIGH = Decimal("0.7"), Decimal("1.2")
_PIECES = re.compile(f"({NUMERAL}|俩|仨)[件条套盒包双顶瓶罐袋份样款种]")
_EACH = re.compile(
    "[每各][件个条套盒包双瓶罐袋份样款种]?|单[件个价条盒]|一[件条套盒包双顶瓶罐袋份]"
)


def budget_in(text: str) -> Bounds:
    """Lowest and highest price in yuan the buyer names: 200以内, 预算三百, 一百左右, 200到300."""
    plain = normalise(text)
    numbers = [number for number in find_numbers(text) if number.value >= LEAST]
    for number, following in zip_longest(numbers, numbers[1:]):
        if following and _RANGE.fullmatch(plain[number.end : following.start].strip()):
            return number.value, following.value
        if _SOME_MORE.match(plain, number.end):
            return number.value, number.value + Decimal(10) ** number.value.adjusted()
        if _ABOUT.match(plain, number.end):
            return number.value * _ABOUT_LOW, number.value * _ABOUT_HIGH
        if _AT_MOST.match(plain, number.end) or _CAPPED.search(plain[: number.start].rstrip()):
            return None, number.value
    return None, None


def pieces_in(text: str) -> int | None:
    """For how many pieces together the budget is (两件一共300); None where it is for each."""
    plain = normalise(text)
    if _EACH.search(plain):
        return None
    counted = (parse_number(found[1]) for found in _PIECES.finditer(plain))
    several = (int(count) for count in counted if count is not None and 1 < count <= MOST_PIECES)
    return next(several, None)
