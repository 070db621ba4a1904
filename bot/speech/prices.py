"""Prices that somebody of the shop names to a buyer in their own words: 给您89, 一口价85元."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.text.normalise import normalise
from bot.text.numbers import NUMERAL, parse_number

_SUM = rf"(?<![\d.a-z])(?P<sum>{NUMERAL})(?!\d|\.\d)"
# 三块毛巾 are three pieces, not three yuan
_UNIT = r"\s*(?:块钱|元|块(?![儿布毛手香肥巧砖饼表肉玉板电面料地]))"
_PRICE = re.compile(
    rf"[¥$]\s*{_SUM}"
    rf"|{_SUM.replace('sum', 'with_unit')}{_UNIT}"
    rf"|(?:给[您你]|算[您你]|到手价?|只要|一口价|改[成到]|按)\s*{_SUM.replace('sum', 'named')}"
    r"(?=\s*(?:[,，。.!！?？;；~～、)）\n]|[吧呢啊哦哈咯了啦]|包邮|成交|带走|$))"
    rf"|{_SUM.replace('sum', 'given')}\s*(?:给[您你]|包邮|成交|带走|卖[您你])"
)
# Sums that are no price of goods: a threshold, something off it, a fee.
_OTHER = re.compile(
    r"(?:满|减|省|便宜|优惠|立减|返|抵|券|[运邮]费|差价|补|加|凑|差|超过|每|标价|原价|底价)\D{0,3}$"
)
_OFF_AFTER = re.compile(r"\s*(?:块钱|元|块)?(?:的?[券红]|以上|起批|运费|邮费|差价|优惠券)")
_BEFORE = 8


def prices_in(text: str) -> tuple[Decimal, ...]:
    """The prices in yuan, in reading order, each once; thresholds, reductions and fees left out."""
    plain = normalise(text)
    found: dict[Decimal, None] = {}
    for match in _PRICE.finditer(plain):
        name, written = next((n, w) for n, w in match.groupdict().items() if w)
        value = parse_number(written)
        start = match.start(name)
        if value is None or value < 1 or _OTHER.search(plain[max(0, start - _BEFORE) : start]):
            continue
        if not _OFF_AFTER.match(plain, match.end(name)):
            found[value] = None
    return tuple(found)
