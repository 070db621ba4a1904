"""The shop's own chat page as a Rasa channel: wires the parts and mounts them at `/`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request

from bot.channels.attendance import Attendance
from bot.channels.embedding import origins_of
from bot.channels.guard import Guard
from bot.channels.identity import BuyerCookies, Doorkeeper, same_site
from bot.channels.intake import Intake
from bot.channels.limits import FRAME_BYTES, Closing, Pace
from bot.channels.page import ChatPage
from bot.channels.record import Record
from bot.channels.rooms import Rooms
from bot.channels.shopfront import Shopfront
from bot.channels.socket import Counter, Wire
from bot.channels.turns import Engine, OnNewMessage
from bot.channels.upkeep import Upkeep
from bot.channels.widget import BuyerTokens, Widget
from bot.channels.words import ChannelWords
from bot.dialogue.wording import Wording
from bot.settings import SHOP_TIMEZONE, Settings, settings
from bot.speech.taboos import TabooLists

DRAIN_SECONDS = 3.0


class WebChat(InputChannel):
    """Buyers' chat page over WebSocket.

    `config`, `clock` and `pace` are for tests; raises ConfigurationError when a secret is missing.
    """

    def __init__(
        self,
        config: Settings | None = None,
        *,
        clock: Callable[[], datetime] | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._config = config or settings()
        self._clock = clock or (lambda: datetime.now(SHOP_TIMEZONE))
        self._pace = pace or Pace()

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "web"

    def url_prefix(self) -> str:
        """Mounted at the root, not under `/webhooks`."""
        return "/"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Everything of the channel on one blueprint."""
        config = self._config
        record = Record(config.database_url)
        rooms = Rooms()
        words = ChannelWords(Wording(config.wording_dir))
        shopfront = Shopfront(config.database_url, max_chars=config.max_message_chars)
        intake = Intake(
            record=record,
            engine=Engine(
                on_new_message,
                timeout_seconds=config.answer_timeout_seconds,
                guard=Guard(TabooLists(config.taboos_dir), shopfront.platform),
            ),
            rooms=rooms,
            apology=words.apology,
            clock=self._clock,
            max_chars=config.max_message_chars,
            burst_seconds=config.burst_seconds,
        )
        doorkeeper = Doorkeeper(
            BuyerCookies(config.secret("buyer_secret")), config.secret("internal_token")
        )
        page = ChatPage(doorkeeper, record, rooms, shopfront)
        counter = Counter(record, rooms, intake, self._pace, words, shopfront.agent_names)
        several = config.redis_url is not None
        upkeep = Upkeep(
            record,
            rooms,
            intake,
            orphan_after_seconds=2 * config.answer_timeout_seconds if several else 0,
            follow_others=several,
        )
        blueprint = Blueprint("web_chat")
        page.mount(blueprint)
        attendance = Attendance(config.database_url, self._clock)
        attendance.mount(blueprint, "/chat/waiting", page.visitor)
        tokens = BuyerTokens(config.secret("buyer_secret"))
        origins = origins_of(config.widget_origins)
        Widget(page, counter, tokens, attendance, origins=origins).mount(blueprint)
        _mount_socket(blueprint, page, counter)
        _mount_upkeep(blueprint, upkeep, intake)
        return blueprint


def _mount_socket(blueprint: Blueprint, page: ChatPage, counter: Counter) -> None:
    async def limit_frames(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        app.config.WEBSOCKET_MAX_SIZE = FRAME_BYTES

    async def chat(request: Request, wire: Wire) -> None:
        if not same_site(request.headers.get("origin"), request.host):
            await wire.close(Closing.OTHER_SITE)
            return
        visitor = page.visitor(request)
        if visitor is None:
            await wire.close(Closing.UNKNOWN_BUYER)
            return
        await counter.serve(wire, visitor)

    blueprint.listener("main_process_start")(limit_frames)
    blueprint.add_websocket_route(chat, "/chat/socket", name="socket")


def _mount_upkeep(blueprint: Blueprint, upkeep: Upkeep, intake: Intake) -> None:
    running: list[asyncio.Task[None]] = []

    async def start(_app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.append(loop.create_task(upkeep.run()))

    async def stop(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        for task in running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await intake.drain(seconds=DRAIN_SECONDS)

    blueprint.listener("after_server_start")(start)
    blueprint.listener("before_server_stop")(stop)
