"""Couriers, rates and days without dispatch."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.shop.model.shipping import Courier, Holiday, RegionRate
from bot.shop.repositories.memory import read_once
from bot.shop.tables.shipping import CourierRow, HolidayRow, RegionRateRow

COURIERS = CourierRow.__table__
RATES = RegionRateRow.__table__
HOLIDAYS = HolidayRow.__table__
# Built once: SQLAlchemy then knows what it compiled of them.
ALL_COURIERS = select(COURIERS).order_by(COURIERS.c.is_default.desc(), COURIERS.c.position)
RATE = (
    select(RATES)
    .where(RATES.c.province == bindparam("province"))
    .where(RATES.c.city.in_(["", bindparam("city"), bindparam("county")]))
    .order_by((RATES.c.city == bindparam("county")).desc(), RATES.c.city.desc())
)
HOLIDAYS_SINCE = (
    select(HOLIDAYS).where(HOLIDAYS.c.ends_on >= bindparam("since")).order_by(HOLIDAYS.c.starts_on)
)


class Shipping:
    """Reads how parcels travel."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @read_once
    def couriers(self) -> tuple[Courier, ...]:
        """Couriers the shop works with, the default one first."""
        rows = self._session.execute(ALL_COURIERS)
        return tuple(
            Courier(
                name=row.name,
                aliases=tuple(row.aliases),
                is_default=bool(row.is_default),
                on_request=bool(row.on_request),
                extra_fee=row.extra_fee_fen,
                note=row.note,
            )
            for row in rows
        )

    @read_once
    def rate(self, region: str) -> RegionRate | None:
        """The rate to a region such as "浙江 金华 义乌": of the most exact place that has one."""
        province, city, county = (*region.split(" "), None, None)[:3]
        places = {"province": province, "city": city, "county": county}
        row = self._session.execute(RATE, places).first()
        return None if row is None else _rate_of(row)

    @read_once
    def rates(self) -> tuple[RegionRate, ...]:
        """Every rate, in the owner's order."""
        rows = self._session.execute(select(RATES).order_by(RATES.c.position))
        return tuple(_rate_of(row) for row in rows)

    @read_once
    def holidays(self, since: date) -> tuple[Holiday, ...]:
        """Stretches without dispatch that end on `since` or later, the next first."""
        rows = self._session.execute(HOLIDAYS_SINCE, {"since": since})
        return tuple(Holiday(row.name, row.starts_on, row.ends_on) for row in rows)


def _rate_of(row: Any) -> RegionRate:
    return RegionRate(
        province=row.province,
        city=row.city,
        fee=row.fee_fen,
        days_min=row.days_min,
        days_max=row.days_max,
        courier=row.courier,
        remote=bool(row.remote),
        delivers=bool(row.delivers),
        note=row.note,
    )
