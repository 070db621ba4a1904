"""Offers to buyers: promotions of every kind, and prices by quantity."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Text

from bot.database.engine import Base
from bot.database.types import Instant, Json, Money


class PromotionRow(Base):
    """One offer; which columns matter depends on `kind` (see bot.shop.model.promotions)."""

    __tablename__ = "promotions"

    id = Column(String(40), primary_key=True)
    title = Column(String(120), nullable=False)
    kind = Column(String(20), nullable=False)
    starts_at = Column(Instant, nullable=False, index=True)
    ends_at = Column(Instant, nullable=False, index=True)
    scope = Column(String(10), nullable=False, default="shop", doc="shop, category or product")
    scope_values = Column(Json, nullable=False, default=list)
    min_amount = Column("min_amount_fen", Money)
    min_quantity = Column(Integer)
    amount_off = Column("amount_off_fen", Money)
    percent_off = Column(Integer, doc="15 means 15 % off, 八五折")
    max_off = Column("max_off_fen", Money)
    every = Column(Integer, nullable=False, default=0, doc="1: again at each multiple (每满)")
    gift_name = Column(String(80), nullable=False, default="")
    gift_quantity = Column(Integer, doc="how many come free")
    gift_stock = Column(Integer, doc="gifts left; empty: not counted")
    exclusive_group = Column(String(40), nullable=False, default="", doc="one of a group applies")
    claim = Column(Text, nullable=False, default="", doc="how a buyer gets it")
    per_buyer_limit = Column(Integer)
    excluded_regions = Column(Json, nullable=False, default=list)
    active = Column(Integer, nullable=False, default=1)
    position = Column(Integer, nullable=False)


class PriceTierRow(Base):
    """Unit price from a quantity on (件数价)."""

    __tablename__ = "price_tiers"

    product_id = Column(ForeignKey("products.id"), primary_key=True)
    min_quantity = Column(Integer, primary_key=True)
    unit_price = Column("unit_price_fen", Money, nullable=False)
