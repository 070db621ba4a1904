"""Buyers, what they ordered, and what they were promised."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import relationship

from bot.database.engine import Base
from bot.database.types import Instant, Json, Money


class BuyerRow(Base):
    """A buyer, by the id the channel gives; what was learnt is kept for the next chat.

    One person on several channels has a row on each: `same_as` is empty on one of them and names
    that one on all others.
    """

    __tablename__ = "buyers"

    id = Column(String(100), primary_key=True)
    same_as = Column(ForeignKey("buyers.id"), index=True)
    vip = Column(Integer, nullable=False, default=0)
    region = Column(String(40), nullable=False, default="")
    height_cm = Column(Numeric(5, 1, asdecimal=False))
    weight_kg = Column(Numeric(5, 2, asdecimal=False))
    first_seen_at = Column(Instant, nullable=False)
    last_seen_at = Column(Instant, nullable=False)


class OrderRow(Base):
    """An order in the making (`draft`) or made."""

    __tablename__ = "orders"

    id = Column(String(40), primary_key=True)
    buyer_id = Column(ForeignKey("buyers.id"), nullable=False, index=True)
    status = Column(String(10), nullable=False, doc="one of OrderStatus")
    region = Column(String(40), nullable=False, default="")
    courier = Column(String(20), nullable=False, default="")
    note = Column(Text, nullable=False, default="")
    agreed_total = Column("agreed_total_fen", Money, doc="what was read back for the goods")
    agreed_with = Column(
        Text, nullable=False, default="", server_default="", doc="gifts and fee as read back"
    )
    created_at = Column(Instant, nullable=False)
    paid_at = Column(Instant)
    shipped_at = Column(Instant, doc="where the platform tells of it")

    lines = relationship(
        "OrderLineRow",
        order_by="OrderLineRow.position",
        lazy="selectin",
        cascade="all, delete-orphan",
    )


class OrderLineRow(Base):
    """One SKU of an order at its list price; the order has the total agreed."""

    __tablename__ = "order_lines"

    order_id = Column(ForeignKey("orders.id"), primary_key=True)
    sku_id = Column(ForeignKey("skus.id"), primary_key=True)
    quantity = Column(Integer, nullable=False)
    unit_price = Column("unit_price_fen", Money, nullable=False)
    position = Column(Integer, nullable=False)


class CommitmentRow(Base):
    """The ledger of what a buyer was promised, written before the buyer reads it."""

    __tablename__ = "commitments"
    __table_args__ = (Index("ix_commitments_buyer_kind", "buyer_id", "kind"),)

    id = Column(Integer, primary_key=True, autoincrement=True)
    buyer_id = Column(ForeignKey("buyers.id"), nullable=False)
    kind = Column(String(20), nullable=False, doc="price, gift, shipping, dispatch or note")
    product_id = Column(String(40), nullable=False, default="")
    terms = Column(Json, nullable=False, doc="what exactly; amounts as text in yuan")
    reason = Column(String(60), nullable=False, doc="reason code of the rule, or the agent")
    made_by = Column(String(40), nullable=False, default="bot")
    made_at = Column(Instant, nullable=False)
    valid_until = Column(Instant)
    withdrawn_at = Column(Instant)
    withdrawn_by = Column(String(40), nullable=False, default="", server_default="")
