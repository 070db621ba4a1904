"""Sums of money (金额) and the prices a buyer offers (出价)."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.text.normalise import normalise
from bot.text.numbers import NUMERAL, find_numbers, parse_number
from bot.text.spans import Span, without_overlaps

_CN = "一二两三四五六七八九"
_START = r"(?<![\d.a-z])"
_N = rf"({NUMERAL})(?!\d|\.\d)"
# 三块毛巾 are three pieces, not three yuan
_PIECES = (
    "(?:儿|香皂|肥皂|毛巾|巧克力|蛋糕|月饼|茶饼|饼|砖|布|面料|料子|地垫|尿布|手表|电池|腊肉"
    "|肉|糖|玉|板)"
)
_YUAN = re.compile(
    rf"{_START}(?<![第几]){_N}\s*[多来]?(?:块钱|元钱|块|元|圆|rmb)(?!{_PIECES})(?![级气素旦宵])"
)
_YUAN_TENTHS = re.compile(rf"{_START}{_N}块零?([\d{_CN}])(?![\d十百千个件条套盒包块])[毛角]?")
_TENTHS = re.compile(rf"{_START}{_N}[毛角](?![巾衣线绒料茶])钱?")
_SIGNED = re.compile(rf"(?:[¥$]|rmb)\s*{_N}[元块]?")
_SHIPPED = re.compile(rf"{_START}{_N}(?=包邮)")
_PRICED = re.compile(
    rf"(?:价格?|到手|券后|拍下|秒杀)(?:是|为|要|只要|才|:)?\s*{_N}(?=$|[^\w%.]|[吗呢的了啊吧])"
)
_AMOUNTS = (_SIGNED, _YUAN_TENTHS, _YUAN, _TENTHS, _SHIPPED, _PRICED)

# 一块拍: "together"
_TOGETHER = re.compile(rf"(?<![\d{_CN}十百千零])一块(?![钱多零{_CN}\d])(?=\w)")
# 满300减30, 满99包邮: the shop's own threshold, nobody's price
_SUM = rf"{NUMERAL}\s*(?:块钱|块|元)?"
_THRESHOLD = re.compile(
    rf"(?:满|够|达到|超过|每){_SUM}"
    rf"(?:[\s,]*(?:就|可以|能|可|再|立)*(?:减|送|打|返|免|用|抵|优惠|便宜|包邮)(?:{_SUM})?)?"
)

_QUANTITY = rf"(?:[\d{_CN}十]{{1,3}}[件个条套盒包袋箱瓶双]|俩|仨)"
_GLUE = rf"(?:的话|吧|包邮|整|拿|来|打包|都要|给我|{_QUANTITY}|[\s,的])*"
_ASKED = re.compile(
    _GLUE
    + "(?:[能可]?行[吗不么嘛]|可以[吗不么嘛]|可不可以|能不能|[给卖拿出成中][吗么嘛]|卖不|给不|拿不"
    "|出不|成不|中不|干不|好不|好吗|[能可]以?[卖给拿出]|卖[我给]|给我|成交|怎么样|咋样|如何|ok|一口价"
    "|我?(?:就|马上|立马|现在)[拍买要下]|我[拍买要]了)"
    "|一[件个条套盒包袋箱瓶双支份]吧"
)
_PROPOSED = re.compile(
    "(?:(?:便宜|降|减|少|优惠|打|改|让|算|抹|砍|做|还)(?:到|成|为)|[算给卖][你我]|给个|算个|[我只就能顶最]多?出"
    "|顶多|最多|预算|一口价|还价|出价|可不可以|能不能|能否|那?就|(?:能|可以)(?=$))(?:是|就|给|卖|在|算|按|我|个|便宜到)*$"
)
_STATED = re.compile(r"吧?(?:$|[^\w.%])|包邮|[拿卖给行成吧吗嘛么不]|我|就")
# what is taken off, charged, or asked elsewhere is no offer; neither is a size or a body
_NOT_OFFERED = re.compile(
    "(?:(?:便宜|少|减|优惠|降|让|省|返现?|送|差价?|补|退|赔|红包|券|[运邮]费|快递费|加|贵|涨|抵|原价)(?:个|了|我|点|是|再|要|收)*"
    r"|(?:别家|别人|人家|其[他它]家|隔壁|拼多多|京东|淘宝|上次|之前|以前|昨天)[^,.!?;。\s]{0,8}"
    r"|\d\s*[/,、 ]\s*|身高|体重|尺码|(?<![给卖算])我|[米高重穿胸腰臀围第选款号×*x])$"
)
_COUNTED = re.compile(
    r"\s*(?:[件个条套盒袋箱瓶双支片号码斤日月年点折岁级楼米色款%]|天|包(?!邮)|cm|kg|ml|mm|[mglx]|公[斤分]|厘米|克|分之|多少)"
)


def find_amounts(text: str) -> list[Span[Decimal]]:
    """What is clearly money, in yuan: 80块, 九块九, ¥99, 一百五十块钱, 99包邮.

    The shop's thresholds such as 满300减30 or 满99包邮 are left out.
    """
    plain = normalise(text)
    taken = [m.span() for pattern in (_THRESHOLD, _TOGETHER) for m in pattern.finditer(plain)]
    spans: list[Span[Decimal]] = []
    for pattern in _AMOUNTS:
        for match in pattern.finditer(plain):
            value = _yuan(match)
            start, end = match.span(1 if pattern is _PRICED else 0)
            if value is not None and not _overlaps((start, end), taken):
                spans.append(Span(value, start, end, text[start:end]))
    return without_overlaps(spans)


def find_offers(text: str) -> list[Span[Decimal]]:
    """Prices in yuan that the buyer proposes, bare or with a unit: 80行吗, 便宜到80, 一百二给不给.

    A sum to take off (便宜10块), another shop's price, a fee, a size, a body, an id is none.
    """
    plain = normalise(text)
    taken = [match.span() for match in _THRESHOLD.finditer(plain)]
    priced = find_amounts(text)
    bare = [n for n in find_numbers(text) if not _COUNTED.match(plain, n.end)]
    return [
        span
        for span in without_overlaps([*priced, *bare])
        if span.value >= 1
        and not _overlaps((span.start, span.end), taken)
        and _is_offered(plain, span)
    ]


def _is_offered(plain: str, span: Span[Decimal]) -> bool:
    before = plain[max(0, span.start - 12) : span.start]
    if _NOT_OFFERED.search(before):
        return False
    if _PROPOSED.search(before) and _STATED.match(plain, span.end):
        return True
    return _ASKED.match(plain, span.end) is not None


def _yuan(match: re.Match[str]) -> Decimal | None:
    value = parse_number(match[1])
    if value is None:
        return None
    if match.re is _YUAN_TENTHS:
        tenths = parse_number(match[2])
        return None if tenths is None else value + tenths / 10
    return value / 10 if match.re is _TENTHS else value


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)
