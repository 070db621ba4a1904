"""Couriers, rates and days without dispatch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Courier:
    """A courier; `extra_fee` in yuan is what asking for it adds."""

    name: str
    aliases: tuple[str, ...]
    is_default: bool
    on_request: bool
    extra_fee: Decimal
    note: str


@dataclass(frozen=True)
class RegionRate:
    """Fee in yuan and days on the road to a province, or to one of its cities."""

    province: str
    city: str
    fee: Decimal
    days_min: int
    days_max: int
    courier: str
    remote: bool
    delivers: bool
    note: str


@dataclass(frozen=True)
class Holiday:
    """Days without dispatch, both ends included."""

    name: str
    starts_on: date
    ends_on: date
