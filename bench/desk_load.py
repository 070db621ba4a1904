"""Agents at work: many chats wait at once, and every answer has to reach its buyer's page.

    python -m bench.desk_load --agents 10 --chats 200

Every buyer asks for a person on an open page; every agent takes the next chat, and the next, keeps
several going side by side, types one answer at a time for one to three seconds, gives back after
some. Measured is from sending an answer until the buyer's socket shows it. Exits with 1 when the
median is 300 ms or more, a message is lost, shown twice or out of order, or a chat was taken twice.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import typer
from sqlalchemy import select

from bench.command import MARKDOWN, OURS, SERVER, databases_of, progress_bar, run, save
from bench.our_server import Xiaoer, train
from bench.printing import show
from bot.channels.client import BuyerLine, buyer_line
from bot.chats.tables import MessageRow
from bot.database.engine import transaction
from bot.desk.passwords import hash_password, made_up_password
from bot.desk.tables import AuditRow
from bot.errors import EngineError
from bot.load.driver import percentile
from bot.load.xiaoer_target import XiaoerTarget
from bot.settings import Settings
from bot.shop.tables.policy import AgentRow

AIM_MS = 300.0
ROUNDS = 3
SIDE_BY_SIDE = 5
TYPING_SECONDS = (1.0, 3.0)
HEADER = ("", "")
_CSRF = re.compile(r'name="csrf" (?:value|content)="([^"]+)"')
_SHOWN_WITHIN_SECONDS = 20.0

_AGENTS = typer.Option(10, min=1, help="agents at work")
_CHATS = typer.Option(200, min=1, help="chats that wait at once")


@dataclass
class Buyer:
    """A buyer's open page: what was shown on it, by text, and when."""

    name: str
    line: BuyerLine
    shown: list[tuple[str, float]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self) -> None:
        """Note what agents say, until cancelled."""
        while True:
            frame = await self.line._next()
            if frame["type"] == "message" and frame["message"]["sender"] == "agent":
                self.shown.append((frame["message"]["text"], time.perf_counter()))
                self.news.set()

    async def sees(self, text: str) -> float | None:
        """When `text` was shown; None where it was not in time."""
        give_up_at = time.perf_counter() + _SHOWN_WITHIN_SECONDS
        while time.perf_counter() < give_up_at:
            at = next((at for said, at in self.shown if said == text), None)
            if at is not None:
                return at
            self.news.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.news.wait(), 1.0)
        return None


@dataclass
class Worked:
    """What the agents did: the texts sent to each conversation, and how long each took (ms)."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


async def work(config: Settings, *, agents: int, chats: int) -> Worked:
    """Have `agents` people answer `chats` chats that all wait at the start."""
    password = made_up_password()
    logins = [f"load{number}" for number in range(agents)]
    _hire(config.database_url, logins, password)
    worked = Worked()
    async with AsyncExitStack() as stack:
        buyers = [
            await stack.enter_async_context(_waiting_buyer(config, f"desk-{number}"))
            for number in range(chats)
        ]
        by_conversation = {f"cli:{buyer.name}": buyer for buyer in buyers}
        began = time.perf_counter()
        await asyncio.gather(
            *(_agent(config, login, password, by_conversation, worked) for login in logins)
        )
        worked.seconds = time.perf_counter() - began
        for conversation, texts in worked.sent.items():
            shown = [text for text, _ in by_conversation[conversation].shown]
            if shown != texts:
                worked.faults.append(f"{len(texts)} answers sent, {len(shown)} shown or reordered")
    worked.faults += _found_in_database(config.database_url, chats, worked)
    return worked


@asynccontextmanager
async def _waiting_buyer(config: Settings, name: str) -> AsyncIterator[Buyer]:
    async with buyer_line(config, buyer=name) as line:
        await line.say("转人工")
        if not line.with_person:
            raise EngineError("A buyer who asks for a person is not handed over.")
        buyer = Buyer(name, line)
        watching = asyncio.create_task(buyer.watch())
        try:
            yield buyer
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


async def _agent(
    config: Settings, login: str, password: str, buyers: dict[str, Buyer], worked: Worked
) -> None:
    async with httpx.AsyncClient(
        base_url=config.desk_url, timeout=30.0, follow_redirects=True, trust_env=False
    ) as desk:
        page = await desk.get("/sign-in")
        form = {"login": login, "password": password, "csrf": _csrf(page.text)}
        signed_in = await desk.post("/sign-in", data=form)
        desk.headers["X-CSRF-Token"] = _csrf(signed_in.text)
        typing = asyncio.Lock()
        hands = [_hand(desk, login, buyers, worked, typing) for _ in range(SIDE_BY_SIDE)]
        await asyncio.gather(*hands)


async def _hand(
    desk: httpx.AsyncClient,
    login: str,
    buyers: dict[str, Buyer],
    worked: Worked,
    typing: asyncio.Lock,
) -> None:
    """Take chats one after the other until none waits."""
    while True:
        taken = await desk.post("/api/take-next")
        if taken.status_code != httpx.codes.OK:
            return
        ticket = taken.json()["ticket_id"]
        page = await desk.get(f"/chats/{ticket}")
        conversation = re.search(r'data-conversation="([^"]+)"', page.text)
        if conversation is None or conversation[1] not in buyers:
            worked.faults.append("a chat page does not say whose it is")
            return
        await _talk(desk, login, ticket, buyers[conversation[1]], worked, typing)


async def _talk(
    desk: httpx.AsyncClient,
    login: str,
    ticket: int,
    buyer: Buyer,
    worked: Worked,
    typing: asyncio.Lock,
) -> None:
    texts = worked.sent.setdefault(f"cli:{buyer.name}", [])
    for number in range(ROUNDS):
        text = f"您好，我是客服，第{number + 1}句话，{login}为您服务"
        async with typing:
            await asyncio.sleep(random.uniform(*TYPING_SECONDS))  # noqa: S311 - nothing secret
        began = time.perf_counter()
        body = {"text": text, "client_id": f"{login}-{ticket}-{number}".ljust(8, "0")}
        answer = await desk.post(f"/api/chats/{ticket}/messages", json={**body, "anyway": True})
        if answer.status_code != httpx.codes.OK:
            worked.faults.append(f"an answer was refused: {answer.status_code}")
            return
        texts.append(text)
        seen = await buyer.sees(text)
        if seen is None:
            worked.faults.append("an answer never reached the page")
            return
        worked.latencies.append((seen - began) * 1000)
        await desk.get(f"/api/chats/{ticket}/messages")
    given = await desk.post(f"/api/chats/{ticket}/give-back", json={"note": ""})
    if given.status_code != httpx.codes.OK:
        worked.faults.append(f"a chat was not given back: {given.status_code}")


def _hire(url: str, logins: Sequence[str], password: str) -> None:
    kept = hash_password(password)
    with transaction(url) as session:
        for login in logins:
            row = AgentRow(login=login, name=login, role="agent", password_hash=kept, active=1)
            session.add(row)


def _csrf(page: str) -> str:
    found = _CSRF.search(page)
    if found is None:
        raise EngineError("The desk's page has no form token; is somebody signed in?")
    return found[1]


def _found_in_database(url: str, chats: int, worked: Worked) -> list[str]:
    """What the log and the audit trail say against it."""
    with transaction(url) as session:
        said = session.execute(
            select(MessageRow.conversation_id, MessageRow.agent, MessageRow.text)
            .where(MessageRow.sender == "agent")
            .order_by(MessageRow.id)
        ).all()
        takes = session.scalars(select(AuditRow.subject).where(AuditRow.action == "ticket.taken"))
        taken = list(takes)
    logged: dict[str, list[str]] = {}
    for conversation, _, text in said:
        logged.setdefault(conversation, []).append(text)
    faults = []
    if logged != worked.sent:
        faults.append("the log holds other answers than were sent")
    if len({(conversation, agent) for conversation, agent, _ in said}) != chats:
        faults.append("a chat was answered by two agents, or by none")
    if len(taken) != len(set(taken)) or len(taken) != chats:
        faults.append(f"{len(taken)} takings of {len(set(taken))} chats for {chats} that waited")
    return faults


def main(
    agents: int = _AGENTS,
    chats: int = _CHATS,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Work the queue down and tell how it went."""
    databases = databases_of("postgresql", postgresql)
    with progress_bar() as progress:
        train(databases, OURS, progress)
        progress.add_task(f"{agents} agents, {chats} chats", total=None)
        with Xiaoer(databases, OURS).running() as running:
            if not isinstance(running.target, XiaoerTarget):
                raise EngineError("Ours is reached by its chat socket.")
            worked = asyncio.run(work(running.target.config, agents=agents, chats=chats))
    latencies = sorted(worked.latencies)
    rows = [
        ("answers", str(len(latencies))),
        ("seconds", f"{worked.seconds:.1f}"),
        *((f"p{percent} ms", f"{percentile(latencies, percent):.0f}") for percent in (50, 95, 99)),
        ("faults", "; ".join(worked.faults) or "none"),
    ]
    title = f"{agents} agents, {chats} chats waiting at once"
    show(title, HEADER, rows, as_markdown=as_markdown)
    save("desk-load", rows)
    if worked.faults or percentile(latencies, 50) >= AIM_MS:
        raise typer.Exit(code=1)


if __name__ == "__main__":
    run(main)
