"""What a buyer said in a push of an official account, as wechatpy parsed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.protocol import Kind, Said

# Cannot be read as words: a person has to look or listen.
WITHOUT_WORDS: Mapping[str, Kind] = {
    "image": "image", "voice": "voice", "video": "video", "shortvideo": "video",
    "location": "location", "file": "file",
}  # fmt: skip


def said_in(message: Any) -> Said | None:
    """The buyer's words, or what kind of thing without words; None for what is no message."""
    if message.type == "event":
        # A menu's key is what tapping it says.
        if message.event != "click" or not message.key:
            return None
        return Said(type="message", id=f"click.{message.time}", text=message.key, tapped=True)
    external_id = str(message.id)
    if message.type == "text":
        tapped = bool(message._data.get("bizmsgmenuid"))
        return Said(type="message", id=external_id, text=message.content or "", tapped=tapped)
    if message.type == "link":
        words = f"{message.title or ''} {message.url or ''}".strip()
        return Said(type="message", id=external_id, text=words)
    if message.type == "voice" and message.recognition:
        return Said(type="message", id=external_id, text=message.recognition)
    kind = WITHOUT_WORDS.get(message.type)
    return None if kind is None else Said(type="message", id=external_id, kind=kind)
