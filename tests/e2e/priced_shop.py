"""A desk's database with goods that have a price and a floor, and people of every role."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.desk.passwords import hash_password
from bot.shop.tables.catalogue import ProductRow, SkuRow
from bot.shop.tables.policy import AgentRow, PolicyRow
from tests.e2e.desk_shop import Shop

PASSWORD = "wheat-field-2026"
PEOPLE = (("xiaomai", "小麦", "agent"), ("laoban", "老板", "owner"), ("kanke", "看客", "viewer"))
POLICY = {
    "shop_name": "山隐棉麻", "store_type": "marketplace", "ships_from": "浙江 杭州",
    "dispatch_cutoff": "16:00",
}  # fmt: skip
WANTS_LESS = {"商品": "亚麻长裙（LQ01）", "买几件": "1", "买家想要": "88元"}


def priced_shop(folder: Path) -> Shop:
    """A dress of 100 yuan that may go down to 80."""
    url = f"sqlite:///{folder / 'desk.db'}"
    upgrade(url)
    hashed = hash_password(PASSWORD)
    with transaction(url) as session:
        session.add_all(PolicyRow(key=key, value=value) for key, value in POLICY.items())
        for login, name, role in PEOPLE:
            session.add(AgentRow(login=login, name=name, role=role, password_hash=hashed))
        session.add(
            ProductRow(id="LQ01", title="亚麻长裙", name="亚麻长裙", category="裙", position=1)
        )
        session.flush()
        session.add(
            SkuRow(
                id="LQ01-M", product_id="LQ01", colour="", size="M", position=1, stock=5,
                price=Decimal(100), floor_price=Decimal(80),
            )
        )  # fmt: skip
    return Shop(url)
