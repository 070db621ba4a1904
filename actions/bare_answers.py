"""A bare answer to the question of ours put last: 2, 165, 38, 随便."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from actions.turn import Memory
from bot.text.measures import Asked, read_answer
from bot.text.normalise import normalise
from bot.text.numbers import parse_number

BODY: tuple[Asked, ...] = ("height_cm", "weight_kg")
ADULT_CM = (145, 190)
MOST_PIECES = 999
LEAST_BUDGET = 20
SHORTEST_FIGURE = 2
_FILLING = (
    "的话|如果|谢谢|大概|左右|差不多|[换改]成|不对|不是"
    "|[我要就那来选拿穿给是到寄发送往换错嗯恩哦噢呃额啊吧呀呢嘛的了哈啦好行亲]"
)
_AROUND = re.compile(rf"{_FILLING}|[\s,.!~、:;]")
_FILLING_WORDS = re.compile(_FILLING)
_SEPARATORS = " ,.!~、:;"
_PLAIN_FIGURE = re.compile(r"\d{3}|1\.\d{1,2}")
_PIECES = re.compile("[件个条套盒包双顶]")
_LEFT_OPEN = re.compile(
    "(?:颜色|花色|尺?码数?|款式?|件数)?(?:随便|随意|无所谓|不挑)|(?:哪个|什么|啥|怎么|哪种|颜色|尺码)?(?:都|也)(?:可以|行|好|成|ok|一样|没关系)"
    "|没(?:什么)?(?:特别|特殊)?(?:的)?要求"
    "|(?:你|您)(?:帮我|给我|替我|来|看着?|们)*(?:定|选|挑|推荐|决定|办|说了算|做主|安排|拿主意)(?:一?[个款下件]|就行|就好)*"
    "|看(?:你|您)|听(?:你|您)|(?:帮我|给我)(?:选|挑|推荐|定)(?:一?[个款下件])?"
)
_AGREES = re.compile(
    "[👍👌🆗✅]|[可阔]以|o+k+|okay|yes|[没木]有?问题|没有?(?:错|毛病|异议)|确[认定]|同意|收到|妥妥?"
    "|得嘞|要[得的](?!是)|^是(?=[的啊呀哦,.!~ ]*$)|当然|必须|安排|下单|[拍买下]吧|一起[拍买]"
    "|[就按照]*(?:这个|这样|这件|这条|这款|它|这些)(?:来|办)?"
    "|[好行是对嗯成可][滴哒勒嘞咧哟哇]|[对嗯唔行好成中定]"
)
_NO = re.compile("(?<!差)不|[换改退]|(?<!没)(?<!没有)错")
_DECLINES = re.compile("不(?:用|需要|必|写|要)|没有?|算|没什么|没事")
_BACKS_OUT = re.compile(
    "(?<!不是)(?<!没说)不(?:想|打算)?(?:要|买|拍|下单)了|(?<![打结预计])算了(?!解|一?[下算])|取消"
)
# 不会取消吧, 可以取消吗: nothing is called off
_NOT_OFF = re.compile(
    "(?:不(?:会|能|要|用|想|必|许)?|别|没有?|可不?可?以|能不?能?|会不?会?|怎么?|如何|是否|如果|万一|要是)"
    "(?:再|给我|被|自动|随时|中途|直接)*取消|取消(?:[吗么]|不了|不掉)"
)
_NOT_KNOWN = re.compile(
    "不(?:太|是很|大)?(?:知道|清楚|确定|晓得|记得|懂)|没(?:有)?(?:量过|称过|想好|注意)|忘(?:了|记)|说不(?:准|好|上)"
    "|不方便说?|不想说|不告诉|保密|拿不准"
)


def answer_in(text: str, memory: Memory) -> dict[str, Any]:
    """What a bare answer tells, by the memory it fills; empty where it tells nothing."""
    asked = memory.asked
    if asked is None:
        return _bare_height(text, memory)
    if asked.fact == "body":
        return _body(text, memory)
    # Between figures a separator stays: 165 110 are two, and 1.5 is not fifteen.
    rest = without_filling(text)
    number = parse_number(_PIECES.sub("", rest)) if rest else None
    if asked.fact == "size":
        size = next((option for option in asked.options if normalise(option) == rest), None)
        if size is not None or len(rest) < SHORTEST_FIGURE:
            return {"size": size} if size else {}
        return _body(text, memory)
    if number is None or number != int(number):
        return {}
    if asked.fact == "quantity" and 0 < number <= MOST_PIECES:
        return {"quantity": int(number)}
    if asked.fact == "need" and number >= LEAST_BUDGET:
        return {"budget": (None, Decimal(number))}
    return {}


def without_filling(text: str) -> str:
    """What is left of an answer without the words around it: 经典的吧 → 经典."""
    return _FILLING_WORDS.sub(" ", normalise(text)).strip(_SEPARATORS)


def is_bare(text: str, spans: Iterable[Mapping[str, Any]]) -> bool:
    """Whether nothing is said beside what is at `spans`: 要黑色的吧, 寄到杭州."""
    rest = list(normalise(text))
    found = False
    for span in spans:
        found = True
        rest[span["start"] : span["end"]] = " " * (span["end"] - span["start"])
    return found and not _AROUND.sub("", "".join(rest))


def leaves_open(text: str) -> bool:
    """Whether the choice is left to us: 随便, 都行, 你推荐吧."""
    return _fills(_LEFT_OPEN, text)


def agrees(text: str) -> bool:
    """Whether it says no more than yes: 行,就这个吧, 可以, 就这样."""
    return _fills(_AGREES, text) and _NO.search(normalise(text)) is None


def declines(text: str) -> bool:
    """Whether nothing is wanted of what was asked for: 不用了, 没有了."""
    return _fills(_DECLINES, text)


def backs_out(text: str) -> bool:
    """Whether the whole matter is called off (不要了), not a part of it."""
    return _BACKS_OUT.search(_NOT_OFF.sub("", normalise(text))) is not None


def asks_about_calling_off(text: str) -> bool:
    """Whether it is only asked whether it can or will be called off (可以取消吗, 不会取消吧)."""
    return _NOT_OFF.search(normalise(text)) is not None and not backs_out(text)


def not_known(text: str) -> bool:
    """Whether the buyer cannot or will not tell: 不知道, 没量过."""
    return _fills(_NOT_KNOWN, text)


def _bare_height(text: str, memory: Memory) -> dict[str, Any]:
    """165 told of itself while a product is in view and no price is haggled over."""
    if not _PLAIN_FIGURE.fullmatch(normalise(text).strip()):
        return {}
    height = read_answer(text, asked="height_cm")
    looking = memory.product is not None and not memory.haggle_rounds
    if height is None or not looking or not ADULT_CM[0] <= height <= ADULT_CM[1]:
        return {}
    return {"height_cm": height}


def _body(text: str, memory: Memory) -> dict[str, Any]:
    """A bare figure after we asked for the buyer's body: the first thing missing that it can be."""
    for fact in BODY:
        if getattr(memory, fact) is None:
            figure = read_answer(text, asked=fact)
            if figure is not None:
                return {fact: figure}
    return {}


def _fills(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the pattern is all that is said, but for words around it."""
    plain = normalise(text)
    return pattern.search(plain) is not None and not _AROUND.sub("", pattern.sub("", plain))
