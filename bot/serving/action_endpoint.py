"""The way from the Rasa server to the action servers: kept connections, with our token."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.serving.copies import Copies


class ActionEndpoint(EndpointConfig):
    """Calls one of the action servers at `urls` (their webhooks).

    Rasa opens and closes a session and a connection for every call (0.7 ms) and waits 300 s; this
    keeps them, names the caller by the internal token, and gives up after `timeout_seconds`. A
    call that an action server refused or was killed in goes to the next, for at most
    `restart_seconds` where none is there: what was decided on a message is kept with its promises
    in one transaction, so a call made again decides nothing twice.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        token: str,
        timeout_seconds: float,
        restart_seconds: float = 10.0,
    ) -> None:
        super().__init__(urls[0], enable_selective_domain=True)
        self._copies = Copies(urls, token=token)
        self._timeout_seconds = timeout_seconds
        self._restart_seconds = restart_seconds

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Send `kwargs["json"]` and return the answer; raises aiohttp's and Rasa's client errors.

        Rasa's own `timeout` argument is set aside for ours.
        """
        answered = await self._copies.post(
            json.dumps(kwargs["json"], ensure_ascii=False).encode("utf-8", "replace"),
            seconds=self._timeout_seconds,
            away_seconds=self._restart_seconds,
        )
        if answered.status >= 400:
            text = answered.body.decode("utf-8", "replace")
            raise ClientResponseError(answered.status, "", text)
        return json.loads(answered.body)

    async def close(self) -> None:
        """Close the connections; the endpoint opens them again when it is used."""
        await self._copies.close()
