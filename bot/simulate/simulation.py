"""One simulation from its shop's files to its audit, in a database and an engine of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.serving.private import private_settings, running_engine
from bot.settings import SHOP_TIMEZONE, Settings
from bot.shop.files.importing import import_shop
from bot.shop.shop import open_shop
from bot.shop.tables.policy import PolicyRow
from bot.simulate.auditing import Audit, audited
from bot.simulate.goods import Goods
from bot.simulate.people import Buyer, population
from bot.simulate.records import read_records
from bot.simulate.running import Pace, chat_all

STARTS_AT = datetime(2026, 11, 16, 9, 0, tzinfo=SHOP_TIMEZONE)
ANSWER_SECONDS = 60.0  # a busy machine's answer is late, not missing


@dataclass(frozen=True)
class Plan:
    """What is simulated: so many chats of the buyers `seed` gives, or the buyer `only`.

    `store_type` changes the shop before the first chat, `concessions` is how many of the owner's
    steps are made; None leaves both as they are.
    """

    shop: Path
    chats: int = 2000
    seed: int = 1
    store_type: str | None = None
    concessions: int | None = None
    only: str = ""


@dataclass(frozen=True)
class Result:
    """What a simulation shows."""

    buyers: int
    pace: Pace
    audit: Audit


def simulate(
    plan: Plan, base: Settings, folder: Path, *, on_chat: Callable[[], None] = lambda: None
) -> Result:
    """Run the plan with a database and logs in `folder`; the model is that of `base`."""
    config = private_settings(
        base,
        database_url=f"sqlite:///{folder / 'simulated.db'}",
        log_dir=folder / "log",
        burst_seconds=0.0,  # the buyers wait for an answer: nothing follows a short beginning
        answer_timeout_seconds=ANSWER_SECONDS,
        concessions=base.concessions if plan.concessions is None else plan.concessions,
    )
    _open_shop(plan, config.database_url)
    with open_shop(config.database_url) as shop:
        goods = Goods.of(shop)
    buyers = _buyers(plan, goods)
    with running_engine(config, with_desk=False):
        pace = asyncio.run(chat_all(config, buyers, on_chat=on_chat))
    records = read_records(config.database_url)
    with open_shop(config.database_url) as shop:
        return Result(len(buyers), pace, audited(records, goods, shop))


def _buyers(plan: Plan, goods: Goods) -> list[Buyer]:
    buyers = population(chats=plan.chats, seed=plan.seed, goods=goods, starts_at=STARTS_AT)
    return [buyer for buyer in buyers if plan.only in ("", buyer.name)]


def _open_shop(plan: Plan, url: str) -> None:
    upgrade(url)
    import_shop(plan.shop, url=url)
    with transaction(url) as session:
        if plan.store_type is not None:
            changed = update(PolicyRow).where(PolicyRow.key == "store_type")
            session.execute(changed.values(value=plan.store_type))
