"""Gateways over one database and one Redis, and one buyer who talks to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from redis.asyncio import Redis

from bot.channels.gateway import Gateway
from bot.channels.identity import Visitor
from bot.channels.jobs import ended
from bot.channels.turns import TurnCall
from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.unanswered import Unanswered
from bot.database.engine import transaction
from bot.settings import Settings
from tests.unit.channels.chatting import FakeWire

REDIS = "redis://127.0.0.1:6379/9"
PATIENCE = 20.0


@dataclass
class Cluster:
    """Gateways of one cluster, and one buyer who talks to them; `told` is what Rasa was asked."""

    config: Settings
    buyer: Visitor
    told: list[str] = field(default_factory=list)
    before_answer: Callable[[TurnCall], Awaitable[None]] | None = None
    _running: list[tuple[Gateway, list[asyncio.Task[None]]]] = field(default_factory=list)

    async def start(self) -> Gateway:
        gateway = Gateway(self.config, ask=self._ask)
        self._running.append((gateway, [asyncio.create_task(gateway.run())]))
        await asyncio.wait_for(self._all_listen(), PATIENCE)
        return gateway

    async def _all_listen(self) -> None:
        redis = Redis.from_url(REDIS)
        news = f"{self.config.redis_prefix}:news"
        while (await redis.pubsub_numsub(news))[0][1] < len(self._running):
            await asyncio.sleep(0.01)
        await redis.close()

    async def _ask(self, call: TurnCall) -> list[Reply]:
        self.told.append(call.text)
        if self.before_answer is not None:
            await self.before_answer(call)
        return [Reply(f"收到 {call.text}")]

    async def page(self, gateway: Gateway) -> FakeWire:
        wire = FakeWire()
        serving = asyncio.create_task(gateway.counter.serve(wire, self.buyer))
        next(tasks for each, tasks in self._running if each is gateway).append(serving)
        wire.say(type="hello")
        await wire.until("status", within=PATIENCE)
        return wire

    async def kill(self, gateway: Gateway) -> None:
        """End a gateway as SIGKILL would: its claims stay, and nothing of it goes on."""
        entry = next(each for each in self._running if each[0] is gateway)
        self._running.remove(entry)
        await gateway._claims._redis.close()
        gateway._claims._leave = _nothing  # a dead process lets go of nothing
        await _end(entry)

    async def stop(self) -> None:
        for entry in self._running:
            await _end(entry)

    def said(self) -> list[tuple[str, str]]:
        with transaction(self.config.database_url) as session:
            log = ChatLog(session).since(self.buyer.conversation_id)
        return [(message.sender, message.text) for message in log]

    def owed(self) -> int:
        with transaction(self.config.database_url) as session:
            return len(Unanswered(session).of(self.buyer.conversation_id))


async def _nothing(**_given: object) -> None:
    """Does nothing."""


async def _end(entry: tuple[Gateway, list[asyncio.Task[None]]]) -> None:
    gateway, tasks = entry
    await ended(tasks)
    await gateway.parts.intake.drain(seconds=0.01)
    await gateway._close(None, None)
