"""What the goods cost, what an offer is for, and what a promise is worth for other pieces."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from actions.haggling.deal import dearer_colours, standing_of
from actions.haggling.words import offered_total
from bot.pricing.promised import floor_of
from bot.shop.model.trade import Commitment
from tests.unit.actions.haggling.haggles import (
    NOW,
    deal,
    product,
    sku,
)


def test_a_promise_holds_for_its_pieces_and_each_piece_of_more() -> None:
    terms = {"total": "190.00", "quantity": 1, "off_each": "9.00", "step": 1}
    ledger = [Commitment("b", "price", "A1", terms, "r", "bot", NOW, None)]
    assert standing_of(ledger, deal()).total == Decimal(190)
    two = deal("398", "338", quantity=2)
    assert standing_of(ledger, two).total == Decimal(380)
    assert standing_of(ledger, replace(two, product=replace(product(), id="B2"))).total is None


def test_the_price_said_is_safe_for_every_size_still_open() -> None:
    wide = product(sku("M", "199.00", "169.00"), sku("2XL", "209.00", "205.00"))
    quoted = wide.quoted()
    assert quoted.size == "M"
    assert floor_of(wide, quoted, 2, exact=False) == Decimal(390)
    assert floor_of(wide, quoted, 2, exact=True) == Decimal(338)


@pytest.mark.parametrize(
    ("text", "offered", "quantity", "expected"),
    [
        ("80成不", 80, 1, 80),
        ("两件150拿走", 150, 2, 150),
        ("要两件 一件75行吗", 75, 2, 150),
        ("来两件，80能卖不", 80, 2, 160),
        ("两件总共90", 90, 2, 90),
        ("两件75行吗", 75, 2, 75),
        ("75两件给我", 75, 2, 75),
        ("75一条三条", 75, 3, 225),
        ("三条，75一条", 75, 3, 225),
        ("两件各75", 75, 2, 150),
        ("12件1000行吗", 1000, 12, 1000),
        ("三件一共260", 260, 3, 260),
    ],
)
def test_what_an_offer_is_for(text: str, offered: int, quantity: int, expected: int) -> None:
    found = offered_total(text, Decimal(offered), quantity=quantity, unit_price=Decimal(99))
    assert found == expected


def test_a_price_said_names_the_colours_that_cost_more() -> None:
    dear = replace(sku(), id="A1-blue", colour="雾蓝", price=Decimal(209))
    both = replace(deal("199"), product=product(sku(), dear))
    assert dearer_colours(both) == (("雾蓝",), Decimal(10))
    assert dearer_colours(deal("199")) is None


def test_what_was_promised_for_the_whole_order_holds_for_the_goods_in_view() -> None:
    ledger = [
        Commitment("b", "shipping", "", {}, "r", "xiaomai", NOW, None),
        Commitment("b", "gift", "", {"gift": "杯套"}, "r", "xiaomai", NOW, None),
    ]
    standing = standing_of(ledger, deal())
    assert (standing.shipping, standing.gift, standing.total) == (True, "杯套", None)
