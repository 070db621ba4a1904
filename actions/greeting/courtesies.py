"""Kind words by the day and the hour (courtesies.yml), and those of the buyer's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.text.festivals import next_festival
from bot.text.normalise import normalise

COURTESIES = Path(__file__).with_name("courtesies.yml")


def festival_wish(today: date) -> str | None:
    """What is wished today; None on a day without a festival."""
    festival = _festival_of(today)
    return None if festival is None else str(festival["wish"])


def parting_wish(now: datetime) -> str:
    """What is wished in parting: by the festival, else the hour, the weekend or the season."""
    festival = _festival_of(now.date())
    if festival is not None:
        return str(festival.get("parting", festival["wish"]))
    return next((entry["wish"] for entry in _courtesies()["partings"] if _fits(entry, now)), "")


def wish_in(text: str) -> str | None:
    """The buyer's own wish (新年快乐), to be wished back unless it `is_to_shop`."""
    plain = normalise(text)
    wishes = (*_courtesies()["wished"], *_courtesies()["to_shop"])
    return next((wish for wish in wishes if wish in plain), None)


def is_to_shop(wish: str) -> bool:
    """Whether it is wished to a shop (生意兴隆), which no buyer is."""
    return wish in _courtesies()["to_shop"]


def says_hello(text: str) -> bool:
    """Whether the message opens with a hello."""
    return normalise(text).startswith(tuple(_courtesies()["hello"]))


def says_known(text: str) -> bool:
    """Whether the buyer says that we know each other."""
    plain = normalise(text)
    return any(word in plain for word in _courtesies()["known"])


def _festival_of(today: date) -> Mapping[str, Any] | None:
    for name, festival in _courtesies()["festivals"].items():
        for ago in range(festival["days"]):
            day = today - timedelta(days=ago)
            if next_festival(name, day) == day:
                found: Mapping[str, Any] = festival
                return found
    return None


def _fits(entry: Mapping[str, Any], now: datetime) -> bool:
    return (
        now.hour in entry.get("hours", (now.hour,))
        and now.isoweekday() in entry.get("weekdays", (now.isoweekday(),))
        and now.month in entry.get("months", (now.month,))
    )


@lru_cache(maxsize=1)
def _courtesies() -> Mapping[str, Any]:
    content: Mapping[str, Any] = YAML(typ="safe").load(COURTESIES)
    return content
