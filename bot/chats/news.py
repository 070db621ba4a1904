"""Where copies tell one another that something of a conversation is new."""

from __future__ import annotations

CHANNEL = "xiaoer:news"  # of Redis; a message is the conversation's id and nothing else
