"""Runs beside the sockets: finds unanswered messages, and news that other copies logged."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.intake import Intake
from bot.channels.page import show_news
from bot.channels.record import Record
from bot.channels.rooms import OVERLAP, Rooms

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 15.0
NEWS_SECONDS = 0.5


@dataclass(frozen=True)
class Upkeep:
    """Keeps the promise that nothing is lost.

    `orphan_after_seconds` is 0 for the only copy: whatever is unanswered and not in its hands is
    its own, from before a restart. With several copies it is long enough for the others to end.
    """

    record: Record
    rooms: Rooms
    intake: Intake
    orphan_after_seconds: float
    follow_others: bool

    async def run(self) -> None:
        """Sweep, and follow the other copies, until cancelled."""
        jobs = [self._sweep()]
        if self.follow_others:
            jobs.append(self._follow())
        await asyncio.gather(*jobs)

    async def _sweep(self) -> None:
        while True:
            try:
                adopted = self.intake.adopt(min_age_seconds=self.orphan_after_seconds)
            except SQLAlchemyError as error:
                logger.error("Unanswered messages cannot be read: %s", type(error).__name__)
            else:
                if adopted:
                    logger.warning("Took up %d messages that were left unanswered.", adopted)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _follow(self) -> None:
        """Show what other copies and the desk logged for chats that are open here."""
        newest = None
        while True:
            try:
                newest = self._news_after(newest)
            except SQLAlchemyError as error:
                logger.error("News of other copies cannot be read: %s", type(error).__name__)
            await asyncio.sleep(NEWS_SECONDS)

    def _news_after(self, newest: int | None) -> int:
        if newest is None:
            return self.record.newest_id()
        messages = self.record.after(max(0, newest - OVERLAP))
        here = self.rooms.conversations()
        for conversation_id in {message.conversation_id for message in messages} & here:
            show_news(self.record, self.rooms, conversation_id)
        return max((message.id for message in messages), default=newest)
