"""A Rasa server's stock REST channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.load.target import Answer, TargetError


@dataclass(frozen=True)
class RestConversation:
    """One sender; the product in view goes along as metadata."""

    session: aiohttp.ClientSession
    url: str
    buyer: str
    product: str

    async def say(self, text: str) -> Answer:
        """Post a message; Rasa answers when the whole turn is over."""
        body = {
            "sender": self.buyer,
            "message": text,
            "metadata": {"product_id": self.product},
        }
        try:
            async with self.session.post(self.url, json=body) as response:
                if response.status != 200:
                    raise TargetError(f"The REST channel answered {response.status}.")
                return Answer(messages=len(await response.json()))
        except (aiohttp.ClientError, ValueError) as error:
            raise TargetError(f"The REST channel failed: {error!r}") from error


@dataclass(frozen=True)
class RestTarget:
    """The REST webhook of the Rasa server at `server_url`."""

    server_url: str

    @asynccontextmanager
    async def conversation(self, *, buyer: str, product: str) -> AsyncIterator[RestConversation]:
        """A new sender over a kept-alive connection of its own."""
        async with aiohttp.ClientSession() as session:
            url = f"{self.server_url}/webhooks/rest/webhook"
            yield RestConversation(session, url, buyer, product)
