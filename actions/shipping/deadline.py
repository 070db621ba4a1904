"""The day by which a buyer needs the parcel: a day named, or so many days from now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from actions.turn import Turn
from bot.text.normalise import normalise
from bot.text.numbers import parse_number

_WITHIN = re.compile(
    r"(\d{1,2}|[一二两三四五六七八九十]{1,3})天(?:之内|以内|内|就)?(?:能不能|可不可以|能|可以)?"
    "(?:[送寄]?到|收到|拿到)"
)
_WEEKEND = re.compile("周末(?!(?:之|以)?前)")
_SATURDAY = 6
_THIS_WEEK = re.compile("[这本](?:个?星期|周|个?礼拜)(?!末|[一二三四五六日天1-6])")


def deadline(text: str, named: Sequence[date], today: date) -> date | None:
    """The last day in question; None where none is.

    Of the days `named` the last one that is not over counts: 今天下单后天能到吗 asks about the day
    after tomorrow. 三天能到吗 is three days from `today`, 这周能到吗 the coming Sunday; a weekend
    ends on its Sunday.
    """
    plain = normalise(text)
    within = _WITHIN.search(plain)
    days = parse_number(within[1]) if within else None
    if days is not None:
        return today + timedelta(days=int(days))
    if _THIS_WEEK.search(plain):
        return today + timedelta(days=7 - today.isoweekday())
    last = max((day for day in named if day >= today), default=None)
    if last is not None and last.isoweekday() == _SATURDAY and _WEEKEND.search(plain):
        return last + timedelta(days=1)
    return last


def deadline_of(turn: Turn) -> date | None:
    """The day by which the buyer of this turn needs it; None where none is named."""
    named = [date.fromisoformat(value) for name, value in turn.entities if name == "date"]
    return deadline(turn.said or turn.text, named, turn.now.date())
