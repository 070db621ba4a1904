"""Which model answers, which did before, and which servers have it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Text

from bot.database.engine import Base
from bot.database.types import Instant


class ModelPromotionRow(Base):
    """A model was made the one that answers; the newest row is the live one, none is deleted."""

    __tablename__ = "model_promotions"

    id = Column(Integer, primary_key=True, autoincrement=True)
    model = Column(String(100), nullable=False, doc="the file's name in the folder of models")
    sha256 = Column(String(64), nullable=False, doc="of the file, so that each copy has the same")
    confidence = Column(
        Text,
        nullable=False,
        default="",
        doc="confidence.yml that goes with it",
    )
    by = Column(String(40), nullable=False, doc="login, or the engine itself where it is empty")
    why = Column(Text, nullable=False, default="", doc="what it was promoted or rolled back for")
    at = Column(Instant, nullable=False)


class ModelServerRow(Base):
    """A Rasa server as it last told of itself; one that has not for a while is gone."""

    __tablename__ = "model_servers"

    name = Column(String(100), primary_key=True, doc="machine and port")
    model = Column(String(100), nullable=False, doc="the one that answers there")
    promotion_id = Column(
        Integer, nullable=True, doc="the newest promotion that it dealt with; none: none was there"
    )
    trouble = Column(
        Text, nullable=False, default="", doc="why it does not answer with the promoted model"
    )
    at = Column(Instant, nullable=False)
