"""Numbers as buyers say them: digits, Chinese numerals and their spoken short forms.

cn2an was tried and left out: it opens a file on import and takes 0.2 s doing so, and it
refuses 百二, 俩 and 半, while reading 两三 (two or three) as 23.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from bot.text.normalise import normalise
from bot.text.spans import Span

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    c: n for n, c in enumerate("〇壹贰叁肆伍陆柒捌玖")
}
_DIGITS |= {"两": 2, "幺": 1}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_WHOLE = {"俩": 2, "仨": 3, "廿": 20, "卅": 30}

_DIGIT = "零〇一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_UNIT = "十拾百佰千仟"

ARABIC = r"\d{1,8}(?:\.\d{1,4})?(?:万|[千百](?!\d))?"
CHINESE = f"[{_DIGIT}{_UNIT}万廿卅]{{1,15}}(?:点[{_DIGIT}]{{1,4}})?"
NUMERAL = f"(?:{ARABIC}|{CHINESE})"
"""Source of a pattern for one number; what it matches goes through `parse_number`."""
HALF = Decimal("0.5")
HALF_UNIT = "半(?!价(?![格钱位])|[径夜成脱干夏熟肥])"
"""The half more behind a unit of measure: 1斤半, but not 1斤半价."""
HALF_PIECE = r"半(?=$|[\s,.?!;~的吗呢吧了]|月|小时|钟)"
"""The half more behind what is counted: 两个半, 两个半小时, but not 两件半身裙."""

_ARABIC = re.compile(r"(\d+(?:\.\d+)?)([万千百])?")
_ARABIC_SCALE = {None: 1, "百": 100, "千": 1000, "万": 10000}
_CHINESE = re.compile(CHINESE)
# 两三 (two or three), 七八, 三五: a guess of the buyer's, not a number
_ABOUT = re.compile("一[两二]|两三|二三|三四|三五|四五|五六|六七|七八|八九")

_ANY = re.compile(rf"[\d{_DIGIT}{_UNIT}万廿卅俩仨半]")
_COUNTED = (
    "[元块毛角折件个条套盒包袋箱瓶罐双只支本张对份把台桶卷片斤米号天年月日岁码倍次组位盎克升公厘]"
)
_FOUND = re.compile(
    rf"(?<![\w.])\d{{1,8}}(?:\.\d{{1,4}})?(?![\d.]*\d)[万千百]?"
    rf"|(?<=[\u3400-\u9fff])\d{{1,8}}(?:\.\d{{1,4}})?(?![\d.]*\d)[万千百]?"
    rf"|{CHINESE}|[俩仨]|半(?={_COUNTED})"
)
_NOT_BEFORE = re.compile(r"(?:第|周|星期|礼拜|统|唯|万|专|单|几|数|上下|[a-z])$")
_NOT_NUMBERS = re.compile(r"千万|万一|十分(?![钟之])|百分|[十百千万]{2,}$")
_COUNTED_NEXT = re.compile(_COUNTED)
_HALF_MORE = re.compile(
    rf"\s?(?:(?:公?斤|千?克|kg|公?升|[米尺年天]){HALF_UNIT}|[个打箱盒袋包瓶]{HALF_PIECE})"
)
# 二百一套: 200 for a set, not 210 sets
_EACH = re.compile("(?<=[百千])一(?=[件条套个双盒包只顶])")


@lru_cache(maxsize=4096)
def parse_number(text: str) -> Decimal | None:
    """The number that the whole text is, or None.

    Reads 1.5, 2万, 一百零五, 一点五, 一六五 (digit by digit), and the spoken 一百二 (120),
    百二 (120), 两千五 (2500), 俩 (2), 仨 (3), 半 (0.5). Guesses such as 两三 are None.
    """
    text = normalise(text).strip()
    if arabic := _ARABIC.fullmatch(text):
        return Decimal(arabic[1]) * _ARABIC_SCALE[arabic[2]]
    if text in _WHOLE:
        return Decimal(_WHOLE[text])
    if text in ("半", "一半"):
        return HALF
    if not _CHINESE.fullmatch(text):
        return None
    whole, _, fraction = text.partition("点")
    value = _whole_number(whole)
    if value is None or not fraction:
        return None if value is None else Decimal(value)
    return Decimal(f"{value}.{''.join(str(_DIGITS[c]) for c in fraction)}")


def _whole_number(text: str) -> int | None:
    if text.count("万") > 1:
        return None
    high, wan, low = text.rpartition("万")
    if not wan:
        return _below_wan(text, spoken_unit=1)
    ten_thousands = _below_wan(high, spoken_unit=1) if high else 1
    rest = _below_wan(low, spoken_unit=1000) if low else 0
    if ten_thousands is None or rest is None:
        return None
    return ten_thousands * 10_000 + rest


def _below_wan(text: str, *, spoken_unit: int) -> int | None:
    """A numeral without 万; a lone last digit counts in ``spoken_unit`` (万二 is 12,000)."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if all(c in _DIGITS for c in text):
        if _ABOUT.fullmatch(text):
            return None
        return int("".join(str(_DIGITS[c]) for c in text)) * (spoken_unit if len(text) == 1 else 1)
    total, digit, last_unit, after_zero = 0, None, 10_000, False
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= last_unit:
                return None
            total += unit * (1 if digit is None else digit)
            digit, last_unit, after_zero = None, unit, False
        elif digit is not None:
            return None
        elif _DIGITS[char] == 0:
            after_zero = True
        else:
            digit = _DIGITS[char]
    if digit is None:
        return total
    return total + digit * (1 if after_zero or last_unit == 10 else last_unit // 10)


def holds_number(plain: str) -> bool:
    """Whether a normalised text has any sign of a number: a quick look before a thorough one."""
    return _ANY.search(plain) is not None


def find_numbers(text: str) -> list[Span[Decimal]]:
    """Every number in the text, in reading order.

    A half behind the unit belongs to the number, and the span with it: 1斤半 is 1.5. A single
    Chinese digit counts only where something is counted (三件) or as the whole text:
    一下, 万一, 第二, 周三 hold none. Ids of nine digits and more, and digits inside a code such
    as LN2107, are not numbers.
    """
    plain = normalise(text)
    found: list[Span[Decimal]] = []
    for match in _FOUND.finditer(plain):
        start, end = match.span()
        if each := _EACH.search(plain, start, end + 1):
            end = each.start()
        written = plain[start:end]
        if found and start < found[-1].end:
            continue
        if not written[0].isdigit() and not _is_meant(plain, written, start, end):
            continue
        value = parse_number(written)
        if value is None:
            continue
        if half := _HALF_MORE.match(plain, end):
            value, end = value + HALF, half.end()
        found.append(Span(value, start, end, text[start:end]))
    return found


def _is_meant(plain: str, written: str, start: int, end: int) -> bool:
    if written in "俩仨半" or len(written) == len(plain.strip()):
        return True
    if _NOT_BEFORE.search(plain[max(0, start - 2) : start]):
        return False
    if _NOT_NUMBERS.match(plain, start) or written in "百千万" or plain.startswith("几", end):
        return False
    return len(written) > 1 or written == "十" or _COUNTED_NEXT.match(plain, end) is not None
