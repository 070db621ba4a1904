"""Offers and terms: promotions, price tiers, policy, hours, concessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.database.types import Instant
from bot.errors import ShopDataError
from bot.shop.model.policy import Concession, Policy, WorkingHours
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind, Scope
from bot.shop.repositories.memory import read_once
from bot.shop.tables.policy import ConcessionRow, PolicyRow, WorkingHoursRow
from bot.shop.tables.promotions import PriceTierRow, PromotionRow

PROMOTIONS = PromotionRow.__table__
PROMOTION_FIELDS = tuple(field.name for field in fields(Promotion))
_COLUMNS = [getattr(PromotionRow, name) for name in PROMOTION_FIELDS]
_ACTIVE = select(*_COLUMNS).where(PROMOTIONS.c.active == 1).order_by(PROMOTIONS.c.position)
_NOW = bindparam("now", type_=Instant)
LIVE = _ACTIVE.where(PROMOTIONS.c.starts_at <= _NOW, PROMOTIONS.c.ends_at > _NOW)
_TIERS, _HOURS, _STEPS = (
    table.__table__ for table in (PriceTierRow, WorkingHoursRow, ConcessionRow)
)
TIERS = select(_TIERS).order_by(_TIERS.c.min_quantity)
HOURS = select(_HOURS).order_by(_HOURS.c.weekday, _HOURS.c.starts)
CONCESSIONS = select(_STEPS).order_by(_STEPS.c.step)
POLICY = select(PolicyRow.__table__.c.key, PolicyRow.__table__.c.value)
COMING = _ACTIVE.where(PROMOTIONS.c.starts_at > _NOW)


class Promotions:
    """Reads offers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @read_once
    def live(self, now: datetime) -> tuple[Promotion, ...]:
        """Offers valid at `now` (starts_at <= now < ends_at), in the owner's order."""
        return _promotions(self._session.execute(LIVE, {"now": now}))

    @read_once
    def coming(self, now: datetime) -> tuple[Promotion, ...]:
        """Offers that start after `now`, the soonest first."""
        found = _promotions(self._session.execute(COMING, {"now": now}))
        return tuple(sorted(found, key=lambda promotion: promotion.starts_at))

    def tiers(self, product_id: str) -> tuple[PriceTier, ...]:
        """Unit prices by quantity of a product, fewest pieces first."""
        return self._tiers().get(product_id, ())

    @read_once
    def _tiers(self) -> Mapping[str, tuple[PriceTier, ...]]:
        """Those of all products at once: a budget is held against every one of them."""
        found: dict[str, list[PriceTier]] = {}
        for row in self._session.execute(TIERS):
            tier = PriceTier(*row)
            found.setdefault(tier.product_id, []).append(tier)
        return {product_id: tuple(tiers) for product_id, tiers in found.items()}


class Terms:
    """Reads the shop's terms."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @read_once
    def policy(self) -> Policy:
        """The shop's policy; raises ShopDataError where a value is missing or unreadable."""
        rows = self._session.execute(POLICY)
        return _policy_of(tuple((key, value) for key, value in rows))

    @read_once
    def hours(self) -> tuple[WorkingHours, ...]:
        """When people answer, from Monday on."""
        rows = self._session.execute(HOURS)
        return tuple(WorkingHours(row.weekday, row.starts, row.ends) for row in rows)

    @read_once
    def concessions(self) -> tuple[Concession, ...]:
        """Steps of what may be conceded, the first first."""
        rows = self._session.execute(CONCESSIONS)
        return tuple(
            Concession(row.step, row.kind, row.percent, row.amount_fen, row.gift_name)
            for row in rows
        )


@lru_cache(maxsize=8)
def _policy_of(rows: tuple[tuple[str, str], ...]) -> Policy:
    """The policy of these rows; checked once for as long as they are the same."""
    try:
        return Policy.parse_obj(dict(rows))
    except ValidationError as error:
        raise ShopDataError(
            f"The shop's policy cannot be used: {error}",
            hint="Run `xiaoer shop import` with a complete policy.yml.",
        ) from error


def _promotions(rows: Iterable[Any]) -> tuple[Promotion, ...]:
    return tuple(_promotion_of(row) for row in rows)


def _promotion_of(row: Any) -> Promotion:
    values = dict(zip(PROMOTION_FIELDS, row, strict=True))
    values["kind"] = PromotionKind(values["kind"])
    values["scope"] = Scope(values["scope"])
    values["every"] = bool(values["every"])
    for name in ("scope_values", "excluded_regions"):
        values[name] = tuple(values[name])
    return Promotion(**values)
