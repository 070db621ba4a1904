"""What `xiaoer shop check` says of offers: below a floor together, and never to be reached."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.pricing.below_floor import below_floor
from bot.pricing.unreachable import unreachable
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 1, tzinfo=SHOP_TIMEZONE)
SOON = datetime(2026, 12, 1, tzinfo=SHOP_TIMEZONE)
END = datetime(2027, 1, 1, tzinfo=SHOP_TIMEZONE)


def row(id: str, kind: str = "amount_off", **terms: Any) -> dict[str, Any]:
    return {
        "id": id, "title": f"活动{id}", "kind": kind, "starts_at": NOW, "ends_at": END,
        "scope": "shop", "scope_values": [], **terms,
    }  # fmt: skip


def shop(*offers: dict[str, Any], stock: int = 5) -> dict[str, Any]:
    sku = {"product_id": "A1", "price": Decimal(100), "floor_price": Decimal(80), "stock": stock}
    return {
        "products": [{"id": "A1", "name": "麻裤", "category": "裤"}],
        "skus": [sku],
        "promotions": list(offers),
        "price_tiers": [],
    }


def off(id: str, least: int, amount: int, **terms: Any) -> dict[str, Any]:
    return row(id, min_amount=Decimal(least), amount_off=Decimal(amount), **terms)


@pytest.mark.parametrize(
    ("offer", "why"),
    [
        (row("z", "gift", gift_name="袋", gift_stock=0), "赠品库存是 0"),
        (off("m", 501, 9), "一共只值 500 元"),
        (row("m", min_quantity=6, amount_off=Decimal(9)), "只有 5 件库存"),
        (row("b", "buy_n_get_m", min_quantity=5, gift_quantity=1), "要 6 件"),
        (row("c", "coupon", percent_off=5, scope="category", scope_values=["帽"]), "没有在售"),
    ],
)
def test_what_no_basket_can_earn(offer: dict[str, Any], why: str) -> None:
    (remark,) = unreachable(shop(offer), now=NOW)
    assert why in remark.text
    assert tuple(unreachable(shop(offer | {"ends_at": NOW}), now=NOW)) == ()


def test_goods_without_stock() -> None:
    (remark,) = unreachable(shop(off("m", 99, 9), stock=0), now=NOW)
    assert "没货" in remark.text


@pytest.mark.parametrize(
    ("better", "told"),
    [
        (off("n", 199, 30, exclusive_group="g"), True),
        (off("n", 199, 30), False),
        (off("n", 300, 30, exclusive_group="g"), False),
        (off("n", 199, 30, exclusive_group="g", starts_at=SOON), False),
        (off("n", 199, 30, exclusive_group="g", scope="product", scope_values=["A1"]), False),
        (off("n", 100, 30, exclusive_group="g", title="新客满减"), False),
        (row("n", percent_off=10, max_off=Decimal(20), exclusive_group="g"), True),
        (row("n", percent_off=10, max_off=Decimal(15), exclusive_group="g"), False),
    ],
)
def test_an_offer_that_another_of_its_group_always_outdoes(
    better: dict[str, Any], told: bool
) -> None:
    remarks = tuple(unreachable(shop(off("m", 200, 20, exclusive_group="g"), better), now=NOW))
    assert [remark.about for remark in remarks] == (["m 活动m"] if told else [])


def test_offers_that_go_below_the_floor_together() -> None:
    one, other = off("m", 100, 15), row("c", "coupon", amount_off=Decimal(10), starts_at=SOON)
    assert tuple(below_floor(shop(one), now=NOW)) == ()
    (remark,) = below_floor(shop(one, other), now=NOW)
    assert remark.about == "活动m + 活动c"
    assert "2026-12-01 00:00 起会低于底价：A1 麻裤 1 件低 5 元" in remark.text


def test_ended_offers_break_no_floor() -> None:
    assert tuple(below_floor(shop(off("m", 1, 50, ends_at=NOW)), now=NOW)) == ()
