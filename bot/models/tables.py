"""Which model answers, and which did before."""

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
        Text, nullable=False, default="", doc="confidence.yml that goes with it; empty: as it is"
    )
    by = Column(String(40), nullable=False, doc="login, or the engine itself where it is empty")
    why = Column(Text, nullable=False, default="", doc="what it was promoted or rolled back for")
    at = Column(Instant, nullable=False)
