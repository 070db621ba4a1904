"""Steps of haggling (议价让步) that the bot will not make as the owner wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from bot.shop.files.stored import Values


class Odd(NamedTuple):
    """Which step, and what is odd about it."""

    about: str
    text: str


def odd_concessions(rows: Mapping[str, Sequence[Values]]) -> Iterator[Odd]:
    """Steps that do not shrink, and steps that are never made; rows are those of a whole shop."""
    steps = sorted(rows["concessions"], key=lambda step: step["step"])
    policy = {row["key"]: row["value"] for row in rows["policy"]}
    of_price = [step for step in steps if step["kind"] in ("percent", "amount")]
    if policy.get("store_type") == "mall":
        for step in of_price:
            yield Odd(_named(step), "一口价店不改价，这一步不会用到")
    else:
        yield from _not_shrinking(of_price, [sku["price"] for sku in rows["skus"]])
    budget = Decimal(policy.get("gift_budget") or 0)
    for step in steps:
        if step["kind"] == "gift" and not 0 < budget >= (step["amount"] or 0):
            yield Odd(_named(step), f"超出议价赠品预算 {budget:f} 元，不会送")


def _not_shrinking(steps: Sequence[Values], prices: Sequence[Decimal]) -> Iterator[Odd]:
    """Whoever gets as much again for asking again asks on: the bot then gives less than is written.

    A percentage and a sum are compared on the cheapest and on the dearest goods.
    """
    ends = (min(prices), max(prices)) if prices else ()
    for before, step in pairwise(steps):
        if any(_off(step, price) >= _off(before, price) for price in ends):
            text = f"不比第 {before['step']} 步让得少，买家会一直问下去；小二会让得比上一步少"
            yield Odd(_named(step), text)


def _off(step: Values, price: Decimal) -> Decimal:
    if step["kind"] == "percent":
        return price * step["percent"] / 100
    return Decimal(step["amount"])


def _named(step: Values) -> str:
    return f"第 {step['step']} 步"
