"""What people are asked to review, and what they said."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Text

from bot.database.engine import Base
from bot.database.types import Instant, Json


class ReviewItemRow(Base):
    """Messages that are the same question: one decision settles all of them."""

    __tablename__ = "review_items"
    __table_args__ = (Index("ix_review_items_status_gain", "status", "gain"),)

    id = Column(Integer, primary_key=True, autoincrement=True)
    key = Column(String(64), nullable=False, unique=True, doc="see bot.text.questions")
    text = Column(Text, nullable=False, doc="how most buyers put it, without personal data")
    before = Column(Text, nullable=False, default="", doc="what was said to that buyer before")
    samples = Column(Json, nullable=False, default=list, doc="other ways it was put: text, before")
    count = Column(Integer, nullable=False, default=1, doc="messages in the log")
    signals = Column(Json, nullable=False, default=dict, doc="why it is asked: code → messages")
    suggested = Column(String(120), nullable=False, default="", doc="intent, several joined by +")
    confidence = Column(Float, nullable=False, default=0.0, doc="of the suggestion, 0 to 1")
    ranking = Column(Json, nullable=False, default=list, doc="[intent, probability], best first")
    evidence = Column(Json, nullable=False, default=dict, doc="why that is suggested, by code")
    cluster = Column(String(40), nullable=False, default="", doc="of questions that fit no intent")
    gain = Column(Float, nullable=False, default=0.0, doc="messages expected to be read better")
    buyers = Column(Json, nullable=False, default=list, doc="tags of buyers, for forgetting them")
    message_ids = Column(Json, nullable=False, default=list, doc="of our own log, the newest few")
    status = Column(
        String(10),
        nullable=False,
        default="open",
        doc="open, settled, disputed (two people differ) or gone (forgotten)",
    )
    verdict = Column(String(20), nullable=False, default="", doc="of a settled one, see words")
    meant = Column(String(120), nullable=False, default="", doc="intents of a settled one")
    held_out = Column(Integer, nullable=False, default=0, doc="1: measures, is never trained on")
    batch = Column(String(40), nullable=False, default="", doc="the batch it was learnt in")
    mined_at = Column(Instant, nullable=False)
    settled_at = Column(Instant)


class ReviewWordRow(Base):
    """What one person said of one item; the newest that was not taken back is their word."""

    __tablename__ = "review_words"
    __table_args__ = (
        Index("ix_review_words_item_id_login", "item_id", "login"),
        Index("ix_review_words_login_id", "login", "id"),
    )

    id = Column(Integer, primary_key=True, autoincrement=True)
    item_id = Column(ForeignKey("review_items.id"), nullable=False)
    login = Column(String(40), nullable=False)
    verdict = Column(
        String(20),
        nullable=False,
        doc="right, other, wording, out_of_scope, sensitive or skip",
    )
    meant = Column(String(120), nullable=False, default="", doc="intents, several joined by +")
    wording = Column(Text, nullable=False, default="", doc="a better example, where one was given")
    at = Column(Instant, nullable=False)
    decides = Column(Integer, nullable=False, default=0, doc="1: the owner's, on a disputed item")
    taken_back_at = Column(Instant)
