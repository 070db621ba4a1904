"""What is changed in the database is in the next reply, without restart or training."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.channels.client import TurnReport, buyer_line
from bot.database.engine import transaction
from bot.nlu.names import REFRESH_SECONDS
from bot.settings import SHOP_TIMEZONE, Settings
from bot.shop.tables.catalogue import ProductRow, SkuRow
from bot.shop.tables.promotions import PromotionRow

pytestmark = pytest.mark.engine
PRODUCT = "BB2201"


async def _ask(engine: Settings, text: str, product: str = "") -> TurnReport:
    async with buyer_line(engine, buyer=f"live-{secrets.token_hex(4)}", product=product) as line:
        return await line.say(text, product=product)


async def test_a_changed_price_is_in_the_next_reply(engine: Settings) -> None:
    with transaction(engine.database_url) as session:
        session.execute(
            update(SkuRow).where(SkuRow.product_id == PRODUCT).values(price=Decimal("137.60"))
        )
    report = await _ask(engine, "多少钱", PRODUCT)
    assert "137.6" in "".join(report.replies)


async def test_changed_stock_is_in_the_next_reply(engine: Settings) -> None:
    with transaction(engine.database_url) as session:
        session.execute(update(SkuRow).where(SkuRow.product_id == PRODUCT).values(stock=0))
    sold_out = await _ask(engine, "还有货吗", PRODUCT)
    with transaction(engine.database_url) as session:
        session.execute(update(SkuRow).where(SkuRow.product_id == PRODUCT).values(stock=50))
    there = await _ask(engine, "还有货吗", PRODUCT)
    assert sold_out.as_json()["reason"] != there.as_json()["reason"]


async def test_a_new_offer_is_in_the_next_reply(engine: Settings) -> None:
    now = datetime.now(SHOP_TIMEZONE)
    with transaction(engine.database_url) as session:
        session.add(
            PromotionRow(
                id=secrets.token_hex(4),
                title="今日闪减",
                kind="amount_off",
                starts_at=now - timedelta(hours=1),
                ends_at=now + timedelta(hours=5),
                scope="product",
                scope_values=[PRODUCT],
                min_amount=Decimal(1),
                amount_off=Decimal(7),
                position=-1,
            )
        )
    report = await _ask(engine, "现在有什么活动", PRODUCT)
    assert "今日闪减" in "".join(report.replies)


async def test_a_new_product_is_understood_within_a_minute(engine: Settings) -> None:
    name = "竹节麻小披肩"
    with transaction(engine.database_url) as session:
        session.add(
            ProductRow(
                id="NEW001",
                title="竹节麻小披肩春秋薄款百搭",
                name=name,
                category="围巾",
                position=999,
            )
        )
        session.flush()
        session.add(
            SkuRow(id="NEW001-1", product_id="NEW001", price=Decimal(88), stock=9, position=0)
        )
    assert REFRESH_SECONDS < 60
    await asyncio.sleep(REFRESH_SECONDS + 1)
    report = await _ask(engine, f"{name}多少钱")
    assert ["product", "NEW001"] in report.as_json()["entities"]
    assert "88" in "".join(report.replies)
