"""How many a buyer wants (数量): 两件, 来五条, 要一套, 俩, x2."""

from __future__ import annotations

import re

from bot.text.normalise import normalise
from bot.text.numbers import HALF_PIECE, holds_number, parse_number
from bot.text.patterns import either
from bot.text.spans import Span, without_overlaps

_CN = "零〇一二两三四五六七八九十百千"
_CLASSIFIER = "[件个条套盒包袋箱瓶罐双只支本张对份把台桶卷提副顶枚串块根打]"
_DOZEN = 12
# 一个月, 两个半, 一个问题, 三件套, 一件代发, 两条装, 三个人: nothing is ordered by these
_OTHER_THINGS = "(?!{})".format(
    either(
        rf"""
        {HALF_PIECE}
        月 星期 礼拜 周 小时 钟 多月 工作日 季 问题 人 朋友 意思 颜色 色 尺?码 号 地[址方] 事
        样 价 电话 活动 客服 快递 品牌 牌子 评价 样子 套 式 代发 装 优惠券 券 照片 图 截图 钱 多钱
        字 (?<=对)(?:[一1]|[吧吗不的]|$) (?<=打)(?!$|[\s,.!?。~\d的吧吗呢袜多就要]|一共)
        (?<=包)(?:邮|顺丰|运)
        """
    )
)
# 一件多少钱, 65一件 and 一件65 tell the price of one, 一盒里有几双 what is in it, 是一套的吗
# what is sold together; 瘦子一枚 is the buyer
_OF_ONE = re.compile(
    r"(?:是|有|要|里[头面]?|才|就|卖|能|装)*(?:多少|几|\d+(?![\d的码号a-z]))|的(?:价|吗|还是|意思)"
)
_BEFORE_ONE = re.compile(r"[\d块元是像换]\s?$")
_COUNTED = re.compile(
    rf"(?:(?<![第几数每送赠满\d.\-/])(\d{{1,4}})|(?<![第几数每送赠满{_CN}])([{_CN}]{{1,5}}|半(?=打)))"
    rf"\s?({_CLASSIFIER}){_OTHER_THINGS}"
)
# 块 counts goods only before such words; else it is yuan, or 一块 "together"
_GOODS = re.compile("香皂|肥皂|毛巾|巧克力|蛋糕|月饼|茶饼|砖|地垫|尿布|手表|面料")
_TIMES = re.compile(r"(?:(?<![a-z\d])|(?<=\d{4}))[x×*✖]\s?(\d{1,3})(?![\d.a-z])")
_BOTH = re.compile(r"(?<![们咱你他她我])(俩|仨)(?!人|口|颜?色|月|号|码)")
_AFTER_VERB = re.compile(r"(?:来|要|拿|拍|买|订)了?(\d{1,2})(?=$|[\s,!?。])")


def find_quantities(text: str) -> list[Span[int]]:
    """The counts of goods in the text, in reading order; 半打 are 6.

    第二件 and 那件 name one, 一下 and 一点 count nothing, 一个月 is a time and 一件多少钱 asks for
    a unit price: none of them is a quantity, nor is a guess such as 两三件.
    """
    plain = normalise(text)
    if not holds_number(plain):
        return []
    spans = []
    for pattern in (_COUNTED, _TIMES, _BOTH, _AFTER_VERB):
        for match in pattern.finditer(plain):
            count = _count(match)
            if count is not None and not (pattern is _COUNTED and _is_no_count(plain, match)):
                spans.append(Span(count, *match.span(), text[match.start() : match.end()]))
    return without_overlaps(spans)


def _count(match: re.Match[str]) -> int | None:
    written = match[1] or match[2]
    value = parse_number(written)
    if value is None or written.endswith(("百一", "千一")):  # 二百一套: 200 a set
        return None
    if match.re is _COUNTED and match[3] == "打":
        value *= _DOZEN
    return int(value) if value >= 1 and value == int(value) else None


def _is_no_count(plain: str, match: re.Match[str]) -> bool:
    if match[3] == "块":
        return _GOODS.match(plain, match.end()) is None
    if match[3] == "打" or (match[1] or match[2]) not in ("一", "1"):
        return False
    start, end = match.span()
    each = plain.startswith(match[0], end) or plain.endswith(match[0], 0, start)  # 一双一双
    told = _OF_ONE.match(plain, end) or _BEFORE_ONE.search(plain, max(0, start - 2), start)
    return each or match[3] == "枚" or told is not None
