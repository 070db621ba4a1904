"""Tells a connector that something of a conversation of its channel is new: a ticket, a message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.claims import Claims
from bot.channels.connector import Connector
from bot.channels.jobs import together
from bot.channels.noted import Noted
from bot.channels.record import Record
from bot.chats.model import channel_of

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 60.0
ALIVE = timedelta(hours=1)
AT_ONCE = 8


class Changes:
    """Calls `Connector.changed` once for all that was new in a conversation meanwhile.

    In the cluster one copy does it at a time; a call that failed comes again with the next news or
    the next sweep, for the connector compares and then acts.
    """

    def __init__(self, *, record: Record, claims: Claims, clock: Callable[[], datetime]) -> None:
        self._record = record
        self._noted = Noted("changed", claims=claims)
        self._clock = clock
        self._connectors: dict[str, Connector] = {}

    def serve(self, connectors: Sequence[Connector]) -> None:
        """Tell these connectors, each of its own channel's conversations."""
        self._connectors = {connector.name: connector for connector in connectors}

    def note(self, conversation_id: str) -> None:
        """Something of the conversation is new."""
        if channel_of(conversation_id) in self._connectors:
            self._noted.note(conversation_id)

    async def run(self) -> None:
        """Tell the connectors, and look through all that may have changed, until cancelled."""
        if self._connectors:
            await together(self._sweep(), self._noted.work(self._changed, at_once=AT_ONCE))

    async def _changed(self, conversation_id: str) -> None:
        connector = self._connectors[channel_of(conversation_id)]
        try:
            await connector.changed(conversation_id)
        except Exception as error:  # noqa: BLE001 - somebody else's platform: others go on
            logger.error(
                "The channel %s could not be brought up to date: %s",
                connector.name,
                type(error).__name__,
            )

    async def _sweep(self) -> None:
        while True:
            try:
                alive = self._record.alive(channels=self._connectors, since=self._clock() - ALIVE)
            except SQLAlchemyError as error:
                logger.error("Conversations cannot be read: %s", type(error).__name__)
            else:
                for conversation_id in alive:
                    self.note(conversation_id)
            await asyncio.sleep(SWEEP_SECONDS)
