"""Reminders of unpaid orders, and why orders stay unpaid."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from bot.database.engine import Base
from bot.database.types import Instant


class ReminderRow(Base):
    """One reminder of one order: planned, then sent, stopped or failed."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        Index("ix_reminders_status_due_at", "status", "due_at"),
    )

    id = Column(Integer, primary_key=True, autoincrement=True)
    order_id = Column(String(40), nullable=False, doc="kept where the order is replaced by another")
    buyer_id = Column(ForeignKey("buyers.id"), nullable=False, index=True)
    conversation_id = Column(String(100), nullable=False, default="", doc="where it is said")
    number = Column(Integer, nullable=False, doc="1 is the order's first")
    case = Column("wording_case", String(40), nullable=False, default="", doc="which words")
    status = Column(String(10), nullable=False, doc="planned, sent, stopped or failed")
    why = Column(String(60), nullable=False, default="", doc="reason code of stopped and failed")
    due_at = Column(Instant, nullable=False)
    done_at = Column(Instant)
    message_id = Column(Integer, doc="the message of the log that it became")


class UnpaidReasonRow(Base):
    """Why a buyer has not paid an order, in their own word or as their chat shows."""

    __tablename__ = "unpaid_reasons"

    order_id = Column(String(40), primary_key=True)
    reason = Column(String(40), nullable=False, doc="code of bot.followup's list")
    words = Column(Text, nullable=False, default="", doc="the buyer's, without personal data")
    told_by = Column(String(10), nullable=False, doc="buyer, agent or chat")
    at = Column(Instant, nullable=False)
