"""A chat server for browser tests: the real channel and chat log, a scripted engine behind it.

Run as `python tests/e2e/scripted_chat.py PORT DATABASE_FILE`. The engine answers by the words of
the message, so that a test knows what the buyer must read.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from bot.channels.gateway import Gateway
from bot.channels.limits import WINDOW_SECONDS, Pace
from bot.channels.turns import TurnCall, TurnFailedError
from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.tickets import Tickets
from bot.database.engine import Base, engine_for, transaction
from bot.settings import SHOP_TIMEZONE, Settings
from bot.shop.tables.catalogue import ProductRow, SkuRow
from bot.shop.tables.policy import AgentRow, PolicyRow

ROOT = Path(__file__).parents[2]
TOKEN = "token-of-the-scripted-chat"
PATIENCE_SECONDS = 120.0

POLICY = {
    "shop_name": "山隐棉麻",
    "shop_slogan": "慢慢穿，穿很久",
    "store_type": "marketplace",
    "assistant_name": "小二",
    "ships_from": "浙江 杭州",
    "dispatch_cutoff": "16:00",
}
PRODUCTS = (
    ("T100", "无袖背心裙", "连衣裙", ("燕麦色", "雾蓝"), "159.00"),
    ("T200", "阔腿长裤", "裤装", ("墨绿", "黑色", "米白"), "139.00"),
    ("T300", "立领衬衫", "上衣", ("藕粉",), "119.00"),
)


def settings_for(database: Path) -> Settings:
    """Settings of a scripted chat on a SQLite file."""
    return Settings(
        database_url=f"sqlite:///{database}",
        redis_url=None,
        internal_token=TOKEN,
        buyer_secret="cookies-of-the-scripted-chat",
        wording_dir=ROOT / "data" / "stories",
        answer_timeout_seconds=PATIENCE_SECONDS,
        _env_file=None,
    )


def fill(url: str) -> None:
    """Make the tables and a small shop, unless they are there."""
    Base.metadata.create_all(engine_for(url))
    with transaction(url) as session:
        if session.get(PolicyRow, "shop_name") is not None:
            return
        session.add_all(PolicyRow(key=key, value=value) for key, value in POLICY.items())
        session.add(AgentRow(login="xiaomai", name="小麦"))
        for position, (product_id, name, category, colours, price) in enumerate(PRODUCTS):
            session.add(
                ProductRow(
                    id=product_id,
                    title=f"{name}宽松透气棉麻新款",
                    name=name,
                    category=category,
                    position=position,
                )
            )
            session.flush()
            session.add_all(
                SkuRow(
                    id=f"{product_id}-{place}",
                    product_id=product_id,
                    colour=colour,
                    size="均码",
                    price=Decimal(price) + 10 * place,
                    stock=5,
                    position=place,
                )
                for place, colour in enumerate(colours)
            )


class ScriptedChat:
    """A scripted chat in a process of its own; leaving the context stops it."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.socket_url = f"ws://127.0.0.1:{self.port}/chat/socket"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ScriptedChat:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start the process and wait until it answers; again after `kill`, on the same log."""
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self.port), str(self.database)], cwd=ROOT
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), timeout=1),
            ):
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("the scripted chat did not start")

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def as_agent(self, conversation_id: str, text: str) -> None:
        """Take the open ticket where it waits, answer as 小麦 and tell the chat."""
        with transaction(settings_for(self.database).database_url) as session:
            tickets = Tickets(session)
            ticket = tickets.current(conversation_id)
            if ticket is None:
                raise RuntimeError("no ticket is open")
            now = datetime.now(SHOP_TIMEZONE)
            tickets.take(ticket.id, login="xiaomai", at=now)
            ChatLog(session).reply(
                conversation_id, [Reply(text)], answers=None, at=now, sender="agent",
                agent="xiaomai",
            )  # fmt: skip
        self.push(conversation_id)

    def give_back(self, conversation_id: str) -> None:
        """Close the ticket, as 小麦 does when the bot may go on."""
        with transaction(settings_for(self.database).database_url) as session:
            tickets = Tickets(session)
            ticket = tickets.current(conversation_id)
            if ticket is None:
                raise RuntimeError("no ticket is open")
            now = datetime.now(SHOP_TIMEZONE)
            tickets.close(ticket.id, login="xiaomai", note="", at=now)
            ChatLog(session).reply(
                conversation_id, [Reply("接下来由小二继续")], answers=None, at=now, sender="system"
            )
        self.push(conversation_id)

    def push(self, conversation_id: str) -> None:
        """Tell the chat process that there is news."""
        self._tell("/internal/pushed", conversation_id)

    def go_on(self, conversation_id: str) -> None:
        """Let the engine answer what it was told to wait with, now and from now on."""
        self._tell("/scripted/go-on", conversation_id)

    def _tell(self, path: str, conversation_id: str) -> None:
        httpx.post(
            f"{self.url}{path}",
            json={"conversation_id": conversation_id},
            headers={"X-Xiaoer-Token": TOKEN},
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        ).raise_for_status()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class SteppedPace(Pace):
    """Counts messages, not seconds: its window is over once a message has been refused."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0

    def allows(self, buyer: str, *, now: float | None = None) -> bool:
        """Whether the buyer may send one more."""
        allowed = super().allows(buyer, now=self._now)
        if not allowed:
            self._now += WINDOW_SECONDS
        return allowed


class ScriptedEngine:
    """Stands where Rasa stands."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._may_go_on: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def go_on(self, request: Request) -> HTTPResponse:
        """Answer in a conversation what begins with 等."""
        self._may_go_on[request.json["conversation_id"]].set()
        return empty()

    async def answer(self, call: TurnCall) -> list[Reply]:
        """Answer by what the message says; anything else is echoed."""
        text = call.text
        if text.startswith("等"):
            await self._may_go_on[call.sender_id].wait()
        if text == "坏了":
            raise TurnFailedError("scripted failure")
        if text == "转人工":
            self._fetch_person(call.sender_id)
            return [_reply("这就请同事来，稍等哦～")]
        if text == "看看":
            return [_reply("这件卖得很好：", CARD)]
        if text == "两句":
            return [_reply("第一句\n换一行"), _reply("第二句")]
        return [_reply(f"收到：{text}（在看 {call.metadata.get('product_id') or '无'}）")]

    def _fetch_person(self, conversation_id: str) -> None:
        with transaction(self._url) as session:
            Tickets(session).open(
                conversation_id,
                reason="handoff.requested",
                facts={},
                at=datetime.now(SHOP_TIMEZONE),
            )


def _reply(text: str, payload: dict[str, Any] | None = None) -> Reply:
    facts = {"said": text}  # every figure has its source: the guard looks
    trace = {"intent": "scripted", "action": "scripted", "reason": "scripted", "facts": facts}
    return Reply(text, payload or {}, trace)


CARD = {
    "card": {
        "product_id": "T200",
        "title": "阔腿长裤宽松透气棉麻新款",
        "price": "¥139–159",
        "colours": ["墨绿", "黑色", "米白"],
        "sizes": ["S", "M", "L"],
        "stock_note": "现货",
        "image": "",
        "url": "/?product=T200",
    },
    "quick_replies": [
        {"title": "要 M 码", "text": "我要M码"},
        {"title": "再看看", "text": "再看看别的"},
    ],
}


def serve(port: int, database: Path) -> None:
    """Serve until stopped."""
    config = settings_for(database)
    fill(config.database_url)
    engine = ScriptedEngine(config.database_url)
    app = Gateway(config, ask=engine.answer, pace=SteppedPace()).app(name="scripted_chat")
    app.add_route(engine.go_on, "/scripted/go-on", methods=["POST"])
    app.run("127.0.0.1", port, access_log=False, motd=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
