"""Tables of the chat log, of hand-over tickets, and of what is on its way to a channel."""

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
    address = Column(
        Json,
        nullable=False,
        default=dict,
        server_default="{}",
        doc="where the channel reaches them",
    )


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
    assigned_to = Column(
        String(40), nullable=False, default="", server_default="", doc="login it is meant for"
    )
    snoozed_until = Column(Instant, doc="out of sight until then, or until the buyer writes")
    told_busy_at = Column(Instant, doc="when the buyer was told that nobody is free yet")
    first_reply_at = Column(Instant, doc="a person's first message after it was opened")


class LastTurnRow(Base):
    """What was decided on a conversation's last message: coming again, it decides nothing."""

    __tablename__ = "last_turns"

    conversation_id = Column(String(100), primary_key=True)
    message_id = Column(Integer, nullable=False, doc="the buyer's message that was decided on")
    result = Column(Json, nullable=False)


class DeliveryRow(Base):
    """A message on its way to a channel that has to be pushed to; none for the chat page."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_due", "status", "next_at"),
        Index("ix_deliveries_conversation_id_id", "conversation_id", "id"),
    )

    id = Column(Integer, primary_key=True, autoincrement=True)
    message_id = Column(ForeignKey("messages.id"), nullable=False, unique=True)
    conversation_id = Column(ForeignKey("conversations.id"), nullable=False)
    channel = Column(String(20), nullable=False)
    status = Column(String(10), nullable=False, default="due", doc="due, sent or dead")
    attempts = Column(Integer, nullable=False, default=0)
    next_at = Column(Instant, nullable=False, doc="not before then; while claimed, until when")
    error = Column(Text, nullable=False, default="", doc="why the last attempt failed")
    sent_at = Column(Instant)


class ChannelEventRow(Base):
    """An event that a channel told of, such as a paid order; told again it does nothing."""

    __tablename__ = "channel_events"

    source = Column(String(20), primary_key=True, doc="the channel")
    external_id = Column(String(100), primary_key=True)
    kind = Column(String(40), nullable=False)
    at = Column(Instant, nullable=False)


class SuggestionRow(Base):
    """What the bot would have answered to a message while a person has the chat."""

    __tablename__ = "suggestions"

    message_id = Column(ForeignKey("messages.id"), primary_key=True, doc="the buyer's message")
    conversation_id = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    replies = Column(Json, nullable=False, doc="texts, payloads and traces, in order")
    digest = Column(String(64), nullable=False, doc="of the decision: reasons and facts")
    made_at = Column(Instant, nullable=False)
    used_by = Column(String(40), nullable=False, default="", doc="login that sent it")
    used_at = Column(Instant)


class CorrectionRow(Base):
    """A person's word on what a message meant, for learning."""

    __tablename__ = "corrections"

    message_id = Column(ForeignKey("messages.id"), primary_key=True, doc="the buyer's message")
    login = Column(String(40), primary_key=True)
    read_as = Column(String(60), nullable=False, doc="intent that the bot read")
    meant = Column(String(60), nullable=False, doc="intent that the person says it is")
    at = Column(Instant, nullable=False)
