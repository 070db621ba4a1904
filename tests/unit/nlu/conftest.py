"""A small catalogue to read messages against."""

from __future__ import annotations

import pytest

from bot.shop.model.catalogue import CatalogueNames


@pytest.fixture()
def names() -> CatalogueNames:
    return CatalogueNames(
        products=(
            ("亚麻阔腿裤", ("LN2107",)),
            ("阔腿裤", ("LN2107", "LN2205")),
            ("龙井茶", ("TE1001",)),
        ),
        item_ids=(("LN2107", "LN2107"), ("628013457719", "LN2107"), ("TE1001", "TE1001")),
        colours=("米白", "黑色", "雾蓝"),
        sizes=("M", "XL", "2XL", "36", "500g"),
        categories=("裤子", "茶叶"),
        couriers=(("顺丰", "顺丰"), ("sf", "顺丰"), ("中通", "中通")),
    )
