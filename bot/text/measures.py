"""The buyer's body (身材) out of a message: height, weight and the three girths.

Buyers give weight in 斤 (1 斤 = 0.5 kg) far more often than in kilograms and seldom say which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.text.normalise import normalise
from bot.text.numbers import parse_number

Expect = Literal["height", "weight"]

HEIGHT_CM = (100.0, 230.0)
WEIGHT_KG = (25.0, 200.0)
GIRTH_CM = (40.0, 200.0)
_ADULT_CM = (140.0, 200.0)
_PLAUSIBLE_BMI = (14.0, 40.0)
_KG_PER_JIN = 0.5
_LARGEST_BARE_KG = 75.0

_CN = "零〇一二两三四五六七八九"
_N = rf"(?:\d{{2,3}}(?:\.\d{{1,2}})?|[{_CN}十百]{{2,6}})(?!\d|\.\d)"
_ANY = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|[{_CN}十百]{{1,6}})(?!\d|\.\d)"
_ALONE = r"(?<![\d.¥a-z])"
_IS = r"(?:\s|是|有|:|大概|大约|约|差不多|才|只有|就|,)*"
_CM = r"(?:cm|厘米|公分|釐米)"
_KG = r"(?:kg|公斤|千克)"
_JIN = r"(?:市?斤|jin)"
_NOT_A_BODY = r"(?![\d.]*\s*(?:[元块件个条套盒包双折%天号月年码折米点岁]|[abcy](?![a-z])))"
_GARMENT = re.compile(r"(?:长|宽|围|厚|深|径|摆|肩|袖|胸|腰|臀|尺寸|直筒|\d)\s*(?:是|为|有|:)?\s*$")
_GOODS = re.compile(r"(?:买|来|要|发|拿|订|订购|卖)(?:了|个)?\s*$")

_LABELLED_HEIGHT = re.compile(
    rf"(?:(?<!\d的)(身高|个子|净高|个头)|(?<![最提多\d])高){_IS}({_ANY})(?:{_CM})?(?!\s*[米m]\d?)"
)
_METRES = re.compile(
    rf"{_ALONE}([12一二两])(?:米|m(?!m|l))([{_CN}\d]{{1,2}})(?:(?=一?百)|(?![\d{_CN}十百]))"
    rf"|{_ALONE}([012]\.\d{{1,2}})\s*(?:米|m(?!m|l))"
    rf"|(?:身高|个子|高){_IS}(\d\.\d{{1,2}})(?!\d)"
    rf"|(?:身高|个子){_IS}([\d一二两三四五])米(?![\d{_CN}])"
)
_METRES_OF_GOODS = re.compile(r"\s*(?:的?床|宽|长|的?布|的?桌|的?窗|以上|/)")
_CENTIMETRES = re.compile(rf"{_ALONE}({_N})\s*{_CM}|{_ALONE}({_N})的?(?:身高|个子|净?高(?![档级]))")
_LABELLED_WEIGHT = re.compile(rf"(体重)?(?(1)|(?<![净毛克])重){_IS}({_ANY})\s*({_KG}|{_JIN})?")
_WEIGHT = re.compile(rf"{_ALONE}({_ANY})\s*(?:({_KG})|({_JIN}))")
_GIRTHS = re.compile(rf"三围{_IS}({_N})[\s,/、.\-*]+({_N})[\s,/、.\-*]+({_N})")
_GIRTH = {
    "bust": re.compile(rf"胸围?{_IS}({_N})"),
    "waist": re.compile(rf"腰围?{_IS}({_N})"),
    "hip": re.compile(rf"臀围?{_IS}({_N})"),
}
_PAIR = re.compile(
    rf"{_ALONE}(?<![*x/\-])({_N})(?:{_CM})?([\s/,、;.\-+*]+)({_N})(?![\s/,、\-*]*\d){_NOT_A_BODY}"
)
_LONE_HEIGHT = re.compile(
    rf"{_ALONE}(\d{{3}}(?:\.\d)?|1\.\d{{1,2}}|[{_CN}十百]{{3,6}})(?!\d|\.\d){_NOT_A_BODY}"
)
_BODY_TALK = re.compile(r"身高|体重|[穿码高重胖瘦]|三围|尺寸|合身|合适")
_FILLER = re.compile(
    r"[\s,.!?~。、]|身高|体重|我的?|是|大概|左右|差不多|多|吧|哦|呢|的|亲|啊|嗯|呀|才|就|有|约"
)


@dataclass(frozen=True)
class Body:
    """What a message says of a body; lengths in cm, weight in kg, None where it is silent.

    ``absurd`` is True when a figure was given that no buyer has; that figure then is None.
    """

    height_cm: float | None = None
    weight_kg: float | None = None
    bust_cm: float | None = None
    waist_cm: float | None = None
    hip_cm: float | None = None
    absurd: bool = False


def find_body(text: str, *, bare_pair: bool = False, expect: Expect | None = None) -> Body:
    """The buyer's height (cm), weight (kg) and girths (cm) named in a message.

    Two bare numbers such as ``160 105`` are height and weight, in this order if the first is
    140-200 and else swapped. They count when the message is nothing else or speaks of wearing
    or sizes; with ``bare_pair`` (sizes are being discussed) always. A weight without a unit is
    斤 above 75, kg up to 75; the other unit is taken where the first gives a body mass index
    outside 14-40 and the other does not. With ``expect`` a lone number answers our question.
    Heights outside 100-230 cm and weights outside 25-200 kg are ``absurd``.
    """
    plain = normalise(text)
    height, weight = _height(plain), _weight(plain)
    unitless = _unitless_weight(plain) if weight is None else None
    if height is None and weight is None and unitless is None:
        height, unitless = _bare(plain, bare_pair=bare_pair, expect=expect)
    elif height is None:
        height = _height_beside(plain)
    elif weight is None and unitless is None:
        unitless = _weight_beside(plain)
    if weight is None and unitless is not None:
        weight = _with_unit(unitless, height)
    girths = _girths(plain)
    absurd = _outside(height, HEIGHT_CM) or _outside(weight, WEIGHT_KG)
    return Body(
        height_cm=None if _outside(height, HEIGHT_CM) else height,
        weight_kg=None if _outside(weight, WEIGHT_KG) else weight,
        bust_cm=girths.get("bust"),
        waist_cm=girths.get("waist"),
        hip_cm=girths.get("hip"),
        absurd=absurd,
    )


def _height(plain: str) -> float | None:
    for match in _METRES.finditer(plain):
        if _METRES_OF_GOODS.match(plain, match.end()) or _GARMENT.search(plain[: match.start()]):
            continue
        if match[1]:
            return _metres(match[1], match[2])
        metres = _value(match[3] or match[4] or match[5])
        return None if metres is None else round(metres * 100, 1)
    if labelled := _LABELLED_HEIGHT.search(plain):
        value = _value(labelled[2])
        if labelled[1] or not _outside(value, HEIGHT_CM):
            return value
    for match in _CENTIMETRES.finditer(plain):
        value = _value(match[1] or match[2])
        if value is None or _outside(value, HEIGHT_CM):
            continue
        if not _GARMENT.search(plain[: match.start()]):
            return value
    return None


def _metres(whole: str, rest: str) -> float | None:
    """1米6 and 一米六 are 160 cm, 1米65 is 165, 1米05 is 105."""
    metres, parts = _value(whole), _value(rest)
    if metres is None or parts is None:
        return None
    return metres * 100 + (parts * 10 if len(rest) == 1 else parts)


def _weight(plain: str) -> float | None:
    """The weight in kg where its unit was said; goods such as 两斤茶叶 are not a body."""
    for labelled in _LABELLED_WEIGHT.finditer(plain):
        if labelled[3] and (value := _value(labelled[2])) is not None:
            weight = _kg(value, labelled[3])
            if labelled[1] or not _outside(weight, WEIGHT_KG):
                return weight
    for match in _WEIGHT.finditer(plain):
        value = _value(match[1])
        if value is None or _GOODS.search(plain[: match.start()]):
            continue
        weight = _kg(value, match[2] or match[3])
        if weight >= WEIGHT_KG[0]:
            return weight
    return None


def _unitless_weight(plain: str) -> float | None:
    labelled = _LABELLED_WEIGHT.search(plain)
    if labelled is None or labelled[3]:
        return None
    value = _value(labelled[2])
    return value if labelled[1] or not _outside(value, WEIGHT_KG) else None


def _bare(
    plain: str, *, bare_pair: bool, expect: Expect | None
) -> tuple[float | None, float | None]:
    """Height and unitless weight of a message that names no unit."""
    rest = _FILLER.sub("", plain)
    for first, second, whole in _pairs(plain):
        if not (bare_pair or expect or _BODY_TALK.search(plain) or _FILLER.sub("", whole) == rest):
            continue
        if _ADULT_CM[0] <= first <= _ADULT_CM[1]:
            return first, second
        if _ADULT_CM[0] <= second <= _ADULT_CM[1]:
            return second, first
    value = _value(rest) if expect else None
    if value is None or value >= 1000:  # an item id is no answer to our question
        return None, None
    if expect == "weight":
        return None, value
    return (round(value * 100, 1) if value < 3 else value), None


def _pairs(plain: str) -> Iterator[tuple[float, float, str]]:
    for match in _PAIR.finditer(plain):
        first, second = _value(match[1]), _value(match[3])
        if first is None or second is None:
            continue
        if "-" in match[2] and min(first, second) >= _ADULT_CM[0]:
            continue  # a range of heights
        if _GARMENT.search(plain[: match.start()]) or min(first, second) < WEIGHT_KG[0]:
            continue
        yield first, second, match[0]


def _height_beside(plain: str) -> float | None:
    """A bare height in a message that names a weight: 160 105斤, 105斤 1.6."""
    for match in _LONE_HEIGHT.finditer(_WEIGHT.sub(" ", _LABELLED_WEIGHT.sub(" ", plain))):
        value = _value(match[1])
        if value is None:
            continue
        height = round(value * 100, 1) if value < 3 else value
        if _ADULT_CM[0] <= height <= _ADULT_CM[1]:
            return height
    return None


_AFTER_HEIGHT = re.compile(
    rf"(?:身高{_IS}\d{{3}}|\d米\d+|[一1]米[{_CN}\d]{{1,2}}|\d\.\d+\s*[m米]?|\d{{3}}{_CM})"
    rf"(?:\s*[/,、;。 ]+\s*|(?=一?百))({_N}){_NOT_A_BODY}(?!\s*(?:{_CM}|[/,、\s]\d))"
)


def _weight_beside(plain: str) -> float | None:
    """A bare weight right behind a height: 165cm 110, 一米六五 一百一."""
    match = _AFTER_HEIGHT.search(plain)
    return _value(match[1]) if match else None


def _with_unit(value: float, height: float | None) -> float:
    as_kg, as_jin = value, value * _KG_PER_JIN
    likely, other = (as_jin, as_kg) if value > _LARGEST_BARE_KG else (as_kg, as_jin)
    if height is None or _outside(height, HEIGHT_CM):
        return likely
    return likely if _plausible(likely, height) or not _plausible(other, height) else other


def _plausible(weight_kg: float, height_cm: float) -> bool:
    return not _outside(weight_kg / (height_cm / 100) ** 2, _PLAUSIBLE_BMI)


def _girths(plain: str) -> dict[str, float]:
    if together := _GIRTHS.search(plain):
        values = dict(zip(("bust", "waist", "hip"), map(_value, together.groups()), strict=True))
    else:
        found = {name: pattern.search(plain) for name, pattern in _GIRTH.items()}
        values = {name: _value(match[1]) for name, match in found.items() if match}
    return {k: v for k, v in values.items() if v is not None and not _outside(v, GIRTH_CM)}


def _kg(value: float, unit: str) -> float:
    return value * (_KG_PER_JIN if unit.endswith(("斤", "jin")) and unit != "公斤" else 1.0)


def _value(text: str) -> float | None:
    number: Decimal | None = parse_number(text)
    return None if number is None else float(number)


def _outside(value: float | None, limits: tuple[float, float]) -> bool:
    return value is not None and not limits[0] <= value <= limits[1]
