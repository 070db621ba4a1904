"""Questions about the shop itself and who is answering: told as it is, no person is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from actions.turn import Outcome, Say
from bot.shop.model.policy import Policy, WorkingHours
from bot.text.normalise import normalise
from bot.text.spoken import WEEKDAYS, clock, listed

WORDS = Path(__file__).with_name("about.yml")
EVERY_DAY = 7


def asked_about(text: str) -> str | None:
    """robot, name, hours or store; None where the text asks for none of them."""
    plain, words = normalise(text), _words()
    kinds = (kind for kind in words if kind != "wants_person")
    return next((kind for kind in kinds if any(word in plain for word in words[kind])), None)


def wants_person(text: str) -> bool:
    """Whether a person is wanted, not only asked about (你是机器人吗)."""
    plain = normalise(text)
    return asked_about(text) != "robot" or any(word in plain for word in _words()["wants_person"])


def about(kind: str, policy: Policy, hours: Sequence[WorkingHours]) -> Outcome | None:
    """The answer; None where the shop's data does not say it."""
    if kind == "hours" and not hours:
        return None
    facts = {
        "shop": policy.shop_name,
        "assistant": policy.assistant_name,
        "hours": spoken_hours(hours),
        "origin": policy.ships_from.replace(" ", ""),
    }
    say = Say(f"utter_handoff_about_{kind}", facts)
    return Outcome(f"handoff.about_{kind}", (say,), memory={"unsure_count": 0})


def spoken_hours(hours: Sequence[WorkingHours]) -> str:
    """每天9:00-22:00, or the days that have the same hours together."""
    days: dict[str, list[int]] = {}
    for stretch in sorted(hours, key=lambda stretch: (stretch.weekday, stretch.starts)):
        span = f"{clock(stretch.starts)}-{clock(stretch.ends)}"
        days.setdefault(span, []).append(stretch.weekday)
    return "，".join(f"{_days(found)}{span}" for span, found in days.items())


def _days(weekdays: Sequence[int]) -> str:
    if len(weekdays) == EVERY_DAY:
        return "每天"
    return listed(f"周{WEEKDAYS[number - 1]}" for number in weekdays)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Sequence[str]]:
    content: Mapping[str, Sequence[str]] = YAML(typ="safe").load(WORDS)
    return content
