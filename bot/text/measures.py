"""The buyer's body (身材) out of a message: height, weight, girths, shoulders and feet.

Buyers give weight in 斤 (1 斤 = 0.5 kg) far more often than in kilograms and seldom say which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from bot.text.body_figures import Figure, read_figures
from bot.text.normalise import normalise
from bot.text.numbers import holds_number, parse_number
from bot.text.patterns import either
from bot.text.spans import Span

Asked = Literal["height_cm", "weight_kg"]

_NAMES = {
    "height": "height_cm", "weight": "weight_kg", "bust": "bust_cm", "waist": "waist_cm",
    "hip": "hip_cm", "shoulder": "shoulder_cm", "foot_length": "foot_length_cm",
}  # fmt: skip
_LIMITS = {
    "height_cm": (100.0, 230.0),
    "weight_kg": (25.0, 200.0),
    "bust_cm": (40.0, 200.0),
    "waist_cm": (40.0, 200.0),
    "hip_cm": (40.0, 200.0),
    "shoulder_cm": (25.0, 70.0),
    "foot_length_cm": (10.0, 35.0),
}
_ABSURD = ("height_cm", "weight_kg")  # an odd figure of these is worth asking about
_WAIST_SAID_ALONE = (50.0, 120.0)  # 二尺一 without 腰
_THREE_GIRTHS = ("bust_cm", "waist_cm", "hip_cm")
_ADULT_CM = (140.0, 200.0)
_WEIGHT_FIGURES = (25.0, 300.0)  # kg or 斤
_ADULT_JIN = (70.0, 139.0)  # below any adult's height, so that it can be nothing but a weight
_PLAUSIBLE_BMI = (14.0, 40.0)
_KG_PER_JIN = 0.5
_LARGEST_BARE_KG = 75.0

_SEPARATOR = re.compile(r"(?:左右|上下|多)?[\s/,、;。.\-+*]+")
_BESIDE = re.compile(r"[^\d乘x*×]{0,5}")
_COUNTED = re.compile(
    r"\s*(?:多?[元块件个条套盒包双张只支袋箱瓶]|[折%天号月年码折米点岁毛角分克人楼层次种颗片粒以]"
    r"|[abcy](?![a-z])|g|ml)"
)
_PRICED = re.compile(
    r"\s*(?:就|直接|马上|我)*(?:[能可]?以?(?:行|给|卖)|包邮|出|收|拍|买|付|带走|拿|要了|成交|一口价)"
)
_GOODS = re.compile(r"(?:买|来|要|发|拿|订|订购|卖)(?:了|个)?\s*$")
_PERSON = either(
    """
    (?<![给算卖收让退返补找欠])我 妈 爸 爹 娘 公 婆 姐 妹 哥 弟 姨 姑 闺女 女儿 儿子 娃 孩子? 她 他
    朋友 对象 同事 本人 身材 男生 女生
    """
)
_PERSON_BEFORE = re.compile(rf"{_PERSON}(?:的|大概|大约|差不多|左右|才|只有|就|也|是|有|穿|,|\s)*$")
_PERSON_AFTER = re.compile(r"\s?(?:左右)?的?(?:男|女|人|妹子|姑娘|小个子|高个子|身材)")
_OF_WEARING = re.compile(r"[穿码胖瘦]|合身|合适")
_FILLER = re.compile(
    r"[\s,.!?~。、]|身高|体重|我的?|是|大概|左右|差不多|多|吧|哦|呢|的|亲|啊|嗯|呀|才|就|有|约"
)


@dataclass(frozen=True)
class Measure:
    """One figure of a body: ``name`` carries its unit (height_cm), the span is the figure alone.

    ``absurd`` is True where nobody has that figure.
    """

    name: str
    span: Span[float]
    absurd: bool = False


def find_measures(text: str) -> list[Measure]:
    """The figures of a body named in a message, in reading order.

    Two bare numbers such as ``160 105`` are height and weight, in this order if the first is
    140-200 and else swapped. A lone bare number counts where a person has it (我165, 180的男生)
    or beside a height or weight that was said with its unit. A weight without a unit is 斤 above
    75, kg up to 75; the other unit is taken where the first gives a body mass index outside 14-40
    and the other does not. Measures of goods (裙长120, 1.8米床) are left out.
    """
    plain = normalise(text)
    figures = read_figures(plain) if holds_number(plain) else []
    if not figures:
        return []
    named = _said(plain, figures)
    free = [f for f in figures if f not in named and _is_bare(plain, f)]
    named |= _pairs(plain, free) or _lone(plain, free, named)
    height = next((f.value for f, name in named.items() if name == "height_cm"), None)
    ordered = sorted(named, key=attrgetter("start"))
    measures = (_measure(text, figure, named[figure], height) for figure in ordered)
    return [measure for measure in measures if measure is not None]


def read_answer(text: str, *, asked: Asked) -> float | None:
    """The bare figure that is all the message says, as the answer to our question for it.

    In cm or kg; None for anything else, a figure that nobody has included.
    """
    value = parse_number(_FILLER.sub("", normalise(text)))
    if value is None:
        return None
    figure = float(value)
    if asked == "weight_kg":
        figure = _with_unit(figure, None)
    elif figure < 3:
        figure = round(figure * 100, 1)
    return None if _outside(figure, _LIMITS[asked]) else figure


def _said(plain: str, figures: Sequence[Figure]) -> dict[Figure, str]:
    """The figures that a unit or a label makes a measure."""
    named: dict[Figure, str] = {}
    for place, figure in enumerate(figures):
        if figure.label == "girths":
            named |= dict(zip(figures[place : place + 3], _THREE_GIRTHS, strict=False))
        elif figure.label in _NAMES:
            named.setdefault(figure, _NAMES[figure.label])
        elif figure.label is None and figure not in named and (name := _by_unit(plain, figure)):
            named[figure] = name
    return named


def _by_unit(plain: str, figure: Figure) -> str | None:
    if figure.unit in ("metres", "cm"):
        return None if _outside(figure.value, _LIMITS["height_cm"]) else "height_cm"
    if figure.unit == "chi":
        return None if _outside(figure.value, _WAIST_SAID_ALONE) else "waist_cm"
    if figure.unit in ("kg", "jin"):
        goods = _GOODS.search(plain, max(0, figure.start - 4), figure.start)
        return None if goods or figure.value < _LIMITS["weight_kg"][0] else "weight_kg"
    return None


def _is_bare(plain: str, figure: Figure) -> bool:
    return not figure.unit and figure.label is None and not _COUNTED.match(plain, figure.end)


def _pairs(plain: str, free: Sequence[Figure]) -> dict[Figure, str]:
    """Height and weight side by side; three such numbers in a row are something else."""
    named: dict[Figure, str] = {}
    for row in _rows(plain, free):
        if len(row) == 3 and _PRICED.match(plain, row[2].end):
            row = row[:2]
        if len(row) != 2 or ("-" in plain[row[0].end : row[1].start] and all(map(_is_adult, row))):
            continue
        height, weight = row if _is_adult(row[0]) else reversed(row)
        if _is_adult(height) and not _outside(weight.value, _WEIGHT_FIGURES):
            named |= {height: "height_cm", weight: "weight_kg"}
    return named


def _rows(plain: str, free: Sequence[Figure]) -> list[list[Figure]]:
    rows: list[list[Figure]] = []
    for figure in free:
        if rows and _SEPARATOR.fullmatch(plain, rows[-1][-1].end, figure.start):
            rows[-1].append(figure)
        else:
            rows.append([figure])
    return rows


def _lone(plain: str, free: Sequence[Figure], said: Mapping[Figure, str]) -> dict[Figure, str]:
    """Bare figures that a person has, or that stand by a height or weight said with its unit."""
    named = dict(said)
    for figure in free:
        if _PRICED.match(plain, figure.end):
            continue
        mine = _PERSON_BEFORE.search(plain, max(0, figure.start - 8), figure.start)
        heights = [other for other, name in named.items() if name == "height_cm"]
        weights = [other for other, name in named.items() if name == "weight_kg"]
        if _is_adult(figure) and not heights:
            if mine or weights or _PERSON_AFTER.match(plain, figure.end):
                named[figure] = "height_cm"
        elif not weights and not _outside(figure.value, _WEIGHT_FIGURES):
            beside = any(_BESIDE.fullmatch(plain, other.end, figure.start) for other in heights)
            light = mine and not _outside(figure.value, _ADULT_JIN) and _OF_WEARING.search(plain)
            if beside or light:
                named[figure] = "weight_kg"
    return named


def _measure(text: str, figure: Figure, name: str, height_cm: float | None) -> Measure | None:
    value = figure.value
    if name == "weight_kg" and not figure.unit:
        value = _with_unit(value, height_cm)
    absurd = _outside(value, _LIMITS[name])
    if absurd and not (name in _ABSURD and (figure.strong or figure.unit)):
        return None
    start, end = figure.start, figure.end
    return Measure(name, Span(value, start, end, text[start:end]), absurd)


def _with_unit(value: float, height_cm: float | None) -> float:
    as_kg, as_jin = value, value * _KG_PER_JIN
    likely, other = (as_jin, as_kg) if value > _LARGEST_BARE_KG else (as_kg, as_jin)
    if height_cm is None or _outside(height_cm, _LIMITS["height_cm"]):
        return likely
    return likely if _plausible(likely, height_cm) or not _plausible(other, height_cm) else other


def _plausible(weight_kg: float, height_cm: float) -> bool:
    return not _outside(weight_kg / (height_cm / 100) ** 2, _PLAUSIBLE_BMI)


def _is_adult(figure: Figure) -> bool:
    return not _outside(figure.value, _ADULT_CM)


def _outside(value: float, limits: tuple[float, float]) -> bool:
    return not limits[0] <= value <= limits[1]
