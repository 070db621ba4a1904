"""Families of colours (色系): which of a shop's colours are red, dark, warm, plain …

A buyer who wants something 深色 or 红色系 names none of the shop's colours; what a colour looks
like is read off its Chinese name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.text.normalise import normalise
from bot.text.spans import Span, without_overlaps

# What a colour is called after, where no character of its name says the hue, or the wrong one.
_THINGS = {
    "红": "豆沙 车厘子 樱桃 番茄 玫瑰 铁锈",
    "橙": "南瓜 柿子",
    "黄": "柠檬 芥末 香蕉 鹅绒",
    "绿": "牛油果 橄榄 薄荷 抹茶",
    "蓝": "藏青 牛仔 海军 雾霾",
    "紫": "香芋 薰衣草 葡萄 茄子",
    "粉": "樱花 蜜桃 裸粉 藕粉",
    "棕": "焦糖 卡其 巧克力 可可 摩卡 奶茶 茶褐 驼 栗 大地",
    "米": "燕麦 香槟 奶油 裸 肤 杏",
    "米白": "本白 米白 奶白 象牙白",
}
_CHARACTERS = {
    "红": "红绯朱枣",
    "橙": "橙橘桔",
    "黄": "黄金",
    "绿": "绿青翠",
    "蓝": "蓝",
    "紫": "紫",
    "粉": "粉藕",
    "棕": "棕咖褐茶",
    "灰": "灰银",
    "黑": "黑",
    "白": "白",
    "米": "米",
}
_HUE_OF_THING = {word: hue for hue, words in _THINGS.items() for word in words.split()}
_HUE_OF_CHARACTER = {c: hue for hue, characters in _CHARACTERS.items() for c in characters}
_HUE_OF = _HUE_OF_THING | _HUE_OF_CHARACTER
_HUE = re.compile("|".join(_HUE_OF))
_SEVERAL = re.compile("条|格|拼|相间|撞色")

_DEEP = re.compile("深|暗|墨|藏|酒|靛|黑|咖|褐|棕|焦|枣|砖|锈|橄榄|军|栗|巧克力|可可|摩卡")
_PALE = re.compile(
    "浅|淡|嫩|白|米|杏|粉|裸|肤|奶|燕麦|雾|天蓝|水|薄荷|香槟|银|鹅黄|豆绿|香芋|藕|象牙"
)
_MUTED = re.compile("雾|莫兰迪|豆沙|灰|深|暗|砖|酒|墨|藏|豆")
_HUES_OF = {
    "暖色": "红橙黄粉棕米",
    "冷色": "绿蓝紫",
    "素色": "白米灰黑棕",
    "亮色": "红橙黄绿蓝紫粉",
    "大地色": "棕米",
}
_NEARLY = {"青": "绿蓝", "咖": "棕", "橘": "橙", "裸": "米", "肤": "米", "黑白灰": "黑白灰"}

_AMOUNT = "(?:一点|一些|点|些)儿?"
_TONES = {
    "深": "深色", "暗": "深色", "浅": "浅色", "淡": "浅色", "暖": "暖色", "冷": "冷色",
    "素": "素色", "素净": "素色", "清淡": "素色", "亮": "亮色", "艳": "亮色", "鲜艳": "亮色",
    "大地": "大地色",
}  # fmt: skip
_TONE = "|".join(sorted(_TONES, key=len, reverse=True))
_SPOKEN = (
    re.compile(rf"(?P<tone>{_TONE})色(?![素差号])(?:[调系]列?)?"),
    re.compile(rf"(?P<tone>{_TONE})(?:{_AMOUNT})?的?颜色"),
    re.compile(rf"颜色(?P<tone>{_TONE}){_AMOUNT}"),
    re.compile(rf"(?P<tone>[深浅]){_AMOUNT}(?=的|$|[\s,.!?])"),
    re.compile(r"(?P<hue>黑白灰|[红橙橘黄绿青蓝紫粉棕咖灰黑白米裸])色?系列?"),
)


_ANY = re.compile("[色系深浅]")


def find_families(text: str) -> list[Span[str]]:
    """Families a buyer speaks of, by their one name: 红色系, 深色, 浅色, 暖色, 冷色, 素色 …"""
    plain = normalise(text)
    if not _ANY.search(plain):
        return []
    found = []
    for pattern in _SPOKEN:
        for match in pattern.finditer(plain):
            named = match.groupdict()
            tone = named.get("tone")
            family = _TONES[tone] if tone else f"{named['hue']}色系"
            found.append(Span(family, *match.span(), text[match.start() : match.end()]))
    return without_overlaps(found)


def colours_of(family: str, colours: Iterable[str]) -> tuple[str, ...]:
    """Those of `colours` that belong to the family, in their order.

    `family` is a name of `find_families`, or a plain colour (红色), which stands for all of its
    hue (酒红, 砖红). A colour that belongs to nothing known is left out.
    """
    return tuple(colour for colour in colours if _belongs(colour, family))


def _belongs(colour: str, family: str) -> bool:
    hues = _hues(colour)
    deep = _DEEP.search(colour) is not None
    pale = _PALE.search(colour) is not None
    if family == "深色":
        return deep and not re.search("浅|淡", colour)
    if family == "浅色":
        return pale and not re.search("深|暗|墨|藏", colour)
    if family in _HUES_OF:
        kept = bool(hues) and hues <= set(_HUES_OF[family])
        if family == "亮色":
            return kept and not (deep or _MUTED.search(colour))
        return kept or (family == "素色" and "雾" in colour)
    stem = family.removesuffix("系").removesuffix("色")
    return bool(hues & set(_NEARLY.get(stem, stem)))


def _hues(colour: str) -> set[str]:
    """The hue of a colour: its last one, 酒红 is red; of a pattern such as 蓝白条 all."""
    found = [_HUE_OF[word] for word in _HUE.findall(colour)]
    return set("".join(found if _SEVERAL.search(colour) else found[-1:]))
