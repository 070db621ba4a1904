"""Asks the gateway to say to a buyer what the bot suggested, or answers once it understood."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from bot.chats.model import Reply
from bot.desk.refusals import NotAcceptedError, OldSuggestionError
from bot.serving.internal import INTERNAL_HEADER
from bot.telemetry.tracing import carried

log = logging.getLogger(__name__)

# A turn of the engine, which may have to wait for one before it.
TIMEOUT_SECONDS = 25.0
CONNECT_SECONDS = 1.0
# Nothing was done, or it does not matter: the gateway sends each suggestion once.
AWAY = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout)
# No such suggestion any more, or the chat or the sending is somebody else's by now.
GONE = frozenset({404, 409})


class Acceptor:
    """Posts to `/internal/accept` and `/internal/meant` of a gateway; connections are kept open.

    One that is away, not ready, or cut off at its answer is passed over for the next at once; one
    that takes too long is not, for it may be at work on the turn.
    """

    def __init__(
        self,
        chat_urls: Sequence[str],
        *,
        token: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._urls = tuple(f"{url}/internal/" for url in chat_urls)
        self._first = 0
        self._client = httpx.AsyncClient(
            headers={INTERNAL_HEADER: token},
            timeout=httpx.Timeout(TIMEOUT_SECONDS, connect=CONNECT_SECONDS),
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
        response = await self._answer("accept", asked)
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

    async def understood(self, message_ids: Sequence[int], *, meant: str, login: str) -> int:
        """Have these waiting buyers answered, whose messages mean the intents joined by +.

        Returns how many were: who was taken meanwhile, or needs a person all the same, waits on.
        Raises NotAcceptedError.
        """
        asked = {"message_ids": list(message_ids), "meant": meant.split("+"), "login": login}
        response = await self._answer("meant", asked)
        if not response.is_success:
            log.warning("The gateway answered no waiting chats: HTTP %s", response.status_code)
            raise NotAcceptedError
        return len(response.json().get("answered") or ())

    async def _answer(self, path: str, asked: Mapping[str, Any]) -> httpx.Response:
        """What the first gateway that is there says to it; each is tried once."""
        answered: httpx.Response | None = None
        for place in range(self._first, self._first + len(self._urls)):
            try:
                answered = await self._client.post(
                    self._urls[place % len(self._urls)] + path, json=asked, headers=carried()
                )
            except AWAY as error:
                log.warning("A gateway is away and another is asked: %r", error)
                continue
            except httpx.HTTPError as error:
                log.warning("The gateway did not answer: %r", error)
                raise NotAcceptedError from error
            if answered.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                self._first = place % len(self._urls)
                return answered
        if answered is None:
            raise NotAcceptedError
        return answered

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _reply_of(told: Mapping[str, Any]) -> Reply:
    return Reply(str(told["text"]), dict(told.get("payload") or {}), dict(told.get("trace") or {}))
