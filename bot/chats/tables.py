"""Tables of the chat log and of hand-over tickets."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)

from bot.database.engine import Base
from bot.database.types import Instant, Json


class ConversationRow(Base):
    """One buyer on one channel."""

    __tablename__ = "conversations"

    id = Column(String(100), primary_key=True, doc="also Rasa's sender id")
    buyer_id = Column(String(100), nullable=False, index=True)
    channel = Column(String(20), nullable=False)
    product_id = Column(String(40), nullable=False, default="", doc="in view when last opened")
    opened_at = Column(Instant, nullable=False)
    last_message_at = Column(Instant, nullable=False)


class MessageRow(Base):
    """One message of the log; `id` orders a conversation."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "external_id"),
        Index("ix_messages_conversation_id_id", "conversation_id", "id"),
        Index(
            "ix_messages_unanswered",
            "id",
            sqlite_where=text("answered = 0"),
            postgresql_where=text("answered = 0"),
        ),
    )

    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(ForeignKey("conversations.id"), nullable=False)
    external_id = Column(String(100), doc="the channel's id of a buyer's message")
    sender = Column(String(10), nullable=False, doc="buyer, bot, agent or system")
    agent = Column(String(40), nullable=False, default="", doc="login, where a person wrote it")
    text = Column(Text, nullable=False)
    payload = Column(Json, nullable=False, default=dict, doc="card and quick replies")
    trace = Column(Json, nullable=False, default=dict, doc="why the bot said it; never shown")
    at = Column(Instant, nullable=False)
    answered = Column(Integer, nullable=False, default=1, doc="0: a buyer's message still owed one")


class TicketRow(Base):
    """One hand-over; at most one a conversation is not closed."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(
            "ix_tickets_one_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("status <> 'closed'"),
            postgresql_where=text("status <> 'closed'"),
        ),
    )

    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(ForeignKey("conversations.id"), nullable=False)
    status = Column(String(10), nullable=False, index=True, doc="waiting, taken or closed")
    reason = Column(String(60), nullable=False, doc="reason code of the rule")
    facts = Column(Json, nullable=False, default=dict, doc="what is known so far, by label")
    opened_at = Column(Instant, nullable=False)
    taken_by = Column(String(40), nullable=False, default="")
    taken_at = Column(Instant)
    closed_at = Column(Instant)
    note = Column(Text, nullable=False, default="")


class LastTurnRow(Base):
    """What was decided on a conversation's last message: coming again, it decides nothing."""

    __tablename__ = "last_turns"

    conversation_id = Column(String(100), primary_key=True)
    message_id = Column(Integer, nullable=False, doc="the buyer's message that was decided on")
    result = Column(Json, nullable=False)
