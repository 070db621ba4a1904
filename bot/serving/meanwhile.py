"""Reads what a buyer said to a person as if it had been said to the bot: for its memory."""

from __future__ import annotations

import logging
from typing import Any, Protocol

from rasa.core.channels.channel import UserMessage

logger = logging.getLogger(__name__)

_READ = ("text", "intent", "intent_ranking", "entities")


class Reader(Protocol):
    """What reads a message: Rasa's agent."""

    async def parse_message(self, message_data: str) -> dict[str, Any]:
        """Intent and entities of a text."""


async def read_meanwhile(reader: Reader, message: UserMessage) -> None:
    """Put readings of the texts in `metadata["chat"]["meanwhile"]` into `metadata["meanwhile"]`."""
    metadata = message.metadata or {}
    texts = (metadata.get("chat") or {}).get("meanwhile") or ()
    if texts:
        read = [await _reading(reader, str(text)) for text in texts]
        message.metadata = {**metadata, "meanwhile": [each for each in read if each]}


async def _reading(reader: Reader, text: str) -> dict[str, Any]:
    try:
        parsed = await reader.parse_message(text)
    except Exception as error:  # noqa: BLE001 - see below
        # The buyer's next question must not go unanswered because of what was said before it;
        # only the type is logged: the text of an error may quote the buyer.
        logger.error("What was said to a person could not be read: %s", type(error).__name__)
        return {}
    return {name: parsed[name] for name in _READ if name in parsed}
