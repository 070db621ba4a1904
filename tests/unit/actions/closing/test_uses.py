from __future__ import annotations

from decimal import Decimal

import pytest

from actions.closing.uses import Uses, uses_of
from bot.shop.model.catalogue import Product

PRODUCT = Product(
    "P", None, "乌龙茶", "乌龙茶", (), "茶叶", None, "", 0, None, None, None, "", (), ()
)


@pytest.mark.parametrize(
    ("name", "value", "uses"),
    [
        ("泡数", "30泡", Uses(Decimal(30), "泡")),
        ("洗涤次数", "50", Uses(Decimal(50), "次")),
        ("规格", "五双装，同色", Uses(Decimal(5), "双")),
        ("规格", "20包", Uses(Decimal(20), "包")),
        ("规格", "250克", None),
        ("规格", "1件装", None),
        ("泡数", "20-25泡", None),
        ("泡数", "很多泡", None),
        ("面料", "五双装", None),
        ("可洗次数", "洗不坏", None),
    ],
)
def test_a_count_is_only_what_an_attribute_gives(name: str, value: str, uses: Uses | None) -> None:
    product = Product(**{**PRODUCT.__dict__, "attributes": ((name, value),)})
    assert uses_of(product) == uses
