"""Tables of the desk: who is there, who did what, which sessions ended, who guessed wrong."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String

from bot.database.engine import Base
from bot.database.types import Instant, Json


class AuditRow(Base):
    """One thing that somebody did; never changed and never deleted."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject_id", "subject", "id"),)

    id = Column(Integer, primary_key=True, autoincrement=True)
    at = Column(Instant, nullable=False)
    login = Column(String(40), nullable=False, index=True, doc="empty: the engine itself")
    action = Column(String(40), nullable=False, doc="for example ticket.taken")
    subject = Column(String(100), nullable=False, default="", doc="for example ticket:12")
    detail = Column(Json, nullable=False, default=dict, doc="never a buyer's words or data")


class PresenceRow(Base):
    """Whether an agent is at the desk."""

    __tablename__ = "presence"

    login = Column(String(40), primary_key=True)
    state = Column(String(10), nullable=False, doc="here or away, as the agent says")
    seen_at = Column(Instant, nullable=False, doc="last sign of an open page")


class EndedSessionRow(Base):
    """A session that was signed out before it ran out."""

    __tablename__ = "ended_sessions"

    nonce = Column(String(40), primary_key=True)
    until = Column(Instant, nullable=False, doc="when it would have run out")


class WrongTryRow(Base):
    """A wrong password."""

    __tablename__ = "wrong_tries"
    __table_args__ = (Index("ix_wrong_tries_login_address_at", "login", "address", "at"),)

    id = Column(Integer, primary_key=True, autoincrement=True)
    login = Column(String(40), nullable=False)
    address = Column(String(60), nullable=False)
    at = Column(Instant, nullable=False)
