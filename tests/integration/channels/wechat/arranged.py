"""A gateway with WeChat's channels, the platform at its other end, and a scripted dialogue."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr
from sanic import Sanic

from bot.channels.gateway import Gateway
from bot.channels.turns import TurnCall
from bot.chats.log import ChatLog
from bot.chats.model import Reply, Ticket
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.serving.private import free_ports
from bot.settings import Settings
from tests.integration.channels.serving import serving
from tests.integration.channels.wechat import fake_official, fake_wecom

OFFERS = {"quick_replies": [{"title": "有货吗", "text": "有货吗"}]}


@dataclass
class Dialogue:
    """Answers every message with what it was."""

    calls: list[TurnCall] = field(default_factory=list)

    async def ask(self, call: TurnCall) -> Sequence[Reply]:
        """The replies to a message."""
        self.calls.append(call)
        if call.text == "长一点":
            return [Reply("这一句说得很清楚。" * 200)]
        if call.text == "选一个":
            return [Reply("您选", payload=OFFERS)]
        if call.text == "多说几句":
            return [Reply(f"第{number}句") for number in "一二三四五六"]
        return [Reply(f"关于{call.text}")]


@dataclass
class Shop:
    """What a test looks at; `platform` is the fake."""

    url: str
    platform: Any
    dialogue: Dialogue

    def log(self, conversation_id: str) -> list[tuple[str, str]]:
        """Everything said, by whom."""
        with transaction(self.url) as session:
            return [(m.sender, m.text) for m in ChatLog(session).since(conversation_id)]

    def ticket(self, conversation_id: str) -> Ticket | None:
        """The ticket that is not closed."""
        with transaction(self.url) as session:
            return Tickets(session).current(conversation_id)


@asynccontextmanager
async def official_account(url: str, *, menus: bool = True, **changes: Any) -> AsyncIterator[Shop]:
    """A shop with an official account."""
    gateway_port, platform_port = free_ports(2)
    fake = fake_official.FakeOfficial(
        f"http://127.0.0.1:{gateway_port}/channels/wechat", menus=menus
    )
    config = _config(
        url,
        changes,
        wechat_app_id=fake_official.APP_ID,
        wechat_secret=SecretStr(fake_official.SECRET),
        wechat_token=SecretStr(fake_official.TOKEN),
        wechat_aes_key=SecretStr(fake_official.AES_KEY),
        wechat_api=f"http://127.0.0.1:{platform_port}",
    )
    async with _running(config, fake, gateway_port, platform_port) as shop:
        yield shop


@asynccontextmanager
async def customer_service(
    url: str, *, platform: fake_wecom.FakeWeCom | None = None, **changes: Any
) -> AsyncIterator[Shop]:
    """A shop with WeCom customer service; `platform` is one that was there before."""
    gateway_port, platform_port = free_ports(2)
    address = f"http://127.0.0.1:{gateway_port}/channels/wecom"
    fake = platform or fake_wecom.FakeWeCom(address)
    fake._webhook_url = address
    config = _config(
        url,
        changes,
        wecom_corp_id=fake_wecom.CORP_ID,
        wecom_secret=SecretStr(fake_wecom.SECRET),
        wecom_token=SecretStr(fake_wecom.TOKEN),
        wecom_aes_key=SecretStr(fake_wecom.AES_KEY),
        wecom_api=f"http://127.0.0.1:{platform_port}",
    )
    async with _running(config, fake, gateway_port, platform_port) as shop:
        yield shop


@asynccontextmanager
async def _running(
    config: Settings, fake: Any, gateway_port: int, platform_port: int
) -> AsyncIterator[Shop]:
    dialogue = Dialogue()
    there = Sanic(f"wechat_{secrets.token_hex(4)}", configure_logging=False)
    fake.mount(there)
    here = Gateway(config, ask=dialogue.ask).app(name=f"gateway_{secrets.token_hex(4)}")
    async with serving(there, platform_port), serving(here, gateway_port):
        yield Shop(config.database_url, fake, dialogue)


def _config(url: str, changes: Mapping[str, Any], **settings: Any) -> Settings:
    return Settings(
        database_url=url,
        redis_url=None,
        internal_token="token-of-the-test-of-wechat",
        buyer_secret="cookies-of-the-test-of-wechat",
        burst_seconds=0,
        _env_file=None,
    ).copy(update={**settings, **changes})
