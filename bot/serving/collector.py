"""Catches what the dialogue says in one turn, so that it is logged before it is shown."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.chats.model import Reply


class ReplyCollector(OutputChannel):
    """Output channel of one turn; nothing leaves the process here."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        """The channel whose turn is collected."""
        return "web"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one reply with its card, quick replies and trace; an empty one is dropped."""
        text = str(message.get("text") or "").strip()
        payload = message.get("payload") or {}
        if text or payload:
            self.replies.append(Reply(text=text, payload=payload, trace=message.get("trace") or {}))
