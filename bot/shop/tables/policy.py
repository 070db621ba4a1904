"""The shop's terms and people: policy values, hours, concessions, agents."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Text, Time

from bot.database.engine import Base
from bot.database.types import Instant, Money


class PolicyRow(Base):
    """One value of the shop's policy; keys and types are those of bot.shop.model.policy."""

    __tablename__ = "policy"

    key = Column(String(40), primary_key=True)
    value = Column(Text, nullable=False)


class WorkingHoursRow(Base):
    """When people answer; weekday 1 is Monday."""

    __tablename__ = "working_hours"

    weekday = Column(Integer, primary_key=True)
    starts = Column(Time, primary_key=True)
    ends = Column(Time, nullable=False)


class ServiceModeRow(Base):
    """Who answers in a stretch of a weekday (1 is Monday); automatic where none is given."""

    __tablename__ = "service_modes"

    weekday = Column(Integer, primary_key=True)
    starts = Column(Time, primary_key=True)
    ends = Column(Time, nullable=False)
    mode = Column(String(12), nullable=False, doc="automatic, assist or people_first")


class ModeSwitchRow(Base):
    """An owner's word on who answers for a while, over what the hours say; the newest counts."""

    __tablename__ = "mode_switches"

    id = Column(Integer, primary_key=True, autoincrement=True)
    mode = Column(String(12), nullable=False, doc="automatic, assist or people_first")
    at = Column(Instant, nullable=False)
    until = Column(Instant, nullable=False)


class ShiftRow(Base):
    """When one agent is at work; weekday 1 is Monday."""

    __tablename__ = "shifts"

    login = Column(String(40), primary_key=True)
    weekday = Column(Integer, primary_key=True)
    starts = Column(Time, primary_key=True)
    ends = Column(Time, nullable=False)


class ConcessionRow(Base):
    """One step of what may be conceded to a buyer who haggles (议价)."""

    __tablename__ = "concessions"

    step = Column(Integer, primary_key=True)
    kind = Column(String(10), nullable=False, doc="percent, amount, gift or shipping")
    percent = Column(Integer)
    amount = Column("amount_fen", Money)
    gift_name = Column(String(80), nullable=False, default="")


class AgentRow(Base):
    """A person who answers at the desk; the password is kept as an argon2 hash only."""

    __tablename__ = "agents"

    login = Column(String(40), primary_key=True)
    name = Column(String(40), nullable=False)
    role = Column(String(10), nullable=False, default="agent", doc="owner, agent or viewer")
    password_hash = Column(String(200), nullable=False, default="", doc="empty: cannot sign in")
    active = Column(Integer, nullable=False, default=1)
