"""Figures in what a buyer reads, and a text with the facts left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

FACT = "\ufffc"
"""What stands in a text where a fact was left out."""

_NUMBER = re.compile(r"[\d.:]+")
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_NUMERAL = "一二两三四五六七八九十百千万半几"
# Both 一下 and 一件 are everyday words; a numeral before a unit of measure is a figure.
_FIGURE = re.compile(
    r"[0-9０-９]+(?:[.:][0-9]+)*"
    rf"|[{_NUMERAL}]+(?:天|元|块钱|块(?!儿)|毛钱|毛|折|小时|分钟|%|个月|周年|斤|厘米|公分)"
    r"|[二三四五六七八九十]+点(?![点儿击心])"
    r"|百分之[一二三四五六七八九十百]+|[三五六七八九]成|(?:周|星期|礼拜)[一二三四五六]"
)
_EVERYDAY = frozenset(
    {
        "一天",
        "半天",
        "几天",
        "一块",
        "几块",
        "一毛",
        "几毛",
        "几元",
        "几折",
        "几小时",
        "几分钟",
        "几斤",
        "几个月",
    }
)


def without_facts(text: str, facts: Iterable[str]) -> str:
    """`text` with every fact in it replaced by `FACT`, the longest first.

    A fact that begins or ends with a digit is no part of a longer number: 5 is not in 15元. Only a
    name may meet a figure: 围巾2.0 and 90 make 围巾2.090元.
    """
    found = sorted({fact for fact in facts if fact and fact in text}, key=len, reverse=True)
    for fact in found:
        text = _replaced(text, fact, found)
    return text


def without_placeholders(wording: str) -> str:
    """Wording with every `{fact}` left out."""
    return _PLACEHOLDER.sub(FACT, wording)


def figures_in(text: str) -> tuple[str, ...]:
    """Digits, and Chinese numerals that count or date something: 三天, 八折, 周五."""
    found = (match[0] for match in _FIGURE.finditer(text))
    return tuple(figure for figure in found if figure not in _EVERYDAY)


def _replaced(text: str, fact: str, facts: Sequence[str]) -> str:
    parts, start = [], 0
    while (at := text.find(fact, start)) >= 0:
        end = at + len(fact)
        if _within_number(text, at, fact, facts):
            parts.append(text[start:end])
        else:
            parts += [text[start:at], FACT]
        start = end
    return "".join([*parts, text[start:]])


def _within_number(text: str, start: int, fact: str, facts: Sequence[str]) -> bool:
    end = start + len(fact)
    before = _glued(text, start) and not any(
        text.endswith(other, 0, start) and not _glued(text, start - len(other))
        for other in facts
        if _may_meet(other, fact)
    )
    return before or (
        _glued(text, end)
        and not any(
            text.startswith(other, end) and not _glued(text, end + len(other))
            for other in facts
            if _may_meet(fact, other)
        )
    )


def _glued(text: str, place: int) -> bool:
    """Whether one number goes on over this place: between 1 and 5, 2 and .0, 2. and 0."""
    around = text[max(0, place - 2) : place + 2]
    at = min(place, 2)
    before, after = around[:at], around[at:]
    if not before or not after:
        return False
    if before[-1].isdigit():
        return after[0].isdigit() or (after[0] in ".:" and after[1:].isdigit())
    return before[-1] in ".:" and before[:-1].isdigit() and after[0].isdigit()


def _may_meet(one: str, other: str) -> bool:
    """Whether the two may stand side by side: two bare numbers would read as one."""
    return not (_NUMBER.fullmatch(one) and _NUMBER.fullmatch(other))
