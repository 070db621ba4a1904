"""Tells a connector that something of a conversation of its channel is new: a ticket, a message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.claims import Claims
from bot.channels.connector import Connector
from bot.channels.record import Record

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 60.0
ALIVE = timedelta(hours=1)
AGAIN_SECONDS = 1.0
AT_ONCE = 8


class Changes:
    """Calls `Connector.changed` once for all that was new in a conversation meanwhile.

    In the cluster one copy does it at a time; a call that failed comes again with the next news or
    the next sweep, for the connector compares and then acts.
    """

    def __init__(self, *, record: Record, claims: Claims, clock: Callable[[], datetime]) -> None:
        self._record = record
        self._claims = claims
        self._clock = clock
        self._connectors: dict[str, Connector] = {}
        self._waiting: dict[str, None] = {}
        self._something = asyncio.Event()

    def serve(self, connectors: Sequence[Connector]) -> None:
        """Tell these connectors, each of its own channel's conversations."""
        self._connectors = {connector.name: connector for connector in connectors}

    def note(self, conversation_id: str) -> None:
        """Something of the conversation is new."""
        if _channel_of(conversation_id) in self._connectors:
            self._waiting[conversation_id] = None
            self._something.set()

    async def run(self) -> None:
        """Tell the connectors, and look through all that may have changed, until cancelled."""
        if self._connectors:
            await asyncio.gather(self._sweep(), *(self._tell() for _ in range(AT_ONCE)))

    async def _tell(self) -> None:
        while True:
            while not self._waiting:
                self._something.clear()
                await self._something.wait()
            conversation_id = next(iter(self._waiting))
            del self._waiting[conversation_id]
            await self._changed(conversation_id)

    async def _changed(self, conversation_id: str) -> None:
        connector = self._connectors[_channel_of(conversation_id)]
        async with self._claims.hold(f"changed:{conversation_id}") as claim:
            if not claim.ours:
                # Somebody is at it, and may have looked before this news.
                asyncio.get_running_loop().call_later(AGAIN_SECONDS, self.note, conversation_id)
                return
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


def _channel_of(conversation_id: str) -> str:
    return conversation_id.partition(":")[0]
