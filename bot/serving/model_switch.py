"""Follows the live model while the server runs: loads it beside the old one and changes over.

A turn that is under way ends on the model that it began on; the next one is the new model's. A
model that is not there, is not the promoted file or does not load changes nothing: the old one goes
on answering, it is said once what to do, and it is tried again.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar

from rasa.core.agent import Agent
from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import transaction
from bot.errors import EngineError
from bot.models.promotions import Promotion, Promotions
from bot.models.servers import TELLS_EVERY, Server, Servers
from bot.models.shelf import matching_file
from bot.models.starting import Start
from bot.serving.loading import load_agent, warm_up
from bot.serving.promoted_confidence import put_in_force
from bot.serving.turn_spans import trace_steps
from bot.serving.turns_under_way import TurnsUnderWay
from bot.settings import SHOP_TIMEZONE, Settings
from bot.telemetry.metrics import MODEL, MODEL_BEHIND
from bot.telemetry.readiness import Part

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
AGAIN = timedelta(seconds=5)
Told = TypeVar("Told")


class ModelSwitch:
    """Keeps the model of `turns` the one that the newest promotion names."""

    def __init__(
        self,
        turns: TurnsUnderWay,
        config: Settings,
        *,
        start: Start,
        clock: Callable[[], datetime] = lambda: datetime.now(SHOP_TIMEZONE),
    ) -> None:
        self._turns = turns
        self._config = config
        self._clock = clock
        self._sha256 = start.sha256
        self._followed = start.promotion.id if start.promotion is not None else None
        self._trouble = start.trouble
        self._try_again_at = clock()
        self._told_at = clock() - TELLS_EVERY
        self._is_blind = False
        # Loading must not take a thread from the turns, which wait for the database in theirs.
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="model")
        self.name = f"{socket.gethostname()}:{config.rasa_port}"[-100:]
        _show(turns.model, behind=bool(start.trouble))

    def part(self) -> Part:
        """Whether the promoted model answers; without it the server is ready all the same."""

        async def look() -> None:
            if self._trouble:
                raise LookupError("not the promoted model")

        return Part("model", look, needed=False)

    async def run(self) -> None:
        """Look every `LOOK_SECONDS`, until cancelled."""
        while True:
            try:
                await self.look()
                self._is_blind = False
            except SQLAlchemyError as error:
                if not self._is_blind:
                    logger.error("The live model cannot be read: %s", type(error).__name__)
                self._is_blind = True
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Follow the newest promotion if it is news, and tell; raises SQLAlchemyError."""
        live = await self._beside(self._newest)
        now = self._clock()
        if live is not None and live.id != self._followed and now >= self._try_again_at:
            await self._follow(live)
        elif now - self._told_at < TELLS_EVERY:
            return
        await self._beside(self._tell)

    async def leave(self) -> None:
        """The server stops: it no longer counts among those that run."""
        try:
            await self._beside(self._say_goodbye)
        except SQLAlchemyError as error:
            logger.warning("That this server stops could not be told: %s", type(error).__name__)
        self._aside.shutdown(wait=False)

    async def _follow(self, live: Promotion) -> None:
        try:
            agent = await self._beside(lambda: self._loaded(live))
        except Exception as error:  # noqa: BLE001 - whatever a model fails with, the old one stays
            self._note_trouble(live, error)
            return
        put_in_force(self._config.confidence_file, live)
        self._followed, self._sha256, self._trouble = live.id, live.sha256, ""
        if agent is not None:
            self._turns.agent = agent
        _show(self._turns.model, behind=False)

    def _loaded(self, live: Promotion) -> Agent | None:
        """The promoted model, ready to answer; None where it is the one that does."""
        path = matching_file(self._config.models_dir, live.model, sha256=live.sha256)
        if (live.model, live.sha256) == (self._turns.model, self._sha256):
            return None
        old = self._turns.agent
        agent = load_agent(path, self._config, wording=old.nlg, beside=old)
        asyncio.run(warm_up(agent))
        trace_steps(agent)
        return agent

    def _note_trouble(self, live: Promotion, error: Exception) -> None:
        # Another error's text may hold anything.
        trouble = str(error) if isinstance(error, EngineError) else type(error).__name__
        if trouble != self._trouble:
            logger.error(
                "%s was promoted and cannot answer here; %s goes on. %s",
                live.model,
                self._turns.model,
                trouble,
            )
        self._trouble = trouble
        self._try_again_at = self._clock() + AGAIN
        _show(self._turns.model, behind=True)

    def _newest(self) -> Promotion | None:
        with transaction(self._config.database_url) as session:
            return Promotions(session).live()

    def _tell(self) -> None:
        at = self._clock()
        server = Server(self.name, self._turns.model, self._followed, self._trouble, at)
        with transaction(self._config.database_url) as session:
            Servers(session).tell(server)
        self._told_at = at

    def _say_goodbye(self) -> None:
        with transaction(self._config.database_url) as session:
            Servers(session).leave(self.name)

    async def _beside(self, work: Callable[[], Told]) -> Told:
        return await asyncio.get_running_loop().run_in_executor(self._aside, work)


def _show(model: str, *, behind: bool) -> None:
    MODEL.clear()
    MODEL.labels(model).set(1)
    MODEL_BEHIND.set(behind)
