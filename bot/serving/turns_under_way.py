"""Counts the turns under way, so that a server that is told to stop can finish them first."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.serving.meanwhile import read_meanwhile

FINISH_SECONDS = 6.0
_LOOK_SECONDS = 0.05


class TurnsUnderWay:
    """Stands before the agent; `finishing`: the server was told to stop and takes no new turn."""

    def __init__(self, agent: Agent) -> None:
        self.finishing = False
        self._agent = agent
        self._count = 0

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """The agent's answer to the message."""
        self._count += 1
        try:
            await read_meanwhile(self._agent, message)
            return await self._agent.handle_message(message)
        finally:
            self._count -= 1

    async def finish(self) -> None:
        """Wait until no turn is under way, for at most `FINISH_SECONDS`."""
        self.finishing = True
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + FINISH_SECONDS
        while self._count and loop.time() < give_up_at:
            await asyncio.sleep(_LOOK_SECONDS)
