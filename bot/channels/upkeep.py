"""Runs beside the channels: finds what is owed and in nobody's hands, and news that was missed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.intake import Intake
from bot.channels.record import Record
from bot.channels.rooms import OVERLAP

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 15.0
SWEEP_SECONDS_OF_SEVERAL = 1.5
MISSED_NEWS_SECONDS = 4.0


@dataclass(frozen=True)
class Upkeep:
    """Keeps the promise that nothing is lost; `on_news` hears of conversations with news.

    With `several` copies it looks more often, for another one may have been killed, and follows
    the log for news that was told while Redis was away.
    """

    record: Record
    intake: Intake
    on_news: Callable[[str], None]
    several: bool

    async def run(self) -> None:
        """Sweep, and follow the other copies, until cancelled."""
        jobs = [self._sweep()]
        if self.several:
            jobs.append(self._follow())
        await asyncio.gather(*jobs)

    async def _sweep(self) -> None:
        while True:
            try:
                adopted = self.intake.adopt()
            except SQLAlchemyError as error:
                logger.error("Unanswered messages cannot be read: %s", type(error).__name__)
            else:
                if adopted and not self.several:
                    logger.warning("Took up %d messages that were left unanswered.", adopted)
            await asyncio.sleep(SWEEP_SECONDS_OF_SEVERAL if self.several else SWEEP_SECONDS)

    async def _follow(self) -> None:
        newest = None
        while True:
            try:
                newest = self._news_after(newest)
            except SQLAlchemyError as error:
                logger.error("News of other copies cannot be read: %s", type(error).__name__)
            await asyncio.sleep(MISSED_NEWS_SECONDS)

    def _news_after(self, newest: int | None) -> int:
        if newest is None:
            return self.record.newest_id()
        places = self.record.places_after(max(0, newest - OVERLAP))
        for conversation_id in {conversation_id for _, conversation_id in places}:
            self.on_news(conversation_id)
        return max((message_id for message_id, _ in places), default=newest)
