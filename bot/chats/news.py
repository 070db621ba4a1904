"""Where copies tell one another that something of a conversation is new."""

from __future__ import annotations


def news_channel(prefix: str) -> str:
    """Redis' channel of the engine with that prefix; a message is a conversation's id alone."""
    return f"{prefix}:news"
