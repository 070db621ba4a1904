"""What a size question asks for: measurements, the cut, or the body a size is meant for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.shop.model.catalogue import SizeChart
from bot.text.normalise import normalise

_SAME_PART = {
    "衣长": ("衣长", "裙长", "全长", "长度", "多长", "拖地", "膝", "脚踝"),
    "裙长": ("裙长", "衣长", "长度", "多长", "拖地", "膝", "脚踝"),
    "裤长": ("裤长", "全长", "长度", "多长", "拖地", "膝", "脚踝"),
    "全长": ("全长", "裤长", "衣长", "长度", "多长", "拖地", "膝", "脚踝"),
    "胸围": ("胸围", "胸宽"),
    "大腿围": ("大腿围", "腿围"),
}
_MEASURES = re.compile(
    r"尺寸|多少(?:cm|厘米|公分)|几(?:厘米|公分)|平铺|量[一下]|[衣裙裤袖]长|[腰臀胸腿]围|肩宽|多[长宽]|拖地|到膝|过膝|脚踝|屁股"
)
_SLEEVES = re.compile("袖.{0,3}(?:多长|长度|长多少)")
_OWN_BODY = re.compile(r"(?:我|本人|自己)?(?:的)?[腰臀胸]围?(?:是|有|大概)?\s*[\d二三]")
_TABLE = re.compile("[码寸数]表|对照表")
_CUT = re.compile(
    "偏[大小码]|标准码?|正码|正不正|正常码|版型|什么版|宽松[吗么不的还]|修身|紧身|[大小]一[号码]|显大"
)
_LOOSER = re.compile("(?:喜欢|想|要|穿).{0,3}(?:宽松|松一?点|大一?点)")
_CLOSER = re.compile("(?:喜欢|想|要|穿|选).{0,3}(?:合身|修身|贴身|紧一?点|紧身|收一?点|小一?点)")
_USUAL = re.compile(
    "(?:平时|平常|一般|以前|日常|别家|其他家|通常)(?:都|是|在)*(?:穿|买|拿|选|要|的)"
)
_MEANT_FOR = re.compile("多少斤|几斤|多重|什么身材|对应多|适合多|能撑|哪些人")


def asks_measures(text: str) -> bool:
    """Whether centimetres of the garment are asked for, not a size for a body."""
    plain = normalise(text)
    if _OWN_BODY.search(plain):
        return False
    return _MEASURES.search(plain) is not None


def parts_asked(text: str, chart: SizeChart) -> tuple[str, ...]:
    """Measurements of the chart that the text names; empty where it names none."""
    plain = normalise(text)
    parts = tuple(dict.fromkeys(measure.part for measure in chart.measures))
    if _SLEEVES.search(plain):
        return tuple(part for part in parts if part == "袖长")
    exact = tuple(part for part in parts if part in plain)
    if exact:
        return exact
    return tuple(p for p in parts if any(word in plain for word in _SAME_PART.get(p, ())))


def asks_table(text: str) -> bool:
    """Whether the whole table of sizes is asked for."""
    return _TABLE.search(normalise(text)) is not None


def asks_cut(text: str) -> bool:
    """Whether it asks how the garment is cut (偏大偏小, 版型)."""
    return _CUT.search(normalise(text)) is not None


def prefers_looser(text: str) -> bool:
    """Whether the buyer likes to wear it loose (我喜欢宽松的)."""
    return _LOOSER.search(normalise(text)) is not None


def prefers_closer(text: str) -> bool:
    """Whether the buyer likes to wear it close (想穿合身一点)."""
    return _CLOSER.search(normalise(text)) is not None


def usual_size(text: str, sizes: Sequence[str]) -> str | None:
    """The size that is told as the one always worn (平时都穿M), not asked for."""
    return next(iter(sizes), None) if _USUAL.search(normalise(text)) else None


def asks_meant_for(text: str, sizes: Sequence[str]) -> bool:
    """Whether it asks what bodies a named size is for (L适合多少斤)."""
    return bool(sizes) and _MEANT_FOR.search(normalise(text)) is not None
