"""What is sold: products, their SKUs, open-ended attributes, size charts and pairs."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.database.engine import Base
from bot.database.types import Json, Money


class SizeChartRow(Base):
    """A size chart that one or more products share."""

    __tablename__ = "size_charts"

    id = Column(String(40), primary_key=True)
    title = Column(String(80), nullable=False)
    note = Column(Text, nullable=False, default="")


class GarmentMeasureRow(Base):
    """One measurement of the garment itself, lying flat (成衣尺寸), in centimetres."""

    __tablename__ = "garment_measures"

    chart_id = Column(ForeignKey("size_charts.id"), primary_key=True)
    size = Column(String(20), primary_key=True)
    part = Column(String(20), primary_key=True, doc="衣长, 胸围, 肩宽, 袖长, 腰围, 臀围, 裤长 …")
    cm = Column(Numeric(6, 1, asdecimal=False), nullable=False)
    position = Column(Integer, nullable=False)


class BodyRangeRow(Base):
    """The bodies a size is cut for; bounds are inclusive, an empty bound is open."""

    __tablename__ = "body_ranges"

    chart_id = Column(ForeignKey("size_charts.id"), primary_key=True)
    size = Column(String(20), primary_key=True)
    height_min_cm = Column(Integer)
    height_max_cm = Column(Integer)
    weight_min_kg = Column(Numeric(5, 2, asdecimal=False))
    weight_max_kg = Column(Numeric(5, 2, asdecimal=False))
    position = Column(Integer, nullable=False)


class ProductRow(Base):
    """One product as the shop lists it."""

    __tablename__ = "products"

    id = Column(String(40), primary_key=True, doc="merchant code (货号)")
    item_id = Column(String(20), unique=True, doc="the platform's item id")
    title = Column(String(200), nullable=False)
    name = Column(String(40), nullable=False, doc="what people call it; used in replies")
    aliases = Column(Json, nullable=False, default=list)
    category = Column(String(40), nullable=False, index=True)
    chart_id = Column(ForeignKey("size_charts.id"))
    selling_point = Column(Text, nullable=False, default="")
    sales = Column(Integer, nullable=False, default=0, doc="units sold so far")
    rating = Column(Numeric(3, 2, asdecimal=False), doc="0.00 to 5.00")
    listed_on = Column(Date)
    presale_on = Column(Date, doc="sent from this day; empty: in normal dispatch")
    image = Column(String(200), nullable=False, default="")
    on_sale = Column(Integer, nullable=False, default=1, doc="0: retired")
    position = Column(Integer, nullable=False)

    skus = relationship("SkuRow", order_by="SkuRow.position", lazy="selectin")
    attributes = relationship("AttributeRow", order_by="AttributeRow.position", lazy="selectin")


class SkuRow(Base):
    """One colour and size of a product (colour × size); either may be empty."""

    __tablename__ = "skus"
    __table_args__ = (UniqueConstraint("product_id", "colour", "size"),)

    id = Column(String(80), primary_key=True)
    product_id = Column(ForeignKey("products.id"), nullable=False, index=True)
    colour = Column(String(20), nullable=False, default="")
    size = Column(String(20), nullable=False, default="")
    price = Column("price_fen", Money, nullable=False)
    floor_price = Column("floor_price_fen", Money, doc="never sold below this")
    stock = Column(Integer, nullable=False)
    restock_on = Column(Date)
    on_sale = Column(Integer, nullable=False, default=1)
    position = Column(Integer, nullable=False)


class AttributeRow(Base):
    """One fact about a product: material (面料), care (洗涤), pack (规格), shelf life (保质期) …"""

    __tablename__ = "attributes"

    product_id = Column(ForeignKey("products.id"), primary_key=True)
    name = Column(String(40), primary_key=True)
    value = Column(Text, nullable=False)
    position = Column(Integer, nullable=False)


class PairRow(Base):
    """A product that goes well with another (搭配)."""

    __tablename__ = "pairs"

    product_id = Column(ForeignKey("products.id"), primary_key=True)
    other_id = Column(ForeignKey("products.id"), primary_key=True)
    reason = Column(Text, nullable=False, default="")
    position = Column(Integer, nullable=False)
