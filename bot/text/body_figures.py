"""Figures that may measure a body (身材), each with its unit and the word that labels it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.text.numbers import HALF_UNIT, parse_number
from bot.text.patterns import UNGLUED

Unit = Literal["metres", "whole metres", "chi", "cm", "kg", "jin", ""]

_CN = "零〇一二两三四五六七八九"
_UNITS: dict[str, Unit] = {
    "cm": "cm", "厘米": "cm", "公分": "cm", "釐米": "cm", "kg": "kg", "公斤": "kg",
    "千克": "kg", "斤": "jin", "市斤": "jin", "jin": "jin",
}  # fmt: skip
_ANY_UNIT = "|".join(_UNITS)
_FIGURE = re.compile(
    rf"(?<![\d.¥第]){UNGLUED}(?:"
    r"(?P<decimal>\d\.\d{1,2})\s?(?:米|m(?![a-z\d²]))"
    rf"|(?P<metres>[\d{_CN}])(?:米|m(?![a-z²]))"
    rf"(?:(?P<part>\d{{1,2}}(?![\d.])|[{_CN}]{{2}}(?![十百])|[{_CN}]|{HALF_UNIT})|(?!\d))"
    rf"|(?P<chi>\d(?:\.\d)?|[{_CN}])尺(?P<tenths>[\d{_CN}](?![\d十百个件条])|半)?寸?"
    rf"|(?P<number>\d百(?=\s?[多来]?(?:{_ANY_UNIT}))|\d{{1,4}}(?:\.\d{{1,2}})?(?!\d|\.\d)"
    rf"|[{_CN}十百]{{1,6}})"
    rf"(?:\s?[多来]?(?P<unit>{_ANY_UNIT})(?![a-z])(?P<half>{HALF_UNIT})?)?)"
)
_LEAST_BARE = 20.0
_BARE_METRES = (1.4, 2.1)
_CM_PER_CHI = 100 / 3
_KG_PER_JIN = 0.5

_IS = r"(?:\s|是|有|为|:|=|大概|大约|约|差不多|左右|才|只有?|就|也|都|快|不?到|的话|我|,)*"
_BEFORE = re.compile(
    r"(?:(?P<height>身高(?:[和与,、\s]?体重)?|个[子头]|净高|(?<![最提多\d])高)|(?P<weight>体重|(?<![毛克])重)"
    r"|(?P<bust>(?<!下)胸围?|上围)|(?P<waist>(?<![高低中收松紧束露掐])腰围?[粗细]?)"
    r"|(?P<hip>臀围?|胯围?[宽窄]?|屁股|下围)|(?P<shoulder>(?<![露垫])肩膀?宽?)"
    rf"|(?P<foot_length>(?<!裤)脚长?|足长)|(?P<girths>三围)|(?P<goods>[长宽厚深围径摆袖口]度?|尺寸|直筒)){_IS}$"
)
_AFTER = re.compile(
    r"\s?(?:的?小?(?P<height>身高|个[子头]|净?高(?![档级跟腰领质端度]))|的?(?P<weight>体重|重(?![点新要量]))"
    r"|(?P<bust>胸围|的胸)|(?P<waist>腰围|的腰)|(?P<hip>臀围|的[臀胯])|(?P<shoulder>肩宽|的肩)"
    r"|(?P<foot_length>脚长|的脚(?!感))|(?P<goods>的?床|[宽长厚]|的?布|的?桌|的?窗|以上))"
)
_WIDTH = 12  # characters in front of a figure that may label it
_FITTING: dict[Unit, frozenset[str]] = {
    "metres": frozenset({"height", "goods"}),
    "whole metres": frozenset({"height", "goods"}),
    "chi": frozenset({"bust", "waist", "hip", "goods"}),
    "cm": frozenset({"height", "bust", "waist", "hip", "shoulder", "foot_length", "goods"}),
    "kg": frozenset({"weight"}),
    "jin": frozenset({"weight"}),
}
# 瓶子高20, 这个重2公斤: these words are of goods as well, so the figure must be a body's.
_WEAK = {"高": (120.0, 230.0), "重": (35.0, 300.0)}


@dataclass(frozen=True)
class Figure:
    """A number at ``start`` to ``end`` of the text, in cm or kg; a bare one's ``unit`` is empty.

    ``label`` is what the words beside it call it (height, girths, goods), None without any;
    ``strong`` says that only a body is labelled so (身高, but not 高).
    """

    value: float
    unit: Unit
    start: int
    end: int
    label: str | None = None
    strong: bool = False


def read_figures(plain: str) -> list[Figure]:
    """The figures of a normalised text in reading order; bare ones below 20 are left out."""
    figures = [figure for match in _FIGURE.finditer(plain) if (figure := _figure(match))]
    if not figures:
        return []
    ends = [0, *(figure.end for figure in figures)]
    before = [
        _labelled(figure, _BEFORE.search(plain, max(end, figure.start - _WIDTH), figure.start))
        for figure, end in zip(figures, ends, strict=False)
    ]
    after = [_labelled(figure, _AFTER.match(plain, figure.end)) for figure in figures]
    # 161高99重: nothing labels the first and something the last, so labels stand behind
    if before[0].label is None and after[-1].label not in (None, "goods"):
        return after
    return [
        after[place] if figure.label is None and not _labels_next(before, place) else figure
        for place, figure in enumerate(before)
    ]


def _labels_next(before: list[Figure], place: int) -> bool:
    """Whether the words behind a figure label the next one (160 体重110)."""
    return place + 1 < len(before) and before[place + 1].label is not None


def _figure(match: re.Match[str]) -> Figure | None:
    read = _metric(match)
    if read is None or (read[1] == "" and read[0] < _LEAST_BARE):
        return None
    return Figure(*read, *match.span())


def _metric(match: re.Match[str]) -> tuple[float, Unit] | None:
    """The value in cm or kg, or bare, with the unit said; None where it is no number."""
    if match["decimal"]:
        return round(float(match["decimal"]) * 100, 1), "metres"
    if match["metres"]:
        part = match["part"]
        value = _value(match["metres"]) * 100 + (_parts(part, of=100) if part else 0.0)
        return value, "metres" if part and part != "半" else "whole metres"
    if match["chi"]:
        tenths = match["tenths"]
        chi = _value(match["chi"]) + (_parts(tenths, of=1) if tenths else 0.0)
        return float(round(chi * _CM_PER_CHI)), "chi"
    number = parse_number(match["number"])
    if number is None:
        return None
    unit = _UNITS.get(match["unit"] or "", "")
    value = float(number) + (0.5 if match["half"] else 0.0)
    if not unit and "." in match["number"] and _BARE_METRES[0] <= value <= _BARE_METRES[1]:
        return round(value * 100, 1), ""
    return (value * _KG_PER_JIN if unit == "jin" else value), unit


def _value(digit: str) -> float:
    return float(parse_number(digit) or 0)


def _parts(written: str, *, of: int) -> float:
    """What follows the unit, in parts of it: 1米6 is 160 cm, 1米65 is 165, 1米05 105."""
    parts = 5.0 if written == "半" else _value(written)
    return parts * of / 10 ** len(written)


def _labelled(figure: Figure, match: re.Match[str] | None) -> Figure:
    """The figure with the label found beside it, if it can be labelled so."""
    if match is None:
        return figure
    label, word = match.lastgroup or "", match[match.lastgroup or 0]
    if label not in _FITTING.get(figure.unit, {label}):
        return figure
    weak = _WEAK.get(word)
    if weak is not None and not weak[0] <= figure.value <= weak[1]:
        return figure
    return replace(figure, label=label, strong=weak is None)
