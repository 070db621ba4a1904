"""What it costs to send to a place, on both databases."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from bot.database.migrate import upgrade
from bot.shop.files.importing import import_shop
from bot.shop.shop import open_shop

DEMO = Path(__file__).parents[3] / "data" / "shop"


def test_a_county_costs_what_its_city_costs_and_a_city_what_its_province_does(url: str) -> None:
    upgrade(url)
    import_shop(DEMO, url=url)
    with open_shop(url) as shop:
        fees = {
            region: rate.fee
            for region in ("云南 迪庆 香格里拉", "云南 迪庆", "云南 大理", "云南", "浙江 金华 义乌")
            if (rate := shop.shipping.rate(region)) is not None
        }
        assert shop.shipping.rate("火星") is None
    assert fees == {
        "云南 迪庆 香格里拉": Decimal(15),
        "云南 迪庆": Decimal(15),
        "云南 大理": Decimal(10),
        "云南": Decimal(10),
        "浙江 金华 义乌": Decimal(6),
    }
