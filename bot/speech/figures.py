"""Figures in what a buyer reads, and a text with the facts left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

FACT = "\ufffc"
"""What stands in a text where a fact was left out."""

_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_NUMERAL = "一二两三四五六七八九十百千万半几"
# Both 一下 and 一件 are everyday words; a numeral before a unit of measure is a figure.
_FIGURE = re.compile(
    r"[0-9０-９]+(?:[.:][0-9]+)*"
    rf"|[{_NUMERAL}]+(?:天|元|块|毛|折|小时|分钟|%|个月|周年|斤|厘米|公分)"
    r"|[二三四五六七八九十]+点(?![点儿击心])"
    r"|百分之[一二三四五六七八九十百]+|[三五六七八九]成|(?:周|星期|礼拜)[一二三四五六]"
)
_EVERYDAY = frozenset({"一天", "几天", "几块", "几元", "几折", "几小时", "几分钟", "几斤"})


def without_facts(text: str, facts: Iterable[str]) -> str:
    """`text` with every fact in it replaced by `FACT`, the longest first.

    A fact that begins or ends with a digit is no part of a longer number: 5 is not in 15元.
    """
    for fact in sorted({fact for fact in facts if fact and fact in text}, key=len, reverse=True):
        text = _replaced(text, fact)
    return text


def without_placeholders(wording: str) -> str:
    """Wording with every `{fact}` left out."""
    return _PLACEHOLDER.sub(FACT, wording)


def figures_in(text: str) -> tuple[str, ...]:
    """Digits, and Chinese numerals that count or date something: 三天, 八折, 周五."""
    found = (match[0] for match in _FIGURE.finditer(text))
    return tuple(figure for figure in found if figure not in _EVERYDAY)


def _replaced(text: str, fact: str) -> str:
    parts, start = [], 0
    while (at := text.find(fact, start)) >= 0:
        end = at + len(fact)
        if _within_number(text, at, end):
            parts.append(text[start:end])
        else:
            parts += [text[start:at], FACT]
        start = end
    return "".join([*parts, text[start:]])


def _within_number(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if text[start].isdigit() and before[-1:]:
        glued = before[-1].isdigit() or (before[-1] in ".:" and before[:1].isdigit())
        if glued:
            return True
    if not text[end - 1].isdigit() or not after:
        return False
    return after[0].isdigit() or (after[0] in ".:" and after[1:].isdigit())
