"""A desk on a port of its own that strangers and the owner throw things at."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn

from bot.database.engine import transaction
from bot.desk.app import create_app
from bot.shop.tables.catalogue import ProductRow
from tests.unit.desk.conftest import PASSWORDS, ChatProcess, Shop, desk_of_shop

_TOKEN = re.compile(r'name="csrf" (?:value|content)="([^"]+)"')
STARTS_WITHIN_SECONDS = 30
PRODUCT = "L1"


@dataclass
class Target:
    """A running desk, and the newest chat of each state on it."""

    url: str
    shop: Shop
    mine: int = 0
    waiting: int = 0

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, trust_env=False, timeout=30)
        self._chats = 0

    def sign_in(self, login: str) -> dict[str, str]:
        """Headers that show `login` to be who asks."""
        _, token = self.form()
        fields = {"login": login, "password": PASSWORDS[login], "csrf": token}
        assert self.client.post("/sign-in", data=fields).status_code == 303
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return {"Cookie": cookies, "X-CSRF-Token": _token(self.client.get("/"))}

    def form(self) -> tuple[dict[str, str], str]:
        """The headers and the token of somebody who opened the sign-in form."""
        self.client.cookies.clear()
        page = self.client.get("/sign-in")
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return {"Cookie": cookies}, _token(page)

    def refill(self, headers: dict[str, str]) -> None:
        """See that one chat is the signed-in person's and one waits."""
        if self.waiting == 0 or self.shop.ticket(self.waiting).status != "waiting":
            self.waiting = self._open()
        if self.mine == 0 or self.shop.ticket(self.mine).status != "taken":
            self.mine = self._open()
            taken = self.client.post(f"/api/chats/{self.mine}/take", headers=headers)
            assert taken.status_code == 200, taken.text

    def _open(self) -> int:
        self._chats += 1
        ticket = self.shop.waiting_chat(f"buyer{self._chats}", product_id=PRODUCT)
        return ticket.id


@contextmanager
def target(shop: Shop) -> Iterator[Target]:
    """The shop's desk behind a real server, until the end."""
    with transaction(shop.url) as session:
        row = ProductRow(id=PRODUCT, title="亚麻长裙", name="亚麻长裙", category="裙", position=1)
        session.add(row)
    app = create_app(desk_of_shop(shop, ChatProcess()))
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    give_up = threading.Event()
    for _ in range(STARTS_WITHIN_SECONDS * 50):
        if server.started:
            break
        give_up.wait(0.02)
    assert server.started
    port = server.servers[0].sockets[0].getsockname()[1]
    made = Target(f"http://127.0.0.1:{port}", shop)
    try:
        yield made
    finally:
        made.client.close()
        server.should_exit = True
        thread.join()


def mutated(chance: random.Random, fields: dict[str, Any]) -> bytes:
    """The JSON of `fields` with odd values in it, or damaged in its bytes."""
    fields = dict(fields)
    for _ in range(chance.randint(0, 2)):
        name = chance.choice((*fields, "text", "to", "x"))
        if chance.random() < 0.2:
            fields.pop(name, None)
        else:
            fields[name] = chance.choice(ODD_VALUES)
    body = json.dumps(fields).encode()
    damage = chance.random()
    if damage < 0.55:
        return body
    if damage < 0.75:
        at = chance.randrange(len(body))
        return body[:at] + bytes([chance.randrange(256)]) + body[at + chance.randint(0, 2) :]
    if damage < 0.85:
        return body[: chance.randrange(len(body))]
    if damage < 0.93:
        return chance.randbytes(chance.randrange(200))
    if damage < 0.97:
        return (b"[" if chance.random() < 0.5 else b'{"text":') * chance.randrange(7_000)
    return body + b" " * 70_000


ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    [[]],
    {"text": {}},
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "a\udfff",
    "\u202e倒",
    "长" * 3000,
    "9" * 5000,
    0,
    -1,
    0.5,
    2**31,
    2**63,
    10**400,
    float("inf"),
    float("nan"),
    "NaN",
    "sNaN",
    "Infinity",
    "1e400",
    "1E+1000000",
    "1e-400",
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    -62135596800,
    253402300799,
    "{款式}",
    "../../",
    "' or 1=1 --",
)


def _token(page: httpx.Response) -> str:
    found = _TOKEN.search(page.text)
    assert found, page.text
    return found[1]
