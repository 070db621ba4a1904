"""Past chats talked through again with one model, in an engine and a shop of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

from pydantic import SecretStr
from sqlalchemy import update

from bot.channels.client import BuyerLine, TurnReport, buyer_line
from bot.database.engine import engine_for, transaction
from bot.database.migrate import upgrade
from bot.errors import EngineError
from bot.learn.judging.contestants import Contestant
from bot.learn.judging.past_chats import PastChat
from bot.serving.private import private_settings, running_engine
from bot.settings import Settings
from bot.shop.files.exporting import export_folder
from bot.shop.files.importing import import_shop
from bot.shop.tables.policy import PolicyRow

AT_ONCE = 6
OPENS_AT_HOUR = 10
SECONDS_BETWEEN = (15, 40, 95)
ANSWER_SECONDS = 60.0
TRIES, WAIT_SECONDS = 8, 2.0
# Nobody works these chats off: how many others wait would depend on which chat was faster.
NEVER_BUSY = "100000"
# Nothing that is said here may reach anybody: no platform, no stream, no shared server.
ALONE: dict[str, Any] = {
    "redis_url": None,
    "events_url": None,
    "otlp_endpoint": None,
    "chatwoot_url": "",
    "wechat_app_id": "",
    "wecom_corp_id": "",
    "webhook_push_url": "",
    "webhook_secret": SecretStr(""),
    "burst_seconds": 0.0,
    "answer_timeout_seconds": ANSWER_SECONDS,
}


@dataclass(frozen=True)
class Replayed:
    """One turn as one model answered it: how it was read, by which rules, with which facts.

    offers: answers to tap that came with the replies.
    """

    intent: str
    band: str
    reasons: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    replies: tuple[str, ...]
    offers: tuple[str, ...]
    with_person: bool


Talk = tuple[Replayed, ...]


def copied_shop(base: Settings, folder: Path) -> Path:
    """A database with the shop's own data and no chat, to be copied for each engine."""
    export_folder(folder / "shop", url=base.database_url)
    file = folder / "shop.db"
    url = f"sqlite:///{file}"
    upgrade(url)
    import_shop(folder / "shop", url=url)
    with transaction(url) as session:
        busy = update(PolicyRow).where(PolicyRow.key == "busy_waiting")
        session.execute(busy.values(value=NEVER_BUSY))
    engine_for(url).dispose()
    return file


def replayed(
    model: Contestant,
    chats: Sequence[PastChat],
    *,
    base: Settings,
    shop: Path,
    folder: Path,
    at: datetime,
    on_chat: Callable[[], None],
) -> list[Talk]:
    """What `model` says in each chat, until a person has it; every chat begins on the day `at`."""
    (folder / "models").mkdir(parents=True)
    (folder / "models" / model.path.name).symlink_to(model.path.resolve())
    (folder / "confidence.yml").write_text(model.confidence_text, encoding="utf-8")
    copyfile(shop, folder / "shop.db")
    config = private_settings(
        base,
        **ALONE,
        database_url=f"sqlite:///{folder / 'shop.db'}",
        models_dir=folder / "models",
        confidence_file=folder / "confidence.yml",
        learn_dir=folder / "learn",
        log_dir=folder / "log",
    )
    try:
        with running_engine(config, with_desk=False):
            return asyncio.run(_all(config, chats, at, on_chat))
    finally:
        engine_for(config.database_url).dispose()


async def _all(
    config: Settings, chats: Sequence[PastChat], at: datetime, on_chat: Callable[[], None]
) -> list[Talk]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, chat: PastChat) -> Talk:
        async with places:
            talk = await _talk(config, f"again-{number}", chat, at)
        on_chat()
        return talk

    return list(await asyncio.gather(*(one(number, chat) for number, chat in enumerate(chats))))


async def _talk(config: Settings, buyer: str, chat: PastChat, at: datetime) -> Talk:
    now = at.replace(hour=OPENS_AT_HOUR, minute=0, second=0, microsecond=0)
    turns: list[Replayed] = []
    async with buyer_line(config, buyer=buyer) as line:
        for number, text in enumerate(chat.texts):
            report = await _say(line, text, now)
            turns.append(_turn(report))
            if report.with_person:
                break
            now += timedelta(seconds=SECONDS_BETWEEN[number % len(SECONDS_BETWEEN)])
    return tuple(turns)


async def _say(line: BuyerLine, text: str, now: datetime) -> TurnReport:
    """Say it; who is too fast for the channel says it again a little later."""
    for _ in range(TRIES):
        try:
            return await line.say(text, at=now.isoformat())
        except EngineError:
            await asyncio.sleep(WAIT_SECONDS)
    return await line.say(text, at=now.isoformat())


def _turn(report: TurnReport) -> Replayed:
    traces = [message.get("trace") or {} for message in report.messages]
    first = next((trace for trace in traces if trace), {})
    facts = sorted(
        {(name, str(value)) for trace in traces for name, value in trace.get("facts", {}).items()}
    )
    return Replayed(
        intent=str(first.get("intent") or ""),
        band=str(first.get("band") or ""),
        reasons=tuple(dict.fromkeys(str(trace["reason"]) for trace in traces if "reason" in trace)),
        facts=tuple(facts),
        replies=report.replies,
        offers=tuple(report.as_json()["offers"]),
        with_person=report.with_person,
    )
