"""A chat with a person and back, through the whole engine: suggestions, sending them, memory."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import httpx
import pytest
from websockets.client import connect

from bot.channels.identity import COOKIE
from bot.chats.log import ChatLog
from bot.chats.model import Reply, Ticket
from bot.chats.suggestions import Suggestion, Suggestions
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE, Settings
from bot.shop.shop import open_shop

pytestmark = pytest.mark.engine

AGENT = "xiaomai"
PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.05
DRESS = "LN2513"
Found = TypeVar("Found")


@dataclass
class Page:
    """A buyer's chat page, and the desk beside it."""

    config: Settings
    socket: Any
    chat: str
    product: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)

    async def says(self, text: str) -> str:
        """The buyer says something; returns the id it was sent with."""
        external_id = secrets.token_hex(8)
        frame = {"type": "message", "id": external_id, "text": text, "product": self.product}
        await self.socket.send(json.dumps(frame, ensure_ascii=False))
        return external_id

    async def reads(self, sender: str) -> str:
        """The next message of this sender that the page shows."""
        while True:
            frame = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE_SECONDS))
            if frame["type"] == "message" and frame["message"]["sender"] == sender:
                self.shown.append(frame["message"])
                return str(frame["message"]["text"])

    def ticket(self) -> Ticket | None:
        with transaction(self.config.database_url) as session:
            return Tickets(session).current(self.chat)

    def take(self) -> Ticket:
        """小麦 takes the chat."""
        with transaction(self.config.database_url) as session:
            tickets = Tickets(session)
            ticket = tickets.current(self.chat)
            assert ticket is not None
            assert tickets.take(ticket.id, login=AGENT, at=_now())
            return ticket

    async def give_back(self) -> None:
        """小麦 gives the chat back to the bot."""
        with transaction(self.config.database_url) as session:
            tickets = Tickets(session)
            ticket = tickets.current(self.chat)
            assert ticket is not None
            assert tickets.close(ticket.id, login=AGENT, note="", at=_now())
            line = [Reply("接下来由小二继续")]
            ChatLog(session).reply(self.chat, line, answers=None, at=_now(), sender="system")
        await self.post("/internal/pushed", {"conversation_id": self.chat})
        await self.reads("system")

    def suggestion(self) -> Suggestion | None:
        with transaction(self.config.database_url) as session:
            return Suggestions(session).newest(self.chat)

    def facts(self) -> dict[str, Any]:
        ticket = self.ticket()
        return ticket.facts if ticket else {}

    def promises(self) -> int:
        with open_shop(self.config.database_url) as shop:
            return len(shop.commitments.standing(self.chat, now=_now()))

    async def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        token = self.config.secret("internal_token")
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as client:
            return await client.post(
                self.config.chat_url + path, json=body, headers={"X-Xiaoer-Token": token}
            )

    async def accept(self, suggestion: Suggestion) -> dict[str, Any]:
        """小麦 sends the suggestion as it stands."""
        wanted = {
            "message_id": suggestion.message_id, "login": AGENT, "text": suggestion.text,
            "client_id": secrets.token_hex(4),
        }  # fmt: skip
        answer = await self.post("/internal/accept", wanted)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body


def _now() -> datetime:
    return datetime.now(SHOP_TIMEZONE)


async def found(look: Callable[[], Found | None]) -> Found:
    """What `look` finds, as soon as it does."""
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        seen = look()
        if seen:
            return seen
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError("it did not come")


@asynccontextmanager
async def page_of(config: Settings, *, product: str = "") -> AsyncIterator[Page]:
    """The chat page of a new buyer."""
    async with httpx.AsyncClient(base_url=config.chat_url, trust_env=False) as client:
        await client.get("/")
        cookie = client.cookies[COOKIE]
        history = await client.get("/chat/history")
        chat = history.json()["conversation"]
    address = config.chat_url.replace("http", "ws", 1) + "/chat/socket"
    async with connect(address, extra_headers={"Cookie": f"{COOKIE}={cookie}"}) as socket:
        await socket.send(json.dumps({"type": "hello", "product": product, "after": 0}))
        yield Page(config, socket, chat, product)


async def with_person(page: Page) -> None:
    """The buyer asks for a person, and 小麦 takes the chat."""
    await page.says("转人工")
    await found(page.ticket)
    page.take()


async def test_a_suggested_concession_is_in_the_ledger_when_the_buyer_reads_it(
    engine: Settings,
) -> None:
    async with page_of(engine, product=DRESS) as page:
        await page.says("能便宜点吗")
        await page.reads("bot")
        await with_person(page)
        await page.says("再便宜点吧 诚心要")
        suggestion = await found(page.suggestion)
        assert suggestion.replies[0].trace["intent"] == "bargain"
        assert page.promises() == 0
        assert await page.accept(suggestion) == {"sent": True}
        assert await page.reads("agent") == suggestion.replies[0].text
        assert page.promises() == 1


async def test_a_draft_is_nothing_that_the_bot_remembers(engine: Settings) -> None:
    async with page_of(engine, product=DRESS) as page:
        await page.says("几天能到杭州")
        await page.reads("bot")
        await with_person(page)
        await page.says("能便宜点吗")
        suggestion = await found(page.suggestion)
        assert suggestion.text
        await page.give_back()
        await page.says("能便宜点吗")
        await page.reads("bot")
        with transaction(engine.database_url) as session:
            last = ChatLog(session).since(page.chat)[-1]
        assert last.trace["slots"].get("haggle_rounds") in (None, 1)


async def test_what_was_told_to_the_person_is_known_and_stands_on_the_ticket(
    engine: Settings,
) -> None:
    async with page_of(engine, product="LN2107") as page:
        await with_person(page)
        await page.says("寄到成都 身高165 体重105斤")
        await found(lambda: page.facts().get("地区"))
        assert page.facts()["地区"] == "四川 成都"
        await page.give_back()
        await page.says("几天能到")
        assert "成都" in await page.reads("bot")
