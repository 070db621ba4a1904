"""A gateway with Chatwoot's channel, a Chatwoot at its other end, and a scripted dialogue."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
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
from bot.settings import SHOP_TIMEZONE, Settings
from tests.integration.channels.chatwoot.fake_chatwoot import (
    ACCOUNT,
    BOT_TOKEN,
    SECRET,
    FakeChatwoot,
)
from tests.integration.channels.serving import serving

BUYER = "chatwoot:42.17"
OFFERS = {"quick_replies": [{"title": "有货吗", "text": "有货吗"}]}


@dataclass
class Dialogue:
    """Answers every message; 转人工 opens a ticket, as the action does."""

    url: str
    calls: list[TurnCall] = field(default_factory=list)

    async def ask(self, call: TurnCall) -> Sequence[Reply]:
        """The replies to a message."""
        self.calls.append(call)
        if call.text == "转人工":
            with transaction(self.url) as session:
                Tickets(session).open(
                    call.sender_id,
                    reason="handoff.requested",
                    facts={"商品": "LN2107", "身高": "165"},
                    at=datetime.now(SHOP_TIMEZONE),
                )
            return [Reply("好的，这就请同事来")]
        if call.text == "你好":
            return [Reply("您好，想看点什么", payload=OFFERS)]
        return [Reply(f"关于{call.text}")]


@dataclass
class Shop:
    """What a test looks at."""

    url: str
    chatwoot: FakeChatwoot
    dialogue: Dialogue

    def log(self, conversation_id: str = BUYER) -> list[tuple[str, str]]:
        """Everything said, by whom."""
        with transaction(self.url) as session:
            return [(m.sender, m.text) for m in ChatLog(session).since(conversation_id)]

    def ticket(self, conversation_id: str = BUYER) -> Ticket | None:
        """The ticket that is not closed."""
        with transaction(self.url) as session:
            return Tickets(session).current(conversation_id)

    def close_ticket(self) -> None:
        """A colleague at the desk takes the chat and gives it back."""
        ticket = self.ticket()
        assert ticket is not None
        now = datetime.now(SHOP_TIMEZONE)
        with transaction(self.url) as session:
            Tickets(session).take(ticket.id, login="xiaomai", at=now)
            assert Tickets(session).close(ticket.id, login="xiaomai", note="", at=now)


@asynccontextmanager
async def shop_on_chatwoot(
    url: str, *, bots_label: bool = True, path_token: str = "", **changes: Any
) -> AsyncIterator[Shop]:
    """The whole arrangement on the database at `url`, until the end."""
    gateway_port, chatwoot_port = free_ports(2)
    config = Settings(
        database_url=url,
        redis_url=None,
        internal_token="token-of-the-test-of-chatwoot",
        buyer_secret="cookies-of-the-test-of-chatwoot",
        burst_seconds=0,
        chatwoot_url=f"http://127.0.0.1:{chatwoot_port}",
        chatwoot_account=ACCOUNT,
        chatwoot_bot_token=SecretStr(BOT_TOKEN),
        chatwoot_secret=SecretStr("" if path_token else SECRET),
        chatwoot_path_token=SecretStr(path_token),
        chatwoot_agents="xiaomai=12",
        chatwoot_team=5,
        _env_file=None,
    ).copy(update=changes)
    address = f"http://127.0.0.1:{gateway_port}/channels/chatwoot"
    fake = FakeChatwoot(f"{address}/{path_token}" if path_token else address, bots_label=bots_label)
    dialogue = Dialogue(url)
    there = Sanic(f"chatwoot_{secrets.token_hex(4)}", configure_logging=False)
    fake.mount(there)
    here = Gateway(config, ask=dialogue.ask).app(name=f"gateway_{secrets.token_hex(4)}")
    async with serving(there, chatwoot_port), serving(here, gateway_port):
        yield Shop(url, fake, dialogue)
        await fake.close()
    assert fake.faults == []
