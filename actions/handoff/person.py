"""When a person answers: told truthfully wherever a chat is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from actions.greeting.queue import waiting_for_people
from actions.turn import Turn
from bot.shop.model.policy import WorkingHours
from bot.shop.opening import next_opening, spoken_opening
from bot.shop.shop import Shop


class Line(NamedTuple):
    """A wording and its facts."""

    name: str
    facts: dict[str, str]


def person_line(
    hours: Sequence[WorkingHours], now: datetime, *, minutes: int, waiting: int = 0
) -> Line:
    """Within how many minutes a person answers, or from when on people are there again.

    `waiting` are the chats that wait already, 0 where they are not many: with many of them no
    number of minutes is true.
    """
    opens = next_opening(hours, now)
    if opens is None and waiting:
        return Line("utter_handoff_person_busy", {"waiting": str(waiting)})
    if opens is None:
        return Line("utter_handoff_person_soon", {"minutes": str(minutes)})
    when, facts = spoken_opening(opens, now)
    return Line(f"utter_handoff_person_{when}", facts)


def person_now(turn: Turn, shop: Shop) -> Line:
    """The line that is true at this turn."""
    policy, hours = shop.terms.policy(), shop.terms.hours()
    open_now = next_opening(hours, turn.now) is None
    return person_line(
        hours,
        turn.now,
        minutes=policy.answer_within_minutes,
        waiting=waiting_for_people(policy, shop) if open_now else 0,
    )
