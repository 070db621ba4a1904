"""A whole gateway reminds: from the order in the database to the platform's bridge."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from bot.channels.gateway import Gateway
from bot.serving.private import free_ports
from bot.settings import Settings
from tests.integration.channels.bridge import SECRET, says_hello
from tests.integration.channels.serving import serving
from tests.unit.followup.conftest import any_shop, shop  # noqa: F401 - fixtures
from tests.unit.followup.following import Shop, at

WITHIN_SECONDS = 30.0


async def pushed_by_a_gateway(url: str, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The first message that a gateway with this clock pushes to its bridge."""
    gateway_port, bridge_port = free_ports(2)
    config = Settings(
        database_url=url,
        redis_url=None,
        internal_token="token-of-the-test-of-reminders",
        buyer_secret="cookies-of-the-test-of-reminders",
        webhook_secret=SECRET,
        webhook_push_url=f"http://127.0.0.1:{bridge_port}/pushed",
        _env_file=None,
    )
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def take(request: Request) -> HTTPResponse:
        came.put_nowait(json.loads(request.body))
        return empty()

    bridge = Sanic(f"bridge_{bridge_port}", configure_logging=False)
    bridge.add_route(take, "/pushed", methods=["POST"], name="pushed")
    gateway = Gateway(config, ask=says_hello, clock=clock).app(name=f"gateway_{gateway_port}")
    async with serving(bridge, bridge_port), serving(gateway, gateway_port):
        return await asyncio.wait_for(came.get(), WITHIN_SECONDS)


def test_who_never_wrote_is_reminded_over_the_platform(any_shop: Shop) -> None:  # noqa: F811
    any_shop.placed(when=at("9:05"))
    any_shop.now = at("10:00")
    any_shop.look_once()
    (planned,) = any_shop.reminders()
    now = planned.due_at + timedelta(seconds=5)
    pushed = asyncio.run(pushed_by_a_gateway(any_shop.url, lambda: now))
    (reminder,) = any_shop.said()
    assert (pushed["buyer"], pushed["sender"]) == ("anna", "bot")
    assert pushed["text"] == reminder.text
    assert "方领亚麻长裙 米白 M" in pushed["text"]
    assert any_shop.reminders()[0].message_id == reminder.id
