"""The response clock of one chat: since when the buyer waits, and how long a person still has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from bot.desk.limits import Limits
from bot.desk.opening import is_open
from bot.desk.words import waited_text
from bot.errors import ShopDataError
from bot.shop.model.policy import WorkingHours
from bot.shop.opening import open_seconds
from bot.shop.repositories.selling import Terms
from bot.speech.platforms import Platform

Level = Literal["calm", "amber", "red", "over"]
AMBER_SHARE = 0.5
RED_SECONDS = 30
# A limit as short as JD's would be red from the start.
RED_SHARE = 0.35
# Where the shop has no policy yet.
ANSWER_WITHIN_MINUTES = 3


@dataclass(frozen=True)
class Clock:
    """A chat's clock at one moment.

    since: the buyer's first message without an answer that counts. left: whole seconds until the
    limit, negative past it, None where none runs. runs: whether it goes on by itself, or stands
    still until the shop opens. window_left: seconds in which the channel still takes an answer.
    """

    since: datetime
    limit: int
    left: int | None
    runs: bool
    window_left: int | None = None

    @property
    def level(self) -> Level:
        """calm, amber from half of the limit on, red for its last seconds, over past it."""
        return level_of(self.left, self.limit)

    @property
    def words(self) -> str:
        """The same for who cannot tell colours."""
        if self.left is None:
            return "平台不考核"
        if self.left < 0:
            return f"已超时 {waited_text(-self.left)}"
        told = f"剩 {waited_text(self.left)}"
        return told if self.runs else f"停表，{told}"


def level_of(left: int | None, limit: int) -> Level:
    """The level of a clock with so many seconds left of its limit."""
    if left is None:
        return "calm"
    if left < 0:
        return "over"
    if left <= min(RED_SECONDS, limit * RED_SHARE):
        return "red"
    return "amber" if left <= limit * (1 - AMBER_SHARE) else "calm"


@dataclass(frozen=True)
class Clocks:
    """What the clocks of all chats of a shop go by at one moment.

    `promised_seconds` is the shop's own promise, used where a platform has no limit.
    """

    limits: Limits
    platform: Platform
    promised_seconds: int
    hours: tuple[WorkingHours, ...]
    now: datetime

    @property
    def assisted(self) -> bool:
        """Whether a suggestion sent unchanged counts as an answer where the shop is."""
        return "assisted" in self.limits.of_platform[self.platform].counts

    def of(
        self, channel: str, since: datetime, *, wrote_at: datetime | None, replied: bool
    ) -> Clock:
        """The clock of a buyer on `channel` who has waited since then.

        `wrote_at` is their last message, from which the channel's window counts. `replied`: a
        person has answered once already.
        """
        limit = self.limits.of(channel, self.platform)
        seconds = limit.seconds or self.promised_seconds
        window = None
        if limit.window_hours is not None and wrote_at is not None:
            until = wrote_at + timedelta(hours=limit.window_hours)
            window = int((until - self.now).total_seconds())
        if limit.outside == "excused" and not limit.assessed(since):
            return Clock(since, seconds, None, False, window)
        if replied and limit.round == "first":
            return Clock(since, seconds, None, False, window)
        if limit.outside == "paused":
            passed = open_seconds(self.hours, since, self.now)
            return Clock(
                since, seconds, seconds - int(passed), is_open(self.hours, self.now), window
            )
        passed = (self.now - since).total_seconds()
        return Clock(since, seconds, seconds - int(passed), True, window)


def clocks_in(session: Session, limits: Limits, *, now: datetime) -> Clocks:
    """The clocks of the shop in this database."""
    terms = Terms(session)
    try:
        policy = terms.policy()
    except ShopDataError:
        return Clocks(limits, "own", ANSWER_WITHIN_MINUTES * 60, terms.hours(), now)
    return Clocks(limits, policy.platform, policy.answer_within_minutes * 60, terms.hours(), now)
