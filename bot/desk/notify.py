"""Tells the chat process that a person wrote something, so that the buyer sees it at once."""

from __future__ import annotations

import asyncio
import logging

import httpx

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 2.0
RETRY_AFTER_SECONDS = (1.0, 4.0)
HEADER = "X-Xiaoer-Token"


class ChatNotifier:
    """Posts to the chat process's `/internal/pushed`; the connection is kept open.

    A message is in the log before this is called: when the chat process cannot be reached, the
    buyer's page gets it with the next message or when it connects again.
    """

    def __init__(
        self,
        chat_url: str,
        *,
        token: str,
        transport: httpx.AsyncBaseTransport | None = None,
        retry_after: tuple[float, ...] = RETRY_AFTER_SECONDS,
    ) -> None:
        self._url = f"{chat_url}/internal/pushed"
        self._retry_after = retry_after
        self._retries: set[asyncio.Task[None]] = set()
        self._client = httpx.AsyncClient(
            headers={HEADER: token},
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,
        )

    async def pushed(self, conversation_id: str) -> bool:
        """Whether the chat process heard of it now; if not, it is told again a little later."""
        if await self._post(conversation_id):
            return True
        retry = asyncio.create_task(self._again(conversation_id))
        self._retries.add(retry)
        retry.add_done_callback(self._retries.discard)
        return False

    async def aclose(self) -> None:
        """Stop retrying and close the connection."""
        for retry in self._retries:
            retry.cancel()
        await asyncio.gather(*self._retries, return_exceptions=True)
        await self._client.aclose()

    async def _again(self, conversation_id: str) -> None:
        for seconds in self._retry_after:
            await asyncio.sleep(seconds)
            if await self._post(conversation_id):
                return

    async def _post(self, conversation_id: str) -> bool:
        try:
            response = await self._client.post(self._url, json={"conversation_id": conversation_id})
        except httpx.HTTPError as error:
            log.warning("The chat process was not told of a new message: %r", error)
            return False
        if response.is_success:
            return True
        log.warning("The chat process refused to push: HTTP %s", response.status_code)
        return False
