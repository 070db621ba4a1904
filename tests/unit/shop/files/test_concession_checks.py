"""Steps of haggling that are not made as they are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.shop.files.concession_checks import odd_concessions

Step = dict[str, Any]


def step(number: int, kind: str, *, percent: int | None = None, amount: int | None = None) -> Step:
    off = None if amount is None else Decimal(amount)
    return {"step": number, "kind": kind, "percent": percent, "amount": off, "gift_name": ""}


def odd(*steps: Step, store_type: str = "marketplace", gift_budget: str = "15") -> list[str]:
    policy = {"store_type": store_type, "gift_budget": gift_budget}
    rows: dict[str, Any] = {
        "concessions": steps,
        "policy": [{"key": key, "value": value} for key, value in policy.items()],
        "skus": [{"price": Decimal(59)}, {"price": Decimal(399)}],
    }
    return [about for about, _ in odd_concessions(rows)]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([step(1, "percent", percent=5), step(2, "percent", percent=2)], []),
        ([step(1, "percent", percent=5), step(2, "percent", percent=5)], ["第 2 步"]),
        ([step(1, "amount", amount=5), step(2, "amount", amount=8)], ["第 2 步"]),
        ([step(1, "percent", percent=5), step(2, "amount", amount=2)], []),
        ([step(1, "percent", percent=5), step(2, "amount", amount=10)], ["第 2 步"]),
        (
            [step(1, "percent", percent=5), step(2, "gift"), step(3, "percent", percent=6)],
            ["第 3 步"],
        ),
        ([step(2, "percent", percent=2), step(1, "percent", percent=5)], []),
        ([], []),
    ],
)
def test_a_step_of_price_must_be_smaller_than_the_one_before(
    steps: list[Step], found: list[str]
) -> None:
    assert odd(*steps) == found


def test_a_mall_is_told_which_steps_it_never_makes() -> None:
    assert odd(step(1, "percent", percent=5), step(2, "gift"), store_type="mall") == ["第 1 步"]


@pytest.mark.parametrize(("budget", "found"), [("15", []), ("3", ["第 1 步"]), ("0", ["第 1 步"])])
def test_a_gift_beyond_the_budget_is_never_given(budget: str, found: list[str]) -> None:
    assert odd(step(1, "gift", amount=5), gift_budget=budget) == found
