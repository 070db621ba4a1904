"""Prices a buyer offers, hopes for or holds against ours (出价), in yuan."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from bot.text import offer_words as words
from bot.text.normalise import normalise
from bot.text.numbers import NUMERAL, find_numbers, holds_number, parse_number
from bot.text.patterns import AFTER_SIZE, UNGLUED
from bot.text.spans import Span, without_overlaps

_CN = "一二两三四五六七八九"
_START = rf"(?<![\d.第几]){UNGLUED}"
_N = rf"({NUMERAL})(?!\d|\.\d)"
# 三块毛巾 are three pieces, not three yuan
_PIECES = (
    "(?:儿|香皂|肥皂|毛巾|巧克力|蛋糕|月饼|茶饼|饼|砖|布|面料|料子|地垫|尿布|手表|电池|腊肉"
    "|肉|糖|玉|板)"
)
_YUAN = re.compile(
    rf"{_START}{_N}\s*[多来]?(?:块钱|元钱|块|元|圆|rmb)(?!{_PIECES})(?![级气素旦宵])(?<!一块)"
)
_YUAN_TENTHS = re.compile(
    rf"{_START}{_N}块零?([\d{_CN}])(?![\d十百千个件条套盒块]|包(?!邮))[毛角]?"
)
_TENTHS = re.compile(rf"{_START}{_N}[毛角](?![巾衣线绒料茶呢衫裤裙领])钱?")
_SIGNED = re.compile(rf"(?:[¥$]|rmb)\s*{_N}[元块]?")
_GLUED = re.compile(AFTER_SIZE + _N)
_AMOUNTS = (_SIGNED, _YUAN_TENTHS, _YUAN, _TENTHS, _GLUED)
_LEAST_BARE = 5

# 满300减30, 满99包邮: the shop's own threshold, nobody's price
_SUM = rf"{NUMERAL}\s*(?:块钱|块|元)?"
_THRESHOLD = re.compile(
    rf"(?:满|够|达到|超过|每){_SUM}"
    rf"(?:[\s,]*(?:就|可以|能|可|再|立)*(?:减|送|打|返|免|用|抵|优惠|便宜|包邮)(?:{_SUM})?)?"
)
_ONLY_A_COUNT = re.compile(rf"[\s,]*{words.QUANTITY}(?:包邮)?[吧呗咯嘛哦\s!。~]*")
_NEAR, _FAR = 10, 16  # characters before a sum that say what it is, and whose it is


def find_offers(text: str, *, taken: Iterable[Span[Any]] = ()) -> list[Span[Decimal]]:
    """Prices that the buyer proposes or quotes, bare or with 块, 元, ¥: 80行吗, 别家才59.

    Left out are sums to take off (便宜10块), fees, the shop's thresholds (满300减30) and our own
    price merely asked about (99是一件吗). `taken` are figures known to be something else.
    """
    plain = normalise(text)
    sums = _sums(text, plain, taken) if holds_number(plain) else []
    alone = len(sums) == 1
    return [span for span in sums if _is_offered(plain, span, alone=alone)]


def _sums(text: str, plain: str, taken: Iterable[Span[Any]]) -> list[Span[Decimal]]:
    """What may be money, but for the shop's thresholds."""
    written = [match for pattern in _AMOUNTS for match in pattern.finditer(plain)]
    spans = [
        Span(value, *match.span(), text[match.start() : match.end()])
        for match in written
        if (value := _yuan(match)) is not None
    ]
    spans += [
        number
        for number in find_numbers(text)
        if number.value >= _LEAST_BARE and not number.text.endswith("半")  # 5斤半 is a weight
    ]
    counted = [span for span in spans if words.COUNTED.match(plain, span.end)]
    others = [(span.start, span.end) for span in taken]
    others += [match.span() for match in _THRESHOLD.finditer(plain)]
    return [
        span
        for span in without_overlaps(spans)
        if span.value >= 1
        and span not in counted
        and not any(start < span.end and span.start < end for start, end in others)
    ]


def _is_offered(plain: str, span: Span[Decimal], *, alone: bool) -> bool:
    start, end = span.start, span.end
    before = plain[max(0, start - _NEAR) : start]
    if words.OURS_NAMED.match(plain, end) or words.CHANGE.search(before):
        return False
    if words.OURS_BEFORE.search(before):
        return False
    if words.ASKED.match(plain, end) or _is_quoted(plain, span):
        return True
    if words.STATED.match(plain, end) and words.PROPOSED.search(before):
        return True
    return alone and _is_haggled_over(plain, start, end)


def _is_quoted(plain: str, span: Span[Decimal]) -> bool:
    """Whether another seller's or an earlier price is held against ours."""
    before = plain[max(0, span.start - _FAR) : span.start]
    if not words.RIVAL.search(before):
        return False
    has_unit = span.text[-1] in "块元钱毛角"
    quoted = words.QUOTED_BEFORE.search(before) or words.QUOTED_AFTER.match(plain, span.end)
    return has_unit or quoted is not None


def _is_haggled_over(plain: str, start: int, end: int) -> bool:
    """Whether the message haggles, so that its only sum is what is offered."""
    if words.YES_OR_NO.search(plain, end):
        return True
    if words.OURS_ASKED.match(plain, end):
        return False
    rest = plain[:start] + plain[end:]
    return bool(words.HAGGLING.search(plain) or _ONLY_A_COUNT.fullmatch(rest))


def _yuan(match: re.Match[str]) -> Decimal | None:
    value = parse_number(match[1])
    if value is None:
        return None
    if match.re is _YUAN_TENTHS:
        tenths = parse_number(match[2])
        return None if tenths is None else value + tenths / 10
    return value / 10 if match.re is _TENTHS else value
