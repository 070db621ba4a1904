"""What a stock question asks for beyond the named colours and sizes."""

from __future__ import annotations

import re

from bot.text.normalise import normalise

_NEW = re.compile("上新|新品|新款|新到|刚上|最新|新上|春款|夏款|秋款|冬款|新货")
_OTHERS = re.compile(
    "(?:其[他它]|别的|另外|更多|哪些|哪几|什么|几[个种]|有啥)(?:的)?(?:颜?色|花色)|(?:颜?色)(?:有哪|都有)"
)
_OTHER_SIZES = re.compile("(?:其[他它]|别的|哪些|哪几|什么)(?:的)?(?:尺?码|号|尺寸)|码数?(?:全|齐)")
_MORE = re.compile(r"^还有(?:吗|么|没有?|没)?[?!~ ]*$|(?:其[他它]|别)的(?:吗|么|呢|没)?[?!~ ]*$")
_ELSE = re.compile("别的|其[他它]|另外的|换[几一]")
_SOLD_HERE = re.compile(
    "卖(?!完|光|掉|没|断|吗|不|么|了|啊|呢|得|的)([^吗么不没呢,.!?吧嘛]{1,8})[吗么不没嘛]"
    "|有没有([^,.!?]{1,8})卖|有([^,.!?没]{1,8})卖"
)
# 龙井有吗: nothing beside the name of the goods and whether they are there.
_NAMED_ONLY = re.compile(
    "(?:请问|你们|你家|店里|家里|那|亲|[, ])*(?:有没有|有)?(?P<goods>[\u3400-\u9fff]{2,5}?)"
    "(?:有吗|有么|有没有?|有卖吗)[?!~ ]*"
)
_VAGUE = re.compile(
    "什么|别的|其|还|大|小|送|赠|[的多个都也就款喝吃用穿]|优惠|活动|尺寸|全|现在|今天|您|我"
)
_NOT_GOODS = re.compile("这|那|它|货|现货|颜?色|[码号]|同款|一样")


def asks_new(text: str) -> bool:
    """Whether new arrivals are asked for."""
    return _NEW.search(normalise(text)) is not None


def asks_more(text: str) -> bool:
    """Whether other goods than those shown are asked for (还有吗, 有别的吗)."""
    return _MORE.search(normalise(text)) is not None


def asks_others(text: str) -> bool:
    """Whether anything else than what was shown is asked for."""
    return _ELSE.search(normalise(text)) is not None


def asks_other_colours(text: str) -> bool:
    """Whether the other, or all, colours are asked for."""
    return _OTHERS.search(normalise(text)) is not None


def asks_other_sizes(text: str) -> bool:
    """Whether the other, or all, sizes are asked for."""
    return _OTHER_SIZES.search(normalise(text)) is not None


def named_only(text: str) -> str | None:
    """Goods of which a message only asks whether they are there (龙井有吗), as spoken."""
    found = _NAMED_ONLY.fullmatch(normalise(text))
    unsaid = found is None or _NOT_GOODS.search(found["goods"]) or _VAGUE.search(found["goods"])
    return None if found is None or unsaid else found["goods"]


def goods_named(text: str) -> str | None:
    """Goods that the buyer asks whether the shop sells (你们卖茶叶吗), as spoken."""
    found = _SOLD_HERE.search(normalise(text))
    if found is None:
        return None
    goods = next((part.strip() for part in found.groups() if part), "")
    return None if not goods or _NOT_GOODS.search(goods) else goods
