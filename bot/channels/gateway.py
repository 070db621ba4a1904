"""The gateway: every channel's one way in and out, wired and mounted in one place.

Buyers' sockets, the platforms' webhooks, what is owed and what is to be delivered live here; the
dialogue is asked over HTTP. Nothing of Rasa is loaded, so the process starts in about a second.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanic import Blueprint, Sanic
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.attendance import Attendance
from bot.channels.changes import Changes
from bot.channels.claims import claims_for
from bot.channels.connectors import connectors_of
from bot.channels.delivery import Postman
from bot.channels.embedding import origins_of
from bot.channels.followups import FollowUps
from bot.channels.guard import Guard
from bot.channels.handshake import refuse_half_handshakes
from bot.channels.identity import BuyerCookies, Doorkeeper
from bot.channels.intake import Intake
from bot.channels.jobs import Job, ended, kept_running, together
from bot.channels.limits import Pace
from bot.channels.live import NoNews, RedisNews
from bot.channels.page import ChatPage, show_news
from bot.channels.rasa_line import RasaLine
from bot.channels.record import Record
from bot.channels.rooms import Rooms
from bot.channels.service import Service
from bot.channels.shared_pace import pace_for
from bot.channels.shopfront import Shopfront
from bot.channels.socket import Counter
from bot.channels.turns import Ask, Engine
from bot.channels.upkeep import Upkeep
from bot.channels.web import web_chat
from bot.channels.widget import BuyerTokens, Widget
from bot.channels.words import ChannelWords
from bot.dialogue.wording import Wording
from bot.serving.http import new_app
from bot.settings import SHOP_TIMEZONE, Settings
from bot.speech.taboos import TabooLists
from bot.telemetry.metrics import SOCKETS_OPEN
from bot.telemetry.readiness import any_of, redis
from bot.telemetry.starting import exposition_of

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 3.0
REQUEST_MAX_BYTES = 256_000


@dataclass(frozen=True)
class Parts:
    """What a connector works with."""

    config: Settings
    record: Record
    rooms: Rooms
    intake: Intake
    words: ChannelWords
    shopfront: Shopfront
    pace: Pace
    clock: Callable[[], datetime]


class Gateway:
    """All parts of one gateway process under `config`.

    `ask`, `clock` and `pace` are for tests. Raises ConfigurationError when a secret is missing.
    """

    def __init__(
        self,
        config: Settings,
        *,
        ask: Ask | None = None,
        clock: Callable[[], datetime] | None = None,
        pace: Pace | None = None,
    ) -> None:
        token = config.secret("internal_token")
        clock = clock or (lambda: datetime.now(SHOP_TIMEZONE))
        self._doorkeeper = Doorkeeper(BuyerCookies(config.secret("buyer_secret")), token)
        self._rasa = RasaLine(
            config.rasa_addresses, token=token, seconds=config.answer_timeout_seconds
        )
        self._record = Record(config.database_url)
        self._rooms = Rooms()
        self._claims = claims_for(config.redis_url, prefix=config.redis_prefix)
        self._news = self._news_for(config)
        self._changes = Changes(record=self._record, claims=self._claims, clock=clock)
        wording = Wording(config.wording_dir)
        words = ChannelWords(wording)
        shopfront = Shopfront(config.database_url, max_chars=config.max_message_chars)
        guard = Guard(TabooLists(config.taboos_dir), shopfront.platform)
        engine = Engine(
            ask or self._rasa.ask, timeout_seconds=config.answer_timeout_seconds, guard=guard
        )
        intake = Intake(
            record=self._record,
            engine=engine,
            rooms=self._rooms,
            apology=words.apology,
            clock=clock,
            max_chars=config.max_message_chars,
            burst_seconds=config.burst_seconds,
            claims=self._claims,
            tell=self.told_here,
        )
        pace = pace or pace_for(config.redis_url, prefix=config.redis_prefix)
        self.parts = Parts(config, self._record, self._rooms, intake, words, shopfront, pace, clock)
        self.counter = Counter(
            self._record, self._rooms, intake, self.parts.pace, words, shopfront.agent_names
        )
        self._service = Service(
            url=config.database_url,
            engine=engine,
            wording=wording,
            claims=self._claims,
            clock=clock,
            tell=self.pushed,
            owed=intake.adopt,
        )
        self._followups = FollowUps(
            config.database_url, wording, guard, self._claims, clock, self.pushed
        )
        self._connectors = connectors_of(config, self.parts)
        self._changes.serve(self._connectors)
        self._postman = Postman(config.database_url, self._connectors, shopfront.agent_names, clock)

    def app(self, *, name: str = "xiaoer_gateway") -> Sanic:
        """The app of this gateway: page, sockets and every connector's addresses."""
        proxies = self.parts.config.proxies
        app = new_app(name, request_max_bytes=REQUEST_MAX_BYTES, proxies=proxies)
        app.register_middleware(refuse_half_handshakes, "request")
        app.blueprint(self._web_chat())
        token = self.parts.config.secret("internal_token")
        app.blueprint(self._service.blueprint(token=token))
        for connector in self._connectors:
            app.blueprint(connector.blueprint())
        app.register_listener(self._drain, "before_server_stop")
        # On stopping they are called in reverse: the jobs end before what they work with is closed.
        app.register_listener(self._close, "after_server_stop")
        _run_beside(app, self.run)
        self._show(app)
        return app

    def _show(self, app: Sanic) -> None:
        """Metrics and readiness, mounted last: the first thing on stopping is not to be ready.

        Messages are taken in whether Rasa is up or not: it is shown, and not needed.
        """
        config = self.parts.config
        parts = (*redis(config.redis_url), any_of("rasa", config.rasa_addresses))
        exposition_of(config, *parts).mount_on_sanic(app)
        SOCKETS_OPEN.set_function(lambda: self._rooms.open)

    def _web_chat(self) -> Blueprint:
        config = self.parts.config
        page = ChatPage(self._doorkeeper, self._record, self.parts.shopfront, self.pushed)
        attendance = Attendance(config.database_url, self.parts.clock)
        tokens = BuyerTokens(config.secret("buyer_secret"))
        origins = origins_of(config.widget_origins)
        widget = Widget(page, self.counter, tokens, attendance, origins=origins)
        return web_chat(page, self.counter, widget, attendance)

    async def run(self) -> None:
        """What runs beside the requests, until cancelled."""
        await together(*(kept_running(job) for job in self._jobs()))

    def told_here(self, conversation_id: str) -> None:
        """Something of the conversation is new by this copy's doing: tell everybody else."""
        self._news.tell(conversation_id)
        self._noted(conversation_id)

    def heard(self, conversation_id: str) -> None:
        """Another process changed something of the conversation: show it and go on with it."""
        try:
            show_news(self._record, self._rooms, conversation_id)
        except SQLAlchemyError as error:
            logger.error("News could not be read: %s", type(error).__name__)
        self.parts.intake.look_again(conversation_id)
        self._noted(conversation_id)

    def pushed(self, conversation_id: str) -> None:
        """A process that told nobody but this gateway changed something of the conversation."""
        self.heard(conversation_id)
        self._news.tell(conversation_id)

    def _noted(self, conversation_id: str) -> None:
        self._changes.note(conversation_id)
        self._service.note(conversation_id)
        self._postman.wake()

    def _news_for(self, config: Settings) -> NoNews | RedisNews:
        if config.redis_url is None:
            return NoNews()
        return RedisNews(
            config.redis_url,
            on_news=self.heard,
            on_gap=self._show_all,
            prefix=config.redis_prefix,
        )

    def _show_all(self) -> None:
        for conversation_id in self._rooms.conversations():
            self.heard(conversation_id)

    def _jobs(self) -> list[Job]:
        jobs: list[Job] = [
            Upkeep(self._record, self.parts.intake, self.heard, several=self._claims.several),
            self._changes,
            self._postman,
            *self._service.jobs(),
            self._followups,
        ]
        return jobs + [part for part in (self._claims, self._news) if hasattr(part, "run")]

    async def _drain(self, _app: Sanic, _loop: object) -> None:
        await self.parts.intake.drain(seconds=DRAIN_SECONDS)

    async def _close(self, _app: Sanic, _loop: object) -> None:
        parts = (self._rasa, self._claims, self._news, self.parts.pace)
        for part in (self._postman, *self._connectors, *parts):
            if hasattr(part, "close"):
                await part.close()


def _run_beside(app: Sanic, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    running: list[asyncio.Task[None]] = []

    async def start(_app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.append(loop.create_task(run()))

    async def stop(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        await ended(running)

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "after_server_stop")
