"""Goods as an owner types them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.pricing.named_goods import GoodsUnknownError, named_goods, with_counts
from bot.shop.model.catalogue import Product, Sku


def product(id: str, name: str, *skus: tuple[str, str, int, int]) -> Product:
    return Product(
        id=id, item_id=f"6{id[1:]}", title=name, name=name, aliases=(), category="裤",
        chart_id=None, selling_point="", sales=0, rating=None, listed_on=None, presale_on=None,
        image="",
        skus=tuple(
            Sku(f"{id}-{colour}{size}", id, colour, size, Decimal(price), None, stock, None)
            for colour, size, price, stock in skus
        ),
        attributes=(),
    )  # fmt: skip


SHOP = (
    product(
        "LN2107", "亚麻阔腿裤", ("米白", "M", 199, 0), ("雾蓝", "M", 209, 3), ("雾蓝", "L", 209, 1)
    ),
    product("CY01", "乌龙茶", ("", "", 48, 9)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sku", "quantity"),
    [
        ("LN2107:雾蓝:Lx2", "LN2107-雾蓝L", 2),
        ("ln2107：米白 × 3", "LN2107-米白M", 3),
        ("LN2107", "LN2107-雾蓝M", 1),
        ("LN2107::L", "LN2107-雾蓝L", 1),
        ("乌龙茶*12", "CY01-", 12),
    ],
)
def test_goods_are_found(text: str, sku: str, quantity: int) -> None:
    found = named_goods(text, SHOP)
    assert (found.sku.id, found.quantity) == (sku, quantity)


def test_a_count_by_itself_belongs_to_the_goods_before_it() -> None:
    assert with_counts(["LN2107:米白:M", "x2", "LQ2301x3", "LN9"]) == [
        "LN2107:米白:Mx2", "LQ2301x3", "LN9",
    ]  # fmt: skip
    assert with_counts(["x2"]) == ["x2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LN2170", "LN2107 亚麻阔腿裤"),
        ("亚麻阔脚裤", "LN2107 亚麻阔腿裤"),
        ("LN2107:红", "米白、雾蓝"),
        ("LN2107:米白:L", "米白 M、雾蓝 M、雾蓝 L"),
        ("CY01:红", "不分颜色"),
        ("CY01x0", "1 到 999"),
        ("CY01:a:b:c", "货号[:颜色[:尺码]]"),
        (":", "货号[:颜色[:尺码]]"),
    ],
)
def test_what_is_not_found_says_what_there_is(text: str, said: str) -> None:
    with pytest.raises(GoodsUnknownError) as caught:
        named_goods(text, SHOP)
    assert said in caught.value.hint
