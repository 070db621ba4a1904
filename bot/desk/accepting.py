"""Asks the gateway to say to the buyer what the bot suggested, as an agent's words."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import httpx

from bot.chats.model import Reply
from bot.desk.notify import HEADER
from bot.desk.refusals import NotAcceptedError, OldSuggestionError

log = logging.getLogger(__name__)

# A turn of the engine, which may have to wait for one before it.
TIMEOUT_SECONDS = 25.0
# No such suggestion any more, or the chat or the sending is somebody else's by now.
GONE = frozenset({404, 409})


class Acceptor:
    """Posts to the gateway's `/internal/accept`; the connection is kept open."""

    def __init__(
        self, chat_url: str, *, token: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url = f"{chat_url}/internal/accept"
        self._client = httpx.AsyncClient(
            headers={HEADER: token},
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,
        )

    async def accept(
        self, message_id: int, *, login: str, text: str, client_id: str
    ) -> tuple[Reply, ...]:
        """Have the suggestion for a buyer's message said for good, by `login`.

        Empty when it is said; else what is suggested now, because the decision is another one by
        now and nothing was said. Raises OldSuggestionError or NotAcceptedError.
        """
        asked = {"message_id": message_id, "login": login, "text": text, "client_id": client_id}
        try:
            response = await self._client.post(self._url, json=asked)
        except httpx.HTTPError as error:
            log.warning("The gateway did not answer about a suggestion: %r", error)
            raise NotAcceptedError from error
        if response.status_code in GONE:
            raise OldSuggestionError
        if not response.is_success:
            log.warning("The gateway refused a suggestion: HTTP %s", response.status_code)
            raise NotAcceptedError
        told: dict[str, Any] = response.json()
        if told.get("sent"):
            return ()
        changed = tuple(_reply_of(reply) for reply in told.get("changed") or ())
        if not changed:
            raise NotAcceptedError
        return changed

    async def aclose(self) -> None:
        """Close the connection."""
        await self._client.aclose()


def _reply_of(told: Mapping[str, Any]) -> Reply:
    return Reply(str(told["text"]), dict(told.get("payload") or {}), dict(told.get("trace") or {}))
