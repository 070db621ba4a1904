"""The table of conversation turns as the dialogue engine sees them: one row a turn."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, Integer, String, Text

from bot.database.engine import Base

CONVERSATION_ID_LENGTH = 255


class TurnRow(Base):
    """What one turn added to a conversation, and where the conversation stood after it.

    `events` is a JSON array of Rasa's events of that turn, `state` a JSON object (see
    `bot.serving.turn_state`). The two-part key makes two writers of the same turn collide. Rows
    older than the shop wants to keep may be deleted by `created_at`; the newest row of a
    conversation carries its slots.
    """

    __tablename__ = "dialogue_turns"
    __table_args__ = (Index("ix_dialogue_turns_created_at", "created_at"),)

    conversation_id = Column(String(CONVERSATION_ID_LENGTH), primary_key=True)
    seq = Column(Integer, primary_key=True, autoincrement=False)
    created_at = Column(DateTime(timezone=True), nullable=False)
    events = Column(Text, nullable=False)
    state = Column(Text, nullable=False)
