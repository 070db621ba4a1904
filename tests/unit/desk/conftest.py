from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Message, Reply, Ticket
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.desk.accepting import Acceptor
from bot.desk.app import create_app
from bot.desk.canned import Phrases
from bot.desk.desk import Desk
from bot.desk.limits import read_limits
from bot.desk.notify import ChatNotifier
from bot.desk.sessions import Sessions
from bot.desk.typists import Typists
from bot.desk.watch import Watch, look_at
from bot.settings import SHOP_TIMEZONE
from bot.shop.tables.policy import AgentRow
from bot.speech.taboos import TabooLists
from tests.databases import migrated_url

LISTS = TabooLists(Path("data/taboos"))
START = datetime(2026, 3, 8, 14, 0, tzinfo=SHOP_TIMEZONE)
PASSWORDS = {
    "xiaomai": "wheat-field-2026",
    "xiaoyu": "rain-on-linen-1",
    "xiaoqing": "clear-sky-2026",
    "kanke": "only-looking-7",
}
# As strong as a test needs: a sign-in with the desk's own takes longer than the test.
_quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASHES = {login: _quick.hash(password) for login, password in PASSWORDS.items()}


@dataclass
class Shop:
    """A database with agents, and a clock to turn."""

    url: str
    now: datetime = START

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def waiting_chat(
        self,
        buyer: str = "ab12",
        *,
        text: str = "我要找人工",
        reason: str = "handoff.requested",
        product_id: str = "",
        facts: dict[str, Any] | None = None,
        trace: dict[str, Any] | None = None,
    ) -> Ticket:
        conversation = f"web:{buyer}"
        with transaction(self.url) as session:
            log = ChatLog(session)
            received = log.receive(self._incoming(buyer, text, product_id))
            log.reply(
                conversation,
                [Reply("好的亲，这就帮您转人工", trace=trace or {})],
                answers=received.message_id,
                at=self.now,
            )
            return Tickets(session).open(
                conversation, reason=reason, facts=facts or {}, at=self.now
            )

    def buyer_says(self, buyer: str, text: str) -> None:
        with transaction(self.url) as session:
            ChatLog(session).receive(self._incoming(buyer, text, ""))

    def _incoming(self, buyer: str, text: str, product_id: str) -> Incoming:
        return Incoming(
            conversation_id=f"web:{buyer}",
            buyer_id=f"web:{buyer}",
            channel="web",
            external_id=f"{buyer}-{self.now.isoformat()}-{text}",
            text=text,
            at=self.now,
            product_id=product_id,
        )

    def messages(self, buyer: str = "ab12") -> tuple[Message, ...]:
        with transaction(self.url) as session:
            return ChatLog(session).since(f"web:{buyer}")

    def ticket(self, ticket_id: int) -> Ticket:
        with transaction(self.url) as session:
            found = Tickets(session).get(ticket_id)
        assert found is not None
        return found


@dataclass
class ChatProcess:
    """Stands in for the chat process: notes what it is told, answers as it is set.

    `accepts` answers what an agent sends of the bot's suggestions.
    """

    told: list[dict[str, Any]] = field(default_factory=list)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    accepts: Callable[[dict[str, Any]], httpx.Response] = lambda _: httpx.Response(
        200, json={"sent": True}
    )
    tokens: set[str] = field(default_factory=set)
    statuses: list[int] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.tokens.add(request.headers["X-Xiaoer-Token"])
        if request.url.path == "/internal/accept":
            self.accepted.append(json.loads(request.content))
            return self.accepts(self.accepted[-1])
        assert request.url.path == "/internal/pushed"
        self.told.append(json.loads(request.content))
        return httpx.Response(self.statuses.pop(0) if self.statuses else 200)


def shop_at(url: str) -> Shop:
    """A new shop with its agents on the migrated database at `url`."""
    people = (
        ("xiaomai", "小麦", "agent"),
        ("xiaoyu", "小雨", "owner"),
        ("xiaoqing", "小晴", "agent"),
        ("kanke", "看客", "viewer"),
    )
    with transaction(url) as session:
        for login, name, role in people:
            session.add(AgentRow(login=login, name=name, role=role, password_hash=HASHES[login]))
        session.add(AgentRow(login="new", name="新人", role="agent"))
    return Shop(url)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with migrated_url("sqlite", tmp_path) as url:
        yield shop_at(url)


@pytest.fixture
def chat_process() -> ChatProcess:
    return ChatProcess()


@pytest.fixture
def desk(shop: Shop, chat_process: ChatProcess) -> Desk:
    return desk_of_shop(shop, chat_process)


def desk_of_shop(shop: Shop, chat_process: ChatProcess) -> Desk:
    """The desk of `shop`, with the shop's clock."""
    return Desk(
        database_url=shop.url,
        sessions=Sessions("a secret of the tests", now=lambda: shop.now.timestamp()),
        notifier=ChatNotifier(
            "http://chat.test",
            token="between us",
            transport=httpx.MockTransport(chat_process),
            retry_after=(0.01, 0.02),
        ),
        acceptor=Acceptor(
            ["http://chat.test"], token="between us", transport=httpx.MockTransport(chat_process)
        ),
        phrases=Phrases(Path("data/stories")),
        typists=Typists(),
        watch=Watch(*look_at(shop.url, now=lambda: shop.now), every_seconds=0.02),
        taboos=LISTS,
        limits=read_limits(Path("data/platforms")),
        line=lambda name, facts: f"[{name}] {' '.join(facts.values())}",
        now=lambda: shop.now,
    )


class Browser:
    """One agent's browser: keeps cookies, and knows the CSRF token of the page it is on."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def sign_in(self, login: str, password: str | None = None) -> httpx.Response:
        form = self.client.get("/sign-in").text
        return self.client.post(
            "/sign-in",
            data={
                "login": login,
                "password": PASSWORDS[login] if password is None else password,
                "csrf": _found(r'name="csrf" value="([^"]+)"', form),
            },
            follow_redirects=False,
        )

    @property
    def token(self) -> str:
        return _found(r'<meta name="csrf" content="([^"]+)"', self.client.get("/").text)

    def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return self.client.post(
            path,
            content=json.dumps(body or {}),
            headers={"X-CSRF-Token": self.token, "Content-Type": "application/json"},
        )

    def say(self, ticket_id: int, text: str, client_id: str = "first-answer") -> httpx.Response:
        return self.post(f"/api/chats/{ticket_id}/messages", {"text": text, "client_id": client_id})


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


@pytest.fixture
def browser(desk: Desk) -> Iterator[Callable[..., Browser]]:
    """Opens a browser, signed in where a login is given."""
    app = create_app(desk)
    with TestClient(app) as first:

        def open_browser(login: str = "") -> Browser:
            opened = Browser(TestClient(app))
            opened.client.portal = first.portal
            if login:
                assert opened.sign_in(login).status_code == 303
            return opened

        yield open_browser
