"""Runs beside the channels: finds what is owed and in nobody's hands, and news that was missed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.intake import Intake
from bot.channels.jobs import together
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
        await together(self._sweep(), *([self._follow()] if self.several else []))

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
        known: frozenset[int] | None = None
        while True:
            try:
                known = self._look(known)
            except SQLAlchemyError as error:
                logger.error("News of other copies cannot be read: %s", type(error).__name__)
            await asyncio.sleep(MISSED_NEWS_SECONDS)

    def _look(self, known: frozenset[int] | None) -> frozenset[int]:
        """Tell of the conversations of messages that are not `known`; None: nothing is news yet.

        Returns the messages that will be looked at again.
        """
        newest = self.record.newest_id() if known is None else max(known, default=0)
        places = self.record.places_after(max(0, newest - OVERLAP))
        if known is not None:
            for conversation_id in {chat for number, chat in places if number not in known}:
                self.on_news(conversation_id)
        return frozenset(number for number, _ in places)
