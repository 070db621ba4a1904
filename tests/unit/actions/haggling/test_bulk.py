"""Bulk, and several people together: prices by quantity, then a person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from actions.haggling.wholesale import Bulk, is_for_person, wholesale
from bot.shop.model.promotions import PriceTier
from tests.unit.actions.haggling.haggles import (
    PERSON,
    fits_wording,
)


def bulk(quantity: int | None = None, **fields: Any) -> Bulk:
    known: dict[str, Any] = {
        "wholesale_quantity": 20, "product_name": "T恤", "needs_person": False,
        "tiers": (PriceTier("A1", 2, Decimal(75)), PriceTier("A1", 3, Decimal(73))),
        "may_ask_quantity": True,
    }  # fmt: skip
    return Bulk(quantity=quantity, **(known | fields))


@pytest.mark.parametrize(
    ("asked", "reason", "handed_over"),
    [
        (bulk(), "haggling.how_many", False),
        (bulk(may_ask_quantity=False), "haggling.below_wholesale", False),
        (bulk(19), "haggling.below_wholesale", False),
        (bulk(20), "haggling.wholesale", True),
        (bulk(needs_person=True), "haggling.wholesale", True),
        (bulk(product_name=None, tiers=()), "haggling.how_many", False),
        (bulk(in_a_group=True, asked=False), "haggling.group", False),
    ],
)
def test_bulk(asked: Bulk, reason: str, handed_over: bool) -> None:
    outcome = wholesale(asked, PERSON if is_for_person(asked) else None)
    assert outcome.reason == reason
    assert bool(outcome.hand_over) is handed_over
    assert fits_wording(outcome)
