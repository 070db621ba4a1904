"""What a buyer who waits for a person is told, once: that it takes long, or that it is too late.

Where people come first and nobody came in time, nothing is told: the bot answers what is owed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.chats.calling import calls, wants_person
from bot.chats.log import ChatLog
from bot.chats.model import Reply, Ticket
from bot.chats.waiting_line import BY_MODE, PEOPLE_FIRST, Due, Waiting, WaitingLine
from bot.database.engine import transaction
from bot.dialogue.wording import Wording
from bot.errors import ShopDataError
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.policy import WorkingHours
from bot.shop.opening import last_stretch, next_opening, open_stretch, spoken_opening
from bot.shop.repositories.selling import Terms

logger = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
# Who asks again and again is told where they stand, no more often than this.
ASKED_AGAIN = timedelta(minutes=3)
# A shop without hours: whoever waits longer than this is not spoken to any more.
LATELY = timedelta(days=1)


class Line(NamedTuple):
    """A wording and its facts."""

    name: str
    facts: dict[str, str]


@dataclass(frozen=True)
class PlaceLines:
    """Of all copies of the gateway one says each line: a guarded update decides which.

    `tell` hears of every conversation with news, `owed` that answers are owed again.
    """

    url: str
    wording: Wording
    clock: Callable[[], datetime]
    tell: Callable[[str], None]
    owed: Callable[[], object]

    async def run(self) -> None:
        """Look who waits too long, until cancelled."""
        while True:
            try:
                self.look()
            except SQLAlchemyError as error:
                logger.error("Who waits for a person cannot be read: %s", type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> tuple[str, ...]:
        """Tell, or answer again, everybody whose time it is; returns their conversations."""
        now = self._now()
        with transaction(self.url) as session:
            terms = Terms(session)
            try:
                minutes = terms.policy().answer_within_minutes
            except ShopDataError:  # no shop yet: nobody was promised anything
                return ()
            when = due(terms.hours(), now, minutes=minutes)
            waiting = WaitingLine(session).untold(when) if when else ()
        if when is None:
            return ()
        met = [each for each in waiting if self._met(each, now, told_from=when.told_from)]
        for each in met:
            self.tell(each.conversation_id)
        if any(each.reason == PEOPLE_FIRST for each in met):
            self.owed()
        return tuple(each.conversation_id for each in met)

    def asked(self, ticket: Ticket, text: str) -> bool:
        """Tell a waiting buyer who asks for the person where they stand; whether that was done.

        Not where the words of the hand-over were just read, or it was told lately.
        """
        if ticket.status != "waiting" or not (wants_person(text) or calls(text)):
            return False
        now = self._now()
        lately = now - ASKED_AGAIN
        if ticket.opened_at > lately and ticket.reason not in BY_MODE:
            return False
        waiting = Waiting(ticket.id, ticket.conversation_id, reason="")
        told = self._met(waiting, now, told_from=lately)
        if told:
            self.tell(ticket.conversation_id)
        return told

    def _met(self, waiting: Waiting, now: datetime, *, told_from: datetime) -> bool:
        """Do what is due for one of them, unless another copy did or somebody took the chat."""
        with transaction(self.url) as session:
            line = WaitingLine(session)
            if not line.tell(waiting.ticket_id, at=now, told_from=told_from):
                return False
            if waiting.reason == PEOPLE_FIRST:
                line.owe_again(waiting.conversation_id)
                return True
            hours, ahead = Terms(session).hours(), line.ahead_of(waiting.ticket_id)
            self._say(session, waiting.conversation_id, line_now(hours, now, ahead=ahead), now)
        return True

    def _say(self, session: Session, conversation_id: str, line: Line, at: datetime) -> None:
        reason = line.name.removeprefix("utter_").replace("_", ".", 1)
        reply = Reply(
            self.wording.say(line.name, line.facts).text,
            trace={"reason": reason, "facts": line.facts},
        )
        ChatLog(session).reply(conversation_id, [reply], answers=None, at=at, sender="system")

    def _now(self) -> datetime:
        return self.clock().astimezone(SHOP_TIMEZONE)


def due(hours: Sequence[WorkingHours], now: datetime, *, minutes: int) -> Due | None:
    """Who is to be told at `now`; None where nobody can be.

    In the hours: who waits longer than `minutes` of them. After them: who was promised minutes and
    got nobody. Both once a day, and nobody from before the day of work that went before.
    """
    before = last_stretch(hours, now)
    earliest = before.starts if before else now - LATELY
    if next_opening(hours, now) is not None:
        return Due(earliest, before.ends, told_from=before.ends) if before else None
    stretch = open_stretch(hours, now)
    too_long = now - timedelta(minutes=minutes)
    if stretch is None:
        return Due(earliest, too_long, told_from=earliest)
    if stretch.starts > too_long:
        return None
    return Due(earliest, too_long, told_from=stretch.starts)


def line_now(hours: Sequence[WorkingHours], now: datetime, *, ahead: int) -> Line:
    """Where a waiting buyer stands: how many are before them, or when people are there again."""
    opens = next_opening(hours, now)
    if opens is not None:
        when, facts = spoken_opening(opens, now)
        return Line(f"utter_handoff_person_{when}", facts)
    if ahead:
        return Line("utter_handoff_still_waiting", {"ahead": str(ahead)})
    return Line("utter_handoff_next_in_line", {})
