"""How parcels travel: couriers, regions with fee and days, days without dispatch."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Text

from bot.database.engine import Base
from bot.database.types import Json, Money


class CourierRow(Base):
    """A courier the shop works with."""

    __tablename__ = "couriers"

    name = Column(String(20), primary_key=True)
    aliases = Column(Json, nullable=False, default=list)
    is_default = Column(Integer, nullable=False, default=0)
    on_request = Column(Integer, nullable=False, default=0, doc="a buyer may ask for it")
    extra_fee = Column("extra_fee_fen", Money, nullable=False)
    note = Column(Text, nullable=False, default="")
    position = Column(Integer, nullable=False)


class RegionRateRow(Base):
    """Fee and days to a province, or to one of its cities where that differs."""

    __tablename__ = "region_rates"

    province = Column(String(20), primary_key=True)
    city = Column(String(20), primary_key=True, default="", doc="empty: the whole province")
    fee = Column("fee_fen", Money, nullable=False, doc="for one parcel")
    days_min = Column(Integer, nullable=False, doc="on the road, after dispatch")
    days_max = Column(Integer, nullable=False)
    courier = Column(String(20), nullable=False, default="", doc="empty: the default one")
    remote = Column(Integer, nullable=False, default=0)
    delivers = Column(Integer, nullable=False, default=1)
    note = Column(Text, nullable=False, default="")
    position = Column(Integer, nullable=False)


class HolidayRow(Base):
    """Days on which nothing is dispatched, both ends included."""

    __tablename__ = "holidays"

    name = Column(String(40), primary_key=True)
    starts_on = Column(Date, primary_key=True)
    ends_on = Column(Date, nullable=False)
