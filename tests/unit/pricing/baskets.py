"""Random baskets and offers of every kind, for the oracle and the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from bot.pricing.basket import Line
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind, Scope

NOW = datetime(2026, 11, 11, tzinfo=SHOP_TIMEZONE)
PRODUCTS = ("A1", "A2", "B1", "C1")
REGIONS = (None, "浙江 杭州", "新疆", "新疆 喀什")
KINDS = tuple(PromotionKind)


@dataclass(frozen=True)
class Case:
    """Everything a hand price depends on."""

    lines: tuple[Line, ...]
    offers: tuple[Promotion, ...]
    tiers: tuple[PriceTier, ...]
    region: str | None
    new_buyer: bool


def offer(id: str, kind: PromotionKind, **terms: Any) -> Promotion:
    """A live offer of the whole shop, but for `terms`."""
    known: dict[str, Any] = {
        "title": f"offer {id}", "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=1), "scope": Scope.SHOP, "scope_values": (),
        "min_amount": None, "min_quantity": None, "amount_off": None, "percent_off": None,
        "max_off": None, "every": False, "gift_name": "", "gift_quantity": None,
        "gift_stock": None, "exclusive_group": "", "claim": "", "per_buyer_limit": None,
        "excluded_regions": (),
    }  # fmt: skip
    return Promotion(id=id, kind=kind, **(known | terms))


def random_case(random: Random, *, most_lines: int = 3, most_offers: int = 6) -> Case:
    """A small basket; prices and conditions lie close together so that many conditions are met."""
    lines = tuple(_line(random) for _ in range(random.randint(1, most_lines)))
    offers = tuple(_offer(random, f"p{n}") for n in range(random.randint(0, most_offers)))
    tiers = tuple(_tiers(random, {line.product_id for line in lines}))
    return Case(lines, offers, tiers, random.choice(REGIONS), random.random() < 0.3)


def _line(random: Random) -> Line:
    product = random.choice(PRODUCTS)
    price = Decimal(random.choice((random.randint(100, 30000), random.randint(1, 30) * 1000)))
    floor = None if random.random() < 0.5 else price * random.randint(50, 105) // 100
    pieces = random.choice((1, 1, 2, 2, 3, 4, 5))
    return Line(product, product[0], price / 100, pieces, None if floor is None else floor / 100)


def _tiers(random: Random, products: set[str]) -> list[PriceTier]:
    return [
        PriceTier(product, least, Decimal(random.randint(100, 20000)) / 100)
        for product in sorted(products)
        for least in sorted(random.sample(range(2, 7), random.choice((0, 0, 0, 1, 2))))
    ]


def _offer(random: Random, id: str) -> Promotion:
    kind = random.choice((*KINDS, PromotionKind.AMOUNT_OFF, PromotionKind.COUPON))
    scope, values = random.choice(_SCOPES)
    terms: dict[str, Any] = {
        "scope": scope, "scope_values": values, "every": random.random() < 0.4,
        "exclusive_group": random.choice(("", "", "g", "h")),
        "per_buyer_limit": random.choice((None, None, 1, 2)),
        "excluded_regions": random.choice(((), ("新疆",), ("新疆 喀什", "西藏"))),
        "title": random.choice((f"offer {id}", f"offer {id}", "新客券")),
    }  # fmt: skip
    if random.random() < 0.7:
        terms["min_amount"] = Decimal(random.choice((50, 99, 100, 199, 299, 300, 500)))
    if random.random() < 0.3:
        terms["min_quantity"] = random.randint(1, 5)
    terms |= _benefit(random, kind)
    if random.random() < 0.05:
        terms["starts_at"], terms["ends_at"] = random.choice(
            ((NOW - timedelta(days=9), NOW), (NOW + timedelta(hours=1), NOW + timedelta(days=9)))
        )
    return offer(id, kind, **terms)


def _benefit(random: Random, kind: PromotionKind) -> dict[str, Any]:
    most = random.choice((None, Decimal(random.randint(5, 60))))
    if kind in (PromotionKind.AMOUNT_OFF, PromotionKind.COUPON):
        if random.random() < 0.5:
            return {"amount_off": Decimal(random.randint(1, 80)), "max_off": most}
        return {"percent_off": random.choice((3, 5, 7, 10, 15, 33, 50, 90)), "max_off": most}
    if kind is PromotionKind.BUY_N_GET_M:
        named = "袋" if random.random() < 0.2 else ""
        return {
            "min_quantity": random.randint(1, 3),
            "gift_quantity": random.randint(1, 2),
            "min_amount": None,
            "gift_name": named,
        }
    if kind is PromotionKind.GIFT:
        stock = random.choice((None, 0, 1, 3, 100))
        return {"gift_name": "袋", "gift_quantity": random.randint(1, 2), "gift_stock": stock}
    return {}


def shuffled(random: Random, values: Sequence[Any]) -> tuple[Any, ...]:
    """The same in another order."""
    return tuple(random.sample(values, len(values)))


_SCOPES = (
    (Scope.SHOP, ()),
    (Scope.SHOP, ()),
    (Scope.CATEGORY, ("A",)),
    (Scope.CATEGORY, ("B", "C")),
    (Scope.PRODUCT, ("A1", "C1")),
)
