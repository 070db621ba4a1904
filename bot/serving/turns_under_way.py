"""Counts the turns under way, so that a server that is told to stop can finish them first."""

from __future__ import annotations

import asyncio

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.models.facts import name_of
from bot.serving.meanwhile import read_meanwhile

FINISH_SECONDS = 6.0
_LOOK_SECONDS = 0.05


class TurnsUnderWay:
    """Stands before the agent; `finishing`: the server was told to stop and takes no new turn.

    Another `agent` answers from the next turn on; a turn under way keeps its own.
    """

    def __init__(self, agent: Agent) -> None:
        self.finishing = False
        self.agent = agent
        self._count = 0

    @property
    def model(self) -> str:
        """The name of the model that answers the next turn."""
        return model_of(self.agent)

    async def handle_message(self, message: UserMessage) -> str:
        """Have the message answered into its channel; the name of the model that did."""
        agent = self.agent
        self._count += 1
        try:
            await read_meanwhile(agent, message)
            await agent.handle_message(message)
        finally:
            self._count -= 1
        return model_of(agent)

    async def finish(self) -> None:
        """Wait until no turn is under way, for at most `FINISH_SECONDS`."""
        self.finishing = True
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + FINISH_SECONDS
        while self._count and loop.time() < give_up_at:
            await asyncio.sleep(_LOOK_SECONDS)


def model_of(agent: Agent) -> str:
    """The name of the agent's model; empty where it has none."""
    return name_of(agent.processor.model_path) if agent.processor is not None else ""
